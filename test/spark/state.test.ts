import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { processExists, thisProcess } from '../../src/machine'
import { runningSpark, stopSparkDaemon } from '../../src/spark'
import { finish, isOrphan, isRunning, readState, type SparkState, writeState } from '../../src/spark/state'
import { testFolder } from '../support/folders'

const state: SparkState = {
  mark: '-Dcarnet.spark=of-no-process',
  version: '4.2.0',
  port: 1,
  token: 'hush',
  workers: 0,
  masterPage: null,
  processes: [{ role: 'server', pid: process.pid }],
  owner: null,
  startedAt: '2026-11-25T00:00:00.000Z',
}

/** A process with that mark on its command line. */
async function marked(mark: string): Promise<number> {
  const child = spawn(
    process.execPath,
    ['-e', "setInterval(() => {}, 1000); console.log('ready')", '--', mark],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  onTestFinished(() => void child.kill('SIGKILL'))
  await once(child.stdout, 'data')
  return child.pid ?? 0
}

test('a description is read as it was written, by this user alone', () => {
  const folder = join(testFolder(), 'new')
  writeState(folder, state)
  expect(readState(folder)).toEqual(state)
  expect(readdirSync(folder)).toEqual(['spark.json'])
  expect(statSync(join(folder, 'spark.json')).mode & 0o077).toBe(0)
})

test('a description is none where it is missing, cut off, or something else', () => {
  const folder = testFolder()
  expect(readState(folder)).toBeNull()
  for (const text of ['', '{"mark": "x"', 'null', '[]', '{"mark": 1, "processes": []}', '{"mark": "x"}']) {
    writeFileSync(join(folder, 'spark.json'), text)
    expect(readState(folder)).toBeNull()
  }
})

test('another process of the same id is neither taken for it nor ended', async () => {
  const folder = testFolder()
  writeState(folder, state)
  expect(await isRunning(state)).toBe(false)
  await finish(folder, state)
  expect(readState(folder)).toBeNull()
})

test('its processes are ended, the last one first, and what they leave goes, but for the logs', async () => {
  const folder = testFolder()
  const mark = '-Dcarnet.spark=mine-1'
  const [master, server, other] = [
    await marked(mark),
    await marked(mark),
    await marked('-Dcarnet.spark=mine-2'),
  ]
  const mine = {
    ...state,
    mark,
    processes: [
      { role: 'master', pid: master },
      { role: 'server', pid: server },
    ],
  }
  writeState(folder, mine)
  for (const name of ['work', 'tmp']) mkdirSync(join(folder, name))
  for (const name of ['server.log', 'server.args']) writeFileSync(join(folder, name), 'x')
  expect(await isRunning(mine)).toBe(true)
  await finish(folder, mine)
  expect(await isRunning(mine)).toBe(false)
  expect(readdirSync(folder)).toEqual(['server.log'])
  expect(processExists(other)).toBe(true)
})

test('the description of a later run is left alone', async () => {
  const folder = testFolder()
  writeState(folder, { ...state, mark: '-Dcarnet.spark=later' })
  await finish(folder, state)
  expect(readState(folder)?.mark).toBe('-Dcarnet.spark=later')
})

test('one without an owner is nobody’s to lose', async () => {
  expect(await isOrphan(state)).toBe(false)
  expect(await isOrphan({ ...state, owner: await thisProcess() })).toBe(false)
  expect(await isOrphan({ ...state, owner: { pid: 2 ** 22 + 1, commandLine: 'node' } })).toBe(true)
})

test('a project without one has none to find or to stop', async () => {
  const root = testFolder()
  expect(await runningSpark(root)).toBeNull()
  expect(await stopSparkDaemon(root)).toBe(false)
  expect(existsSync(join(root, '.carnet'))).toBe(false)
})

test('what is left of a killed one is ended, and counts as none', async () => {
  const root = testFolder()
  const mark = '-Dcarnet.spark=mine-3'
  const worker = await marked(mark)
  const folder = join(root, '.carnet', 'spark')
  writeState(folder, {
    ...state,
    mark,
    processes: [
      { role: 'worker-1', pid: worker },
      { role: 'server', pid: process.pid },
    ],
  })
  expect(await runningSpark(root)).toBeNull()
  expect(await stopSparkDaemon(root)).toBe(false)
  expect(readState(folder)).toBeNull()
  expect(await isRunning({ ...state, mark, processes: [{ role: 'server', pid: worker }] })).toBe(false)
})
