import { PassThrough } from 'node:stream'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Cell } from '../../src/kernel/cell'
import { redirect, Streams } from '../../src/kernel/streams'
import { newMessage } from '../../src/kernel/wire'

const cellOf = (n: number): Cell =>
  new Cell(`cell ${n}`, n, '', newMessage('execute_request', 's', {}).header)
const one = cellOf(1)
const two = cellOf(2)

let sent: [string, string, string][]
let streams: Streams
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  sent = []
  streams = new Streams((cell, name, text) => sent.push([cell.name, name, text]))
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
})

describe('what cells print', () => {
  test('goes together if it comes together, in order, by cell and stream', () => {
    streams.write(one, 'stdout', 'a')
    streams.write(one, 'stdout', 'b')
    streams.write(one, 'stderr', 'c')
    streams.write(two, 'stderr', 'd')
    streams.write(one, 'stdout', 'e')
    expect(sent).toEqual([])
    vi.advanceTimersByTime(15)
    expect(sent).toEqual([
      ['cell 1', 'stdout', 'ab'],
      ['cell 1', 'stderr', 'c'],
      ['cell 2', 'stderr', 'd'],
      ['cell 1', 'stdout', 'e'],
    ])
  })

  test('goes at once when it is much', () => {
    streams.write(one, 'stdout', 'x'.repeat(32_768))
    expect(sent).toEqual([])
    streams.write(one, 'stdout', 'y')
    expect(sent).toEqual([['cell 1', 'stdout', 'x'.repeat(32_768) + 'y']])
    vi.advanceTimersByTime(100)
    expect(sent).toHaveLength(1)
  })

  test('goes though no timer can run', () => {
    streams.write(one, 'stdout', 'a')
    vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 16)
    streams.write(one, 'stdout', 'b')
    expect(sent).toEqual([['cell 1', 'stdout', 'ab']])
  })

  test('goes when it is asked for, once; an empty text is none', () => {
    streams.write(one, 'stdout', '')
    streams.flush()
    expect(sent).toEqual([])
    streams.write(one, 'stdout', 'a')
    streams.flush()
    streams.flush()
    vi.advanceTimersByTime(100)
    expect(sent).toEqual([['cell 1', 'stdout', 'a']])
  })
})

describe('redirect', () => {
  const redirected = (
    takes: boolean,
  ): { stream: NodeJS.WriteStream; taken: string[]; through: () => string } => {
    const stream = new PassThrough()
    const taken: string[] = []
    redirect(stream as unknown as NodeJS.WriteStream, (text) => {
      if (takes) taken.push(text)
      return takes
    })
    return {
      stream: stream as unknown as NodeJS.WriteStream,
      taken,
      through: () => (stream.read() as Buffer | null)?.toString() ?? '',
    }
  }

  test('takes texts, bytes cut anywhere, and encodings', () => {
    const { stream, taken, through } = redirected(true)
    const bytes = Buffer.from('€')
    stream.write('a')
    stream.write(bytes.subarray(0, 2))
    stream.write(bytes.subarray(2))
    stream.write('w6k=', 'base64')
    expect(taken.join('')).toBe('a€é')
    expect(through()).toBe('')
  })

  test('calls back', async () => {
    const { stream } = redirected(true)
    await new Promise<void>((resolve) => stream.write('a', () => resolve()))
    await new Promise<void>((resolve) => stream.write('a', 'utf8', () => resolve()))
  })

  test('leaves alone what nobody takes', () => {
    const { stream, through } = redirected(false)
    stream.write('a')
    expect(through()).toBe('a')
  })
})
