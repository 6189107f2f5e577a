import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { commandLine, projectRoot } from '../../src/machine'
import { connectSpark, runningSpark, startSpark, startSparkDaemon, stopSparkDaemon } from '../../src/spark'
import { kafkaConnector } from '../../src/spark/connector'
import { sparkParts } from '../../src/spark/parts'
import { testFolder } from '../support/folders'
import { livingProcesses } from '../support/processes'
import { sparkMissing } from '../support/spark'

beforeEach(async ({ skip }) => {
  const missing = await sparkMissing()
  skip(missing !== null, missing ?? '')
})

/** A project whose programs are those of this one, and whose Spark is its own. */
async function projectOfItsOwn(): Promise<string> {
  await sparkParts({ root: projectRoot() })
  const root = join(testFolder(), 'mon projet')
  mkdirSync(join(root, '.carnet'), { recursive: true })
  symlinkSync(join(projectRoot(), '.venv'), join(root, '.venv'))
  symlinkSync(join(projectRoot(), 'requirements'), join(root, 'requirements'))
  symlinkSync(join(projectRoot(), '.carnet', 'maven'), join(root, '.carnet', 'maven'))
  onTestFinished(async () => void (await stopSparkDaemon(root)))
  return root
}

async function takenPort(): Promise<number> {
  const server = createServer()
  await once(server.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => void server.close())
  return (server.address() as AddressInfo).port
}

const freePort = async (): Promise<number> => {
  const { freePorts } = await import('../../src/machine/ports')
  return (await freePorts(1))[0] ?? 0
}

test('a cluster of two workers runs until it is stopped, and its workers do the work', async () => {
  const root = await projectOfItsOwn()
  const port = await freePort()
  expect(await runningSpark(root)).toBeNull()
  const spark = await startSparkDaemon({ root, port, workers: 2 })
  expect(spark).toMatchObject({ address: `sc://127.0.0.1:${port}`, version: '4.2.0', workers: 2 })
  expect(spark.processes.map((p) => p.role).sort()).toEqual(['master', 'server', 'worker-1', 'worker-2'])

  // Found without an address, as a notebook finds it.
  const session = await connectSpark(undefined, {}, { root, env: {} })
  const work = "java_method('java.lang.System', 'getProperty', 'user.dir')"
  const { columns } = await session.sql(
    `SELECT ${work} AS folder, count(*) AS n FROM (SELECT /*+ REPARTITION(8) */ * FROM range(0, 2000, 1, 8)) GROUP BY 1`,
  )
  const workers = columns[0]?.values.map((folder) => /worker-\d/.exec(folder as string)?.[0]).sort()
  expect(workers).toEqual(['worker-1', 'worker-2'])
  expect(columns[1]?.values.reduce((sum, n) => Number(sum) + Number(n), 0)).toBe(2000)
  await session.close()

  // Its secrets are on no command line, and in no file that others read.
  const folder = join(root, '.carnet', 'spark')
  const secrets = [
    spark.token.reveal(),
    /"-Dspark\.authenticate\.secret=(.+)"/.exec(readFileSync(join(folder, 'server.args'), 'utf8'))?.[1] ??
      '?',
  ]
  const mark =
    (await commandLine(spark.processes[0]?.pid ?? 0))
      ?.split(' ')
      .find((a) => a.startsWith('-Dcarnet.spark=')) ?? '?'
  const commands = livingProcesses(mark)
  expect(commands.length).toBeGreaterThanOrEqual(6)
  for (const secret of secrets) expect(commands.join('\n')).not.toContain(secret)
  for (const file of readdirSync(folder).filter((name) => /\.args$|^spark\.json$/.test(name)))
    expect(statSync(join(folder, file)).mode & 0o077).toBe(0)

  // One that runs is taken, where it is what is wanted.
  expect((await startSparkDaemon({ root })).address).toBe(spark.address)
  await expect(startSparkDaemon({ root, workers: 1 })).rejects.toMatchObject({ code: 'SPARK_RUNS_OTHERWISE' })
  expect((await runningSpark(root))?.processes).toEqual(spark.processes)

  expect(await stopSparkDaemon(root)).toBe(true)
  expect(livingProcesses(mark)).toEqual([])
  expect(readdirSync(folder).filter((name) => !/\.log$|^log4j2/.test(name))).toEqual([])
  expect(await stopSparkDaemon(root)).toBe(false)
  expect(await runningSpark(root)).toBeNull()
  await expect(connectSpark(undefined, {}, { root, env: {} })).rejects.toMatchObject({
    code: 'SPARK_ADDRESS_MISSING',
  })
}, 300_000)

describe('a start that cannot be', () => {
  test('says that the port is taken', async () => {
    const port = await takenPort()
    await expect(startSpark({ port })).rejects.toMatchObject({ code: 'SPARK_PORT_TAKEN', details: { port } })
  })

  test('says what Spark says, and leaves nothing behind', async () => {
    const root = await projectOfItsOwn()
    const port = await freePort()
    const properties = { 'spark.memory.fraction': 'lots' }
    await expect(startSpark({ root, port, properties })).rejects.toMatchObject({
      code: 'SPARK_NOT_STARTED',
      details: {
        role: 'server',
        lines: expect.arrayContaining([expect.stringContaining('spark.memory.fraction')]) as string[],
      },
    })
    expect(readdirSync(join(root, '.carnet')).filter((name) => name.includes('spark-'))).toEqual([
      'spark-jars.json',
    ])
    expect(livingProcesses(root)).toEqual([])
  })

  test('that is aborted leaves nothing behind', async () => {
    const root = await projectOfItsOwn()
    const controller = new AbortController()
    const start = startSpark({
      root,
      signal: controller.signal,
      log: (text) =>
        void (text.startsWith('starting') && setTimeout(() => controller.abort(new Error('enough')), 500)),
    })
    await expect(start).rejects.toThrow('enough')
    expect(livingProcesses(root)).toEqual([])
    expect(readdirSync(join(root, '.carnet')).filter((name) => name.startsWith('temporary'))).toEqual([])
  })
})

test('the connector of the pinned Spark is there', async () => {
  const jars = await kafkaConnector({ root: projectRoot() })
  expect(jars.map((jar) => existsSync(jar))).toEqual([true, true, true, true])
})
