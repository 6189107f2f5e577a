import { PassThrough } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { Progress } from '../../src/cli/terminal'

function capture(isTTY: boolean): { progress: Progress; text: () => string } {
  const out = Object.assign(new PassThrough(), { isTTY })
  return {
    progress: new Progress({ out, err: new PassThrough() }),
    text: () => (out.read() as Buffer | null)?.toString() ?? '',
  }
}
const withoutTimes = (text: string): string => text.replace(/\d+\.\d s/g, 'T')

describe('Progress', () => {
  test('writes one line a step into a file or pipe, with the last detail', async () => {
    const { progress, text } = capture(false)
    const result = await progress.step('Kafka', async (detail) => {
      detail('starting')
      detail('ready')
      return 7
    })
    expect(result).toBe(7)
    expect(withoutTimes(text())).toBe('✓ Kafka: ready (T)\n')
  })

  test('replaces the running line on a terminal, and keeps what is said meanwhile', async () => {
    const { progress, text } = capture(true)
    await progress.step('read', async () => progress.say('a note'))
    const lines = text().split('\r\u001b[K')
    expect(lines.slice(0, 2)).toEqual(['', '… read'])
    expect(lines[2]).toBe('a note\n')
    expect(lines.at(-1)).toContain('✓')
  })

  test('marks the step that failed, and passes the failure on', async () => {
    const { progress, text } = capture(false)
    const failing = progress.step('read', async () => {
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect(withoutTimes(text())).toBe('✗ read (T)\n')
  })

  test('leaves standard output to the result where a program reads it', async () => {
    const out = new PassThrough()
    const err = new PassThrough()
    await new Progress({ out, err }, true).step('read', async () => {})
    expect(out.read()).toBeNull()
    expect((err.read() as Buffer).toString()).toContain('✓ read')
  })
})
