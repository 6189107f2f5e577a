import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { runningBroker, stopDaemon } from '../../src/broker'
import { endBroker } from '../../src/broker/end'
import { inFreeFolder, sweepTemporaryFolders } from '../../src/broker/folder'
import {
  isOrphan,
  isRunning,
  readState,
  removeState,
  tokenOption,
  writeState,
  type BrokerState,
} from '../../src/broker/state'
import { thisProcess } from '../../src/machine'
import { testFolder } from '../support/folders'

const dead = { pid: 2 ** 22 + 1, commandLine: 'node carnet start' }
const state: BrokerState = {
  pid: process.pid,
  token: 'not-of-this-process',
  bootstrap: '127.0.0.1:1',
  clusterId: 'c',
  owner: null,
  startedAt: '2026-11-25T00:00:00.000Z',
  archive: null,
}

/** A process that looks like a broker with that token, and takes SIGTERM as `script` says. */
async function fakeBroker(token: string, script = ''): Promise<number> {
  const program = `${script}; setInterval(() => {}, 1000); console.log('ready')`
  const child = spawn(process.execPath, ['-e', program, '--', tokenOption(token)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  await once(child.stdout, 'data')
  return child.pid ?? 0
}

describe('the description of a broker', () => {
  test('is read as it was written', () => {
    const folder = join(testFolder(), 'new')
    writeState(folder, state)
    expect(readState(folder)).toEqual(state)
    expect(readdirSync(folder)).toEqual(['broker.json'])
  })

  test('is none where it is missing, cut off, or something else', () => {
    const folder = testFolder()
    expect(readState(folder)).toBeNull()
    for (const text of ['', '{"pid": 1', 'null', '[]', '{"pid": "1", "token": "x"}']) {
      writeFileSync(join(folder, 'broker.json'), text)
      expect(readState(folder)).toBeNull()
    }
  })

  test('is removed by its own run alone', () => {
    const folder = testFolder()
    writeState(folder, state)
    removeState(folder, 'another')
    expect(readState(folder)).toEqual(state)
    removeState(folder, state.token)
    expect(readState(folder)).toBeNull()
  })
})

describe('whose process it is', () => {
  test('a process of the same id with another token is not the broker, and is never ended', async () => {
    expect(await isRunning(state)).toBe(false)
    // This very process has the id: were it taken for the broker, the test would end here.
    expect(await endBroker(state)).toBe('was not running')
  })

  test('a broker is known by its token', async () => {
    const pid = await fakeBroker('token-1')
    expect(await isRunning({ pid, token: 'token-1' })).toBe(true)
    expect(await isRunning({ pid, token: 'token-2' })).toBe(false)
  })

  test("it is an orphan when its owner is gone, or the owner's id belongs to another program", async () => {
    const owner = await thisProcess()
    expect(await isOrphan({ ...state, owner })).toBe(false)
    expect(await isOrphan({ ...state, owner: dead })).toBe(true)
    expect(await isOrphan({ ...state, owner: { ...owner, commandLine: 'another program' } })).toBe(true)
    expect(await isOrphan({ ...state, owner: null })).toBe(false)
  })
})

describe('endBroker', () => {
  test('lets a broker close its files', async () => {
    const pid = await fakeBroker('token-3')
    expect(await endBroker({ pid, token: 'token-3' })).toBe('ended')
    expect(await isRunning({ pid, token: 'token-3' })).toBe(false)
  })

  test('kills one that does not end', async () => {
    const pid = await fakeBroker('token-4', "process.on('SIGTERM', () => {})")
    expect(await endBroker({ pid, token: 'token-4' }, 100)).toBe('killed')
    expect(await isRunning({ pid, token: 'token-4' })).toBe(false)
  })
})

describe('inFreeFolder', () => {
  const options = {}

  test('works in a folder that nobody uses, and clears what a broker long gone left', async () => {
    const folder = testFolder()
    writeState(folder, { ...state, owner: dead })
    expect(await inFreeFolder(folder, async () => readState(folder), options)).toEqual({ result: null })
  })

  test('gives the broker that uses it', async () => {
    const folder = testFolder()
    const pid = await fakeBroker('token-5')
    const user = { ...state, pid, token: 'token-5', owner: await thisProcess() }
    writeState(folder, user)
    expect(await inFreeFolder(folder, async () => 'worked', options)).toEqual({ user })
  })

  test('ends what a killed run left behind', async () => {
    const folder = testFolder()
    const pid = await fakeBroker('token-6')
    writeState(folder, { ...state, pid, token: 'token-6', owner: dead })
    const logs: string[] = []
    expect(await inFreeFolder(folder, async () => 'worked', { log: (t) => logs.push(t) })).toEqual({
      result: 'worked',
    })
    expect(await isRunning({ pid, token: 'token-6' })).toBe(false)
    expect(logs).toEqual(['ending a Kafka that a killed run left behind'])
  })
})

test('sweeping ends orphans and removes their folders, and nothing else', async () => {
  const root = testFolder()
  const folder = (name: string): string => join(root, '.carnet', name)
  const pid = await fakeBroker('token-7')
  writeState(folder('temporary-kafka-orphan'), { ...state, pid, token: 'token-7', owner: dead })
  writeState(folder('temporary-kafka-mine'), { ...state, owner: await thisProcess() })
  writeState(folder('kafka'), { ...state, owner: dead })
  for (const name of ['temporary-kafka-starting', 'temporary-kafka-forgotten', 'maven'])
    mkdirSync(folder(name))
  const yesterday = new Date(Date.now() - 24 * 3_600_000)
  utimesSync(folder('temporary-kafka-forgotten'), yesterday, yesterday)
  utimesSync(folder('maven'), yesterday, yesterday)
  await sweepTemporaryFolders(root)
  expect(readdirSync(join(root, '.carnet')).sort()).toEqual([
    'kafka',
    'maven',
    'temporary-kafka-mine',
    'temporary-kafka-starting',
  ])
  expect(await isRunning({ pid, token: 'token-7' })).toBe(false)
})

describe('the daemon', () => {
  test('is not there where nothing was started, or what was started has gone', async () => {
    const root = testFolder()
    expect(await runningBroker(root)).toBeNull()
    expect(await stopDaemon(root)).toBe(false)
    writeState(join(root, '.carnet', 'kafka'), state)
    expect(await runningBroker(root)).toBeNull()
    expect(await stopDaemon(root)).toBe(false)
  })

  test('is not the broker of a run that is going on', async () => {
    const root = testFolder()
    const pid = await fakeBroker('token-8')
    writeState(join(root, '.carnet', 'kafka'), {
      ...state,
      pid,
      token: 'token-8',
      owner: await thisProcess(),
    })
    expect(await runningBroker(root)).toBeNull()
    expect(await stopDaemon(root)).toBe(false)
    expect(await isRunning({ pid, token: 'token-8' })).toBe(true)
  })

  test('does not count as running while nothing answers at its port', async () => {
    const root = testFolder()
    const pid = await fakeBroker('token-9')
    writeState(join(root, '.carnet', 'kafka'), { ...state, pid, token: 'token-9' })
    expect(await runningBroker(root)).toBeNull()
    expect(await stopDaemon(root)).toBe(true)
    expect(existsSync(join(root, '.carnet', 'kafka', 'broker.json'))).toBe(false)
  })
})
