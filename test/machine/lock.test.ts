import { existsSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { runProgram, withLock } from '../../src/machine'
import { testFolder } from '../support/folders'

test('gives the result of the work and leaves no lock behind', async () => {
  const file = join(testFolder(), 'deep', 'a.lock')
  const result = await withLock(file, async () => {
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ pid: process.pid })
    return 7
  })
  expect(result).toBe(7)
  expect(existsSync(file)).toBe(false)
})

test('leaves no lock behind where the work fails', async () => {
  const file = join(testFolder(), 'a.lock')
  await expect(withLock(file, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(existsSync(file)).toBe(false)
})

test('lets one work at a time, the others wait', async () => {
  const file = join(testFolder(), 'a.lock')
  const log: string[] = []
  const waits: number[] = []
  const work = (name: string): Promise<void> =>
    withLock(
      file,
      async () => {
        log.push(`${name} begins`)
        await delay(20)
        log.push(`${name} ends`)
      },
      { onWait: (pid) => waits.push(pid) },
    )
  await Promise.all([work('a'), work('b'), work('c')])
  expect(log.filter((_, i) => i % 2 === 0).map((l) => l.split(' ')[0])).toEqual(
    log.filter((_, i) => i % 2 === 1).map((l) => l.split(' ')[0]),
  )
  expect(waits).toEqual([process.pid, process.pid])
})

test('takes over the lock of a process that has died', async () => {
  const file = join(testFolder(), 'a.lock')
  const { stdout } = await runProgram(process.execPath, ['-e', 'console.log(process.pid)'])
  writeFileSync(file, JSON.stringify({ pid: Number(stdout), token: 'dead' }))
  expect(await withLock(file, async () => 'mine')).toBe('mine')
  expect(existsSync(file)).toBe(false)
})

test('takes over a lock, even an unreadable one, that nobody has touched for minutes', async () => {
  const file = join(testFolder(), 'a.lock')
  for (const content of ['', JSON.stringify({ pid: process.pid, token: 'other' })]) {
    writeFileSync(file, content)
    const old = new Date(Date.now() - 600_000)
    utimesSync(file, old, old)
    expect(await withLock(file, async () => 'mine')).toBe('mine')
  }
})

test('stops waiting when aborted, and leaves the lock of the other', async () => {
  const file = join(testFolder(), 'a.lock')
  writeFileSync(file, JSON.stringify({ pid: process.pid, token: 'other' }))
  const controller = new AbortController()
  const reason = new Error('enough')
  const waiting = withLock(file, async () => 'mine', {
    signal: controller.signal,
    onWait: () => controller.abort(reason),
  })
  await expect(waiting).rejects.toBe(reason)
  expect(readFileSync(file, 'utf8')).toContain('other')
})
