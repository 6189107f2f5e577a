import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { commandLine, runProgram } from '../../src/machine'
import { testFolder } from '../support/folders'

const node = (script: string, options?: Parameters<typeof runProgram>[2]): ReturnType<typeof runProgram> =>
  runProgram(process.execPath, ['-e', script], options)

test('gives the exit code, standard output, and the last lines of both streams', async () => {
  const lines: string[] = []
  const result = await node('console.log("è\\n\\nb"); console.error("c"); process.exitCode = 3', {
    onLine: (line) => lines.push(line),
  })
  expect(result.code).toBe(3)
  expect(result.stdout).toBe('è\n\nb')
  expect([...result.tail].sort()).toEqual(['b', 'c', 'è'])
  expect(lines.sort()).toEqual(['b', 'c', 'è'])
})

test('keeps the last 15 lines for people', async () => {
  const { tail } = await node('for (let i = 0; i < 100; i++) console.log(i)')
  expect(tail).toEqual(Array.from({ length: 15 }, (_, i) => String(85 + i)))
})

test('rejects with the error of Node where the program does not exist', async () => {
  await expect(runProgram('/no/such/program', [])).rejects.toMatchObject({ code: 'ENOENT' })
})

test('does not start anything once aborted', async () => {
  const file = join(testFolder(), 'started')
  const reason = new Error('enough')
  await expect(
    node(`require('fs').writeFileSync(${JSON.stringify(file)}, '')`, { signal: AbortSignal.abort(reason) }),
  ).rejects.toBe(reason)
  expect(existsSync(file)).toBe(false)
})

test.skipIf(process.platform === 'win32')('ends a program and what it started when aborted', async () => {
  const file = join(testFolder(), 'pids')
  const controller = new AbortController()
  const reason = new Error('enough')
  const script = `
    const child = require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
    require('fs').writeFileSync(${JSON.stringify(file)} + '.tmp', process.pid + ' ' + child.pid)
    require('fs').renameSync(${JSON.stringify(file)} + '.tmp', ${JSON.stringify(file)})
    setInterval(() => {}, 1000)`
  const running = node(script, { signal: controller.signal })
  running.catch(() => {})
  while (!existsSync(file)) await delay(5)
  const pids = readFileSync(file, 'utf8').split(' ').map(Number)
  expect(await commandLine(pids[1] ?? 0)).toContain('setInterval')
  controller.abort(reason)
  await expect(running).rejects.toBe(reason)
  for (const pid of pids) while ((await commandLine(pid)) !== null) await delay(5)
})

test('commandLine tells a process by what it was started with, and null for none', async () => {
  expect(await commandLine(process.pid)).toContain('node')
  const file = join(testFolder(), 'pid')
  await node(`require('fs').writeFileSync(${JSON.stringify(file)}, String(process.pid))`)
  expect(await commandLine(Number(readFileSync(file, 'utf8')))).toBeNull()
  writeFileSync(file, '')
})
