import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Message } from '../../src/kernel/wire'
import { Harness, ofType, printed } from './harness'

let kernel: Harness
beforeAll(async () => {
  kernel = await Harness.start()
  await kernel.run("import { connect, liveDisplay, progress, show } from 'carnet'")
  await kernel.run('const sleep = (ms: number) => new Promise<void>((r) => setTimeout(r, ms))')
})
afterAll(() => kernel.client.stop())

const outputs = (published: readonly Message[]): [type: string, text: string, id: unknown][] =>
  published
    .filter((m) => ['display_data', 'update_display_data', 'stream'].includes(m.header.msg_type))
    .map((m) => [
      m.header.msg_type,
      ((m.content.data as Record<string, string> | undefined)?.['text/plain'] ?? m.content.text) as string,
      (m.content.transient as Record<string, unknown> | undefined)?.display_id,
    ])

test('a live display is written anew in its place, a few times a second; others keep their order', async () => {
  const { published } = await kernel.run(`
    const a = liveDisplay(), b = liveDisplay()
    show('before')
    for (let i = 0; i < 100; i++) { a.update('a' + i); b.update('b' + i); await sleep(5) }
    await show('after')
    await a.done(); await b.done('the end')`)
  const all = outputs(published)
  expect(all.slice(0, 3).map(([type, text]) => [type, text[0]])).toEqual([
    ['display_data', 'b'],
    ['display_data', 'a'],
    ['display_data', 'b'],
  ])
  expect(all[0]?.[1]).toBe('before')
  expect(new Set(all.map(([, , id]) => id)).size).toBe(3)
  expect(all.length).toBeLessThan(60)
  expect(all.slice(-3).map(([, text]) => text)).toEqual(['after', 'a99', 'the end'])
})

describe('progress', () => {
  const CELL = `
    const bar = progress('Scoring', { total: 100, unit: 'row' })
    for (let i = 1; i <= 100; i++) { bar.update(i); await sleep(12) }
    await bar.done()`

  test('is seen while it goes on, and folds to one line', async () => {
    const { published } = await kernel.runWatched(CELL)
    const all = outputs(published)
    expect(all[0]?.[0]).toBe('display_data')
    expect(all[0]?.[1]).toMatch(/^Scoring: \d+ of 100 rows/)
    expect(new Set(all.map(([, , id]) => id)).size).toBe(1)
    const last = ofType(published, 'update_display_data').at(-1)?.content.data as Record<string, string>
    expect(Object.keys(last)).toEqual(['text/plain'])
    expect(last['text/plain']).toMatch(/^Scoring: 100 rows \([\d.]+ s, [\d.]+\/s\)$/)
  })

  test('is its last line alone where nobody looks on', async () => {
    const { published } = await kernel.run(CELL)
    expect(outputs(published)).toEqual([['stream', 'Scoring: 100 rows\n', undefined]])
  })

  test('of what takes no time is its last line', async () => {
    const { published } = await kernel.runWatched("await progress('Nothing').done()")
    expect(outputs(published)).toEqual([['stream', 'Nothing: 0 messages\n', undefined]])
  })

  test('of a read that lasts is seen, and its last line takes its place', async () => {
    const read = `const kafka = await connect({ replay: 'data/etudiants.ndjson.gz' })
      for await (const part of kafka.stream('etudiants')) await sleep(300)`
    const watched = await kernel.runWatched(read)
    const all = outputs(watched.published)
    expect(
      all.some(([type, text]) => type === 'display_data' && text.startsWith('Reading etudiants: ')),
    ).toBe(true)
    expect(all.at(-1)?.[1]).toMatch(/^Read 2,000 messages: up to the end that was there at the start \(/)
    expect(printed(watched.published)).not.toContain('Read 2,000 messages')
    const alone = await kernel.run(read)
    expect(outputs(alone.published).every(([type]) => type === 'stream')).toBe(true)
    expect(printed(alone.published)).toContain(
      'Read 2,000 messages: up to the end that was there at the start\n',
    )
  })
})
