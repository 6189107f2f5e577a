import { createRequire } from 'node:module'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type * as Notebook from '../../src/notebook'
import { type Bundle } from '../../src/show'
import { figure, sample } from '../show/values'

const { cache, resolve } = createRequire(__filename)
const jupyter = resolve('tslab/dist/jupyter.js')

interface Written {
  readonly data: Bundle
  readonly update: boolean
  readonly id: string | undefined
}

function runCell(): Written[] {
  const written: Written[] = []
  const lastWriteDisplayData = (
    { data, transient }: { data: Bundle; transient: { display_id?: string } },
    update: boolean,
  ): void => void written.push({ data, update, id: transient.display_id })
  cache[jupyter] = { exports: { lastWriteDisplayData } } as NodeJS.Module
  return written
}

const texts = (written: readonly Written[]): string[] => written.map((w) => w.data['text/plain'])

let notebook: typeof Notebook
beforeEach(async () => {
  vi.resetModules()
  notebook = await import('../../src/notebook')
})
afterEach(() => {
  delete cache[jupyter]
  vi.restoreAllMocks()
  vi.useRealTimers()
})

describe('a live display', () => {
  test('shows the newest value of each turn, then waits; the last value always', async () => {
    const cell = runCell()
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    const live = notebook.liveDisplay()
    for (const value of ['a', 'b', 'c']) live.update(value)
    await vi.advanceTimersByTimeAsync(0)
    expect(texts(cell)).toEqual(['c'])
    for (const value of ['d', 'e']) live.update(value)
    await vi.advanceTimersByTimeAsync(199)
    expect(texts(cell)).toEqual(['c'])
    await vi.advanceTimersByTimeAsync(1)
    expect(texts(cell)).toEqual(['c', 'e'])
    live.update('f')
    await live.done()
    live.update('g')
    await live.done('h')
    expect(texts(cell)).toEqual(['c', 'e', 'f'])
    expect(cell.map((w) => w.update)).toEqual([false, true, true])
    expect(new Set(cell.map((w) => w.id)).size).toBe(1)
    expect(cell[0]?.id).toEqual(expect.any(String))
  })

  test('shows the value that is given at the end, undefined too, and nothing where there was none', async () => {
    const cell = runCell()
    await notebook.liveDisplay().done('end')
    await notebook.liveDisplay().done(undefined)
    await notebook.liveDisplay().done()
    expect(texts(cell)).toEqual(['end', 'undefined'])
  })

  test('waits for promises; one that is rejected, or a value that cannot be shown, rejects the end', async () => {
    const cell = runCell()
    const live = notebook.liveDisplay()
    live.update(Promise.resolve('later'))
    await live.done()
    expect(new Set(texts(cell))).toEqual(new Set(['later']))
    await expect(notebook.liveDisplay().done(Promise.reject(new Error('no')))).rejects.toThrow('no')
  })

  test('of a figure has the library once, a drawing while it changes, and a picture at the end', async () => {
    const cell = runCell()
    const live = notebook.liveDisplay()
    live.update(figure(sample, 'en'))
    await vi.waitFor(() => expect(cell).toHaveLength(2))
    expect(cell[0]?.data['text/html']).toMatch(/^<script>/)
    expect(Object.keys(cell[1]?.data ?? {})).toEqual(['text/plain', 'text/html'])
    expect(cell[1]?.data['text/html']).not.toContain('<img')
    await live.done(figure(sample.slice(1), 'en'))
    expect(cell).toHaveLength(3)
    expect(cell[2]?.data['text/html']).toContain('<img')
    expect(cell[2]).toMatchObject({ update: true, id: cell[1]?.id })
  })

  test('is its end alone where no notebook runs and no terminal is', async () => {
    const printed = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
    const live = notebook.liveDisplay()
    live.update('first')
    live.update('last')
    await live.done()
    expect(printed).toHaveBeenCalledExactlyOnceWith('last\n')
  })

  test('is one line on a terminal, written over; what has more lines comes at the end', async () => {
    const printed = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
    const { isTTY } = process.stdout
    process.stdout.isTTY = true
    try {
      const live = notebook.liveDisplay()
      live.update('first')
      await vi.waitFor(() => expect(printed).toHaveBeenCalledOnce())
      await live.done('last')
      const lines = notebook.liveDisplay()
      lines.update('one\ntwo')
      await lines.done()
    } finally {
      process.stdout.isTTY = isTTY
    }
    expect(printed.mock.calls.map(([text]) => text)).toEqual([
      '\r\u001b[Kfirst',
      '\r\u001b[Klast\n',
      '\r\u001b[Kone\ntwo\n',
    ])
  })
})

describe('a line of progress', () => {
  test.each([
    [{ done: 0, seconds: 0 }, 'X: 0 messages'],
    [{ done: 1, total: 1, seconds: 0.5, unit: 'row' as const }, 'X: 1 of 1 row'],
    [
      { done: 520_000, total: 1_000_000, seconds: 5.2 },
      'X: 520,000 of 1,000,000 messages · 100,000/s · 5 s left',
    ],
    [{ done: 3, total: 9, seconds: 60, unit: 'task' as const }, 'X: 3 of 9 tasks · 0.1/s · 2 min left'],
    [{ done: 1, total: 10_001, seconds: 3.6 }, 'X: 1 of 10,001 messages · 0.3/s · 10 h left'],
    [{ done: 0, total: 5, seconds: 9 }, 'X: 0 of 5 messages'],
    [{ done: 20, seconds: 2 }, 'X: 20 messages · 10/s'],
    [{ done: 12, total: 10, seconds: 2 }, 'X: 12 of 10 messages · 6/s'],
  ])('%j: %s', (state, line) => {
    expect(notebook.progressLine('X', state, 'en')).toBe(line)
  })

  test('speaks French', () => {
    expect(notebook.progressLine('Lecture', { done: 1000, total: 2000, seconds: 2 }, 'fr')).toBe(
      'Lecture\u00a0: 1\u202f000 sur 2\u202f000 messages · 500/s · encore 2 s',
    )
  })
})

describe('progress', () => {
  test('escapes what it is of, has a bar where the total is known, and folds where it failed too', async () => {
    const cell = runCell()
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    const bar = notebook.progress('<b>"x"', { total: 4 })
    bar.update(1)
    await vi.advanceTimersByTimeAsync(400)
    expect(cell).toEqual([])
    bar.update(2)
    await vi.advanceTimersByTimeAsync(0)
    expect(cell[0]?.data['text/html']).toContain(
      '<progress max="4" value="2" aria-label="&lt;b&gt;&quot;x&quot;"></progress> &lt;b&gt;',
    )
    await bar.failed()
    await bar.done()
    expect(cell).toHaveLength(2)
    expect(cell[1]?.data).toEqual({ 'text/plain': '<b>"x": 2 of 4 messages' })
  })
})
