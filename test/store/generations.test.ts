import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Parsed } from '../../src/parse/outcome'
import { openStore, type Saved } from '../../src/store'
import { codeOf, dump, query, temporaryFolder } from './reading'
import { columnOf, parsedOf, rejectOf } from './students'

const folder = temporaryFolder()
let file: string
beforeEach(() => {
  vi.stubEnv('SOURCE_DATE_EPOCH', '1764000000')
  file = folder.file()
})
afterEach(() => vi.unstubAllEnvs())
afterAll(folder.remove)

function save(parsed: Parsed): Saved {
  const store = openStore(file)
  try {
    return store.save(parsed)
  } finally {
    store.close()
  }
}

const all = (sql: string): unknown[][] => query(file, sql).map((row) => Object.values(row))

/** Messages of the topic as it was, or as it was made anew: the same offsets at another time. */
const messages = (from: number, to: number, anew = 0): Parsed =>
  parsedOf({
    offsets: Array.from({ length: to - from }, (_, i) => BigInt(from + i)),
    columns: [
      columnOf(
        'x',
        'text',
        Array.from({ length: to - from }, (_, i) => `${anew}/${from + i}`),
      ),
    ],
    timestamp: (offset) => 1732464000000 + Number(offset) + anew * 1_000_000,
    from: BigInt(from),
  })

describe('a topic that was made anew', () => {
  test('is the next generation: rows of both stay', () => {
    expect(save(messages(0, 3))).toMatchObject({ generation: 1, note: null })
    const saved = save(messages(0, 2, 1))
    expect(saved).toMatchObject({
      rows: { added: 2, present: 0, changed: 0 },
      positions: [{ next: 2n }],
      generation: 2,
      note: 'Topic "message" was made anew since its messages were stored: what is read of it now goes into generation 2.',
    })
    expect(all('SELECT generation, offset, x FROM students_readable ORDER BY 1, 2')).toEqual([
      [1, 0, '0/0'],
      [1, 1, '0/1'],
      [1, 2, '0/2'],
      [2, 0, '1/0'],
      [2, 1, '1/1'],
    ])
    expect(all('SELECT generation, since, note FROM sources')).toEqual([
      [1, '2025-11-24T16:00:00.000Z', null],
      [2, '2025-11-24T16:00:00.000Z', saved.note],
    ])
    expect(all('SELECT generation, next_offset FROM positions_readable')).toEqual([
      [1, 3],
      [2, 2],
    ])
  })

  test('goes on in its generation, and what was saved before is found where it was', () => {
    save(messages(0, 3))
    save(messages(0, 2, 1))
    const before = dump(file)
    expect(save(messages(0, 2, 1))).toMatchObject({
      rows: { added: 0, present: 2 },
      generation: 2,
      note: null,
    })
    expect(save(messages(0, 3))).toMatchObject({
      rows: { added: 0, present: 3 },
      generation: 1,
      note: 'These are messages of "message" as it was before it was made anew: generation 1 of 2.',
    })
    expect({ ...dump(file), runs: [] }).toEqual({ ...before, runs: [] })
    expect(save(messages(1, 5, 1))).toMatchObject({ rows: { added: 3, present: 1 }, generation: 2 })
    expect(save(messages(2, 6))).toMatchObject({ rows: { added: 3, present: 1 }, generation: 1 })
    // Of no generation that is known there.
    expect(save(messages(7, 9, 1))).toMatchObject({ generation: 2, note: null })
    expect(save(messages(0, 1, 2))).toMatchObject({ generation: 3 })
  })

  test('may have rejects in the place of rows, and rows in the place of rejects', () => {
    save(messages(0, 2))
    const rejects = (anew: number, value = 'x') =>
      ({
        ...parsedOf({
          offsets: [],
          columns: [columnOf('x', 'text', [])],
          rejects: [rejectOf(1n, { timestamp: 1732464000001 + anew * 1_000_000, value: Buffer.from(value) })],
        }),
      }) satisfies Parsed
    expect(save(rejects(1))).toMatchObject({ rejects: { added: 1 }, generation: 2 })
    expect(save(messages(1, 2, 2))).toMatchObject({ generation: 3 })
    // Another message at the same time: told by its bytes.
    expect(save(rejects(1, 'y'))).toMatchObject({ rejects: { added: 1 }, generation: 4 })
    expect(save(rejects(1))).toMatchObject({ rejects: { present: 1 }, generation: 2 })
    expect(all('SELECT generation, payload FROM rejects_readable ORDER BY 1')).toEqual([
      [2, 'x'],
      [4, 'y'],
    ])
  })

  test('of one topic of two moves that one', () => {
    const both = (anew: number): Parsed => {
      const a = messages(0, 2)
      const b = messages(0, 2, anew)
      return {
        ...a,
        rows: parsedOf({ columns: [columnOf('x', 'text', ['a', 'b', 'c', 'd'])] }).rows,
        origins: [...a.origins, ...[...b.origins].map((o) => ({ ...o, topic: 'other' }))],
        provenance: { ...a.provenance, topics: ['message', 'other'] },
      }
    }
    save(both(0))
    expect(save(both(1))).toMatchObject({ rows: { added: 2, present: 2 }, generation: 2 })
    expect(all('SELECT topic, generation FROM sources ORDER BY 1, 2')).toEqual([
      ['message', 1],
      ['other', 1],
      ['other', 2],
    ])
    expect(all('SELECT sources FROM runs ORDER BY sources')).toEqual([['[1,2]'], ['[1,3]']])
  })

  test('while it was read is refused, and nothing is kept', () => {
    save(messages(0, 2))
    const before = dump(file)
    const twice = { ...messages(0, 2, 1) }
    const [first, second] = twice.origins
    const torn = {
      ...twice,
      origins: [first, { ...second, offset: 0n }].map((o, index) => ({ ...o, index: 0, timestamp: index })),
    }
    expect(codeOf(() => save(torn))).toBe('STORE_OTHER_MESSAGE')
    expect(() => save(torn)).toThrow('The message at message[0] 0 is stored in "students" already')
    expect(dump(file)).toEqual(before)
  })
})

test('another cluster at the same address is another source', () => {
  const of = (clusterId: string | null) =>
    save({ ...messages(0, 2), provenance: { ...messages(0, 2).provenance, clusterId } })
  expect(of('a')).toMatchObject({ rows: { added: 2 }, generation: 1, note: null })
  expect(of('b')).toMatchObject({ rows: { added: 2 }, generation: 1, note: null })
  expect(of(null)).toMatchObject({ rows: { added: 2 }, generation: 1 })
  expect(of('a')).toMatchObject({ rows: { present: 2 } })
  expect(all('SELECT cluster FROM sources ORDER BY id')).toEqual([['a'], ['b'], ['']])
})
