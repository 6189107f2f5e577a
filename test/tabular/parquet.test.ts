import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { boolean, date, integer, number, schema, text, timestamp, type Field } from '../../src/parse/schema'
import { readParquet } from '../../src/tabular'
import { expectCode, fileOf, filiere, folder, rejectsOf, rowsOf } from './support'

// Written by pyarrow: parquet/make.py.
const file = (name: string): string => join(__dirname, 'parquet', `${name}.parquet`)

const column = async (name: string, field: Field<unknown>): Promise<unknown> => {
  const parsed = await readParquet(file('types'), schema({ [name]: field.optional() }))
  const [only] = parsed.rows.columns
  return parsed.rejects.length > 0
    ? parsed.rejects.map((r) => [Number(r.record.offset), r.code])
    : only.values
}

test.each(['none', 'snappy', 'gzip', 'zstd', 'brotli', 'lz4'])('the rows of a file in %s', async (codec) => {
  const parsed = await readParquet(file(`filieres-${codec}`), filiere)
  expect(rowsOf(parsed)).toEqual([
    { filiere: 'Biologie', responsable: null, places: 30 },
    { filiere: 'Informatique', responsable: null, places: 60 },
    { filiere: 'Physique', responsable: null, places: null },
  ])
  expect([...parsed.formats]).toEqual([['parquet', 3]])
  expect(parsed.provenance).toMatchObject({
    topics: [`filieres-${codec}.parquet`],
    ranges: [{ topic: `filieres-${codec}.parquet`, partition: 0, from: 1n, to: 4n }],
    messages: 3,
    origin: 'file',
    capture: { file: `filieres-${codec}.parquet`, sha256: expect.stringMatching(/^[\da-f]{64}$/) as string },
  })
})

describe('types', () => {
  test.each<[string, Field<unknown>, unknown]>([
    ['id', integer(), [9007199254740993n, -1, 7]],
    ['id', text(), ['9007199254740993', '-1', '7']],
    ['u64', integer(), [[1, 'NUMBER_TOO_LARGE']]],
    ['u64', text(), ['18446744073709551615', '1', '2']],
    ['prix', number(), [0.35, -12345678901234.56, 0.07]],
    ['prix', text(), ['0.35', '-12345678901234.56', '0.07']],
    ['petit', number(), [1.5, -0.5, null]],
    ['jour', date(), ['2024-11-24', '0001-01-01', null]],
    ['quand', timestamp(), [1733040000123, 1733040000500, 1733040000000]],
    ['quand', text(), ['2024-12-01T08:00:00.123456Z', '2024-12-01T08:00:00.5Z', '2024-12-01T08:00:00Z']],
    ['quand', date(), ['2024-12-01', '2024-12-01', '2024-12-01']],
    [
      'nano',
      text(),
      ['2024-12-01T08:00:00.123456789Z', '2024-12-01T08:00:00Z', '1969-12-31T23:59:59.999999999Z'],
    ],
    ['nano', timestamp(), [1733040000123, 1733040000000, -1]],
    ['local', timestamp(), [[1, 'TIMESTAMP_WITHOUT_ZONE']]],
    ['local', text(), ['2024-12-01T09:00:00', null, null]],
    ['actif', boolean(), [true, false, null]],
    ['note', number(), [14.5, null, null]],
    ['octets', text(), [[2, 'NOT_TEXT']]],
    [
      'notes',
      integer(),
      [
        [1, 'NOT_A_NUMBER'],
        [2, 'NOT_A_NUMBER'],
      ],
    ],
    [
      'adresse',
      text(),
      [
        [1, 'NOT_TEXT'],
        [3, 'NOT_TEXT'],
      ],
    ],
    ['constructor', text(), ['a', 'b', 'c']],
  ])('%s as %o', async (name, field, expected) => {
    expect(await column(name, field)).toEqual(expected)
  })

  test('what is cut of a moment is told', async () => {
    const parsed = await readParquet(file('types'), schema({ quand: timestamp() }))
    expect(parsed.repairs).toEqual([
      {
        column: 'quand',
        kind: 'cut to milliseconds',
        count: 1,
        example: { from: '2024-12-01T08:00:00.123456Z', to: '1733040000123' },
      },
    ])
  })

  test('a reject is the row as JSON', async () => {
    const odd = schema({
      id: integer(),
      prix: number({ min: 0 }),
      octets: text().optional(),
      adresse: text().optional(),
    })
    expect(rejectsOf(await readParquet(file('types'), odd))).toEqual([
      [1, 'NOT_TEXT', '{"id":9007199254740993,"prix":0.35,"octets":"abc","adresse":{"ville":"Évry"}}', null],
      [2, 'OUT_OF_RANGE', '{"id":-1,"prix":-12345678901234.56,"octets":"/wA=","adresse":null}', null],
      [3, 'NOT_TEXT', '{"id":7,"prix":0.07,"octets":null,"adresse":{"ville":null}}', null],
    ])
  })
})

test('no rows', async () => {
  const parsed = await readParquet(file('empty'), filiere)
  expect([parsed.rows.length, parsed.rows.names, parsed.provenance.ranges]).toEqual([
    0,
    ['filiere', 'responsable', 'places'],
    [],
  ])
})

test('several row groups, and a limit within one', async () => {
  const numbers = schema({ n: integer() })
  const all = await readParquet(file('groups'), numbers)
  expect(all.rows.column('n').values).toEqual(Array.from({ length: 1000 }, (_, i) => i))
  expect(all.provenance.stopped).toBeUndefined()
  const some = await readParquet(file('groups'), numbers, { limit: 450 })
  expect([some.rows.length, some.provenance.stopped]).toEqual([450, 'rows'])
  const exact = await readParquet(file('groups'), numbers, { limit: 1000 })
  expect(exact.provenance.stopped).toBeUndefined()
  const first = await readParquet(file('groups'), numbers, { limit: 300 })
  expect(first.provenance.stopped).toBe('rows')
})

test('what is no Parquet, or is cut or damaged, is told', async () => {
  const bytes = readFileSync(file('filieres-snappy'))
  await expectCode(
    readParquet(fileOf('a.parquet', 'filiere;places\nA;1'), filiere),
    'PARQUET_UNREADABLE',
    /PAR1/,
  )
  await expectCode(readParquet(fileOf('b.parquet', ''), filiere), 'PARQUET_UNREADABLE')
  await expectCode(readParquet(fileOf('c.parquet', bytes.subarray(40)), filiere), 'PARQUET_UNREADABLE')
  await expectCode(readParquet(join(folder(), 'none.parquet'), filiere), 'SOURCE_FILE_MISSING')
  await expectCode(readParquet(folder(), filiere), 'SOURCE_FILE_UNREADABLE', /folder/)
})

test('columns that do not fit', async () => {
  await expectCode(readParquet(file('groups'), filiere), 'SOURCE_COLUMNS_UNFIT', /none of them/)
  await expectCode(
    readParquet(file('types'), schema({ id: integer(), nom: text() })),
    'SOURCE_COLUMNS_UNFIT',
    /"nom"/,
  )
})
