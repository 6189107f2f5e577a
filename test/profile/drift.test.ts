import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from '../../src/parse/parse'
import { date, integer, number, schema, text, timestamp } from '../../src/parse/schema'
import { changeOf } from '../../src/profile/change-point'
import { drift } from '../../src/profile/drift'
import { type Drift } from '../../src/profile/drifted'
import { replaySource } from '../../src/source/replay'
import { codeOf } from '../support/codes'
import { batchOf, messages, record } from '../parse/support'

const anything = schema({ v: text().optional() })

const of = (values: readonly object[]): ReturnType<typeof messages> =>
  messages(...values.map((v) => JSON.stringify(v)))

const found = ({ findings }: Drift): string[] =>
  findings.map((f) => `${f.part} ${f.what} ${f.name}${f.type === null ? '' : ` as ${f.type}`} ${f.change}`)

const many = (n: number, make: (i: number) => object): object[] =>
  Array.from({ length: n }, (_, i) => make(i))

describe('changeOf', () => {
  test('finds where a share changes', () => {
    expect(changeOf([0, 0, 50, 50], [50, 50, 50, 50])).toEqual({ bucket: 2, before: 0, after: 1 })
  })

  test('is not moved by chance, nor by nothing', () => {
    expect(changeOf([24, 27, 25, 23], [50, 50, 50, 50])).toBeNull()
    expect(changeOf([0, 0, 0, 1], [50, 50, 50, 50])).toBeNull()
    expect(changeOf([0, 0], [0, 0])).toBeNull()
    expect(changeOf([5], [5])).toBeNull()
    expect(changeOf([], [])).toBeNull()
  })

  test('a small step counts only where one side has none', () => {
    const totals = [10_000, 10_000]
    expect(changeOf([5000, 5500], totals)).toBeNull()
    expect(changeOf([0, 100], totals)).toEqual({ bucket: 1, before: 0, after: 0.01 })
  })
})

describe('drift', () => {
  test('finds fields that appear, vanish, and change type', () => {
    const rows = many(200, (i) => ({
      v: 'a',
      ...(i < 100 ? { old: 1 } : { new: 1 }),
      age: i < 150 ? i : String(i),
    }))
    expect(found(drift(parse(of(rows), anything)))).toEqual([
      '10 field old vanishes',
      '10 field new appears',
      '15 type age as number vanishes',
      '15 type age as text appears',
    ])
  })

  test('finds a format that changes, and counts what a schema refuses', () => {
    const strict = schema({ nom: text() })
    const batch = messages(
      ...many(100, (i) => ({ i })).map((v) => JSON.stringify(v)),
      ...many(100, (i) => ({ i })).map((v) => `{'i': ${(v as { i: number }).i}}`),
    )
    const result = drift(parse(batch, strict, { mode: 'drop' }))
    expect(found(result)).toEqual(['10 format json vanishes', '10 format python repr appears'])
    expect(result.formats.map((f) => f.name)).toEqual(['json', 'python repr'])
  })

  test('finds values out of the range that they had', () => {
    const people = schema({ age: integer(), note: number(), born: date(), at: timestamp() })
    const rows = many(200, (i) => ({
      age: i === 150 ? 99 : 20 + (i % 5),
      note: i >= 100 ? -40 - (i % 3) : i % 20,
      born: i === 199 ? '2090-01-01' : `200${i % 10}-01-01`,
      at: 1_700_000_000_000 + i * 1_000_000,
    }))
    const result = drift(parse(of(rows), people))
    expect(found(result)).toEqual(['10 range note below', '15 range age above', '19 range born above'])
    expect(result.findings[1]).toMatchObject({ before: '24', after: '99' })
    expect(result.findings[0]?.counts.reduce((a, b) => a + b, 0)).toBe(100)
  })

  test('says of each part where it begins, and when', () => {
    const { parts } = drift(parse(of(many(40, (i) => ({ i }))), anything), { parts: 2 })
    expect(parts).toEqual([
      {
        messages: 20,
        from: 1_733_040_000_000,
        to: 1_733_040_000_019,
        begins: [{ topic: 'message', partition: 0, offset: 0n }],
      },
      {
        messages: 20,
        from: 1_733_040_000_020,
        to: 1_733_040_000_039,
        begins: [{ topic: 'message', partition: 0, offset: 20n }],
      },
    ])
  })

  test('goes by time where that is asked for', () => {
    const records = many(200, (i) => ({ i })).map((_, i) => ({
      ...record(i, i % 2 ? '{"a":1}' : '{"b":1}'),
      timestamp: i % 2 ? i : 1000 + i,
    }))
    const parsed = parse(batchOf(records), anything)
    expect(found(drift(parsed))).toEqual([])
    expect(found(drift(parsed, { by: 'time' }))).toEqual(['10 field b appears', '10 field a vanishes'])
  })

  test('nothing and little have no drift', () => {
    expect(drift(parse(messages(), anything))).toMatchObject({ findings: [], formats: [] })
    expect(drift(parse(messages('{"a":1}', null, '', '{"b":1}'), anything)).parts).toHaveLength(1)
    expect(found(drift(parse(of(many(500, () => ({ v: 'a' }))), anything)))).toEqual([])
  })

  test('prototype names are names', () => {
    const values = many(100, (i) => ({ i })).map((_, i) =>
      i < 50 ? '{"a":1}' : '{"__proto__":1,"constructor":2}',
    )
    expect(found(drift(parse(messages(...values), anything), { parts: 4 }))).toEqual([
      '2 field a vanishes',
      '2 field __proto__ appears',
      '2 field constructor appears',
    ])
  })

  test('refuses wrong options, and an outcome without its messages', () => {
    const parsed = parse(messages('{}'), anything)
    expect(codeOf(() => drift(parsed, { parts: 1 }))).toBe('INSPECT_OPTION_INVALID')
    expect(codeOf(() => drift(parsed, { by: 'day' as 'time' }))).toBe('INSPECT_OPTION_INVALID')
    expect(codeOf(() => drift({ ...parsed }))).toBe('MESSAGES_NOT_KEPT')
  })

  test('finds the change of format half-way in the dirty sample', async () => {
    const file = join(__dirname, '..', '..', 'data', 'etudiants.ndjson.gz')
    const batch = await replaySource(file).read('etudiants', { quiet: true })
    const names = schema({ nom: text(), prenom: text(), age: integer({ min: 0, max: 130 }), filiere: text() })
    const result = found(drift(parse(batch, names)))
    expect(result).toContain('10 format json in Connect appears')
    for (const name of ['lastName', 'firstName', 'grade', 'birthDate', 'hasGrant'])
      expect(result).toContain(`10 field ${name} appears`)
    for (const name of ['nom', 'prenom', 'filiere', 'note', 'naissance', 'boursier'])
      expect(result).toContain(`10 field ${name} less`)
    expect(result).toContain('3 format csv vanishes')
  })
})
