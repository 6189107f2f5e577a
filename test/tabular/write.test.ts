import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { boolean, date, integer, number, schema, text, timestamp } from '../../src/parse/schema'
import { type Cell, type ColumnType, Table } from '../../src/table'
import { readCsv, readNdjson, readParquet } from '../../src/tabular'
import { rowsOfTable, writeRowStream, type WriteOptions } from '../../src/tabular'
import { parquetBytesOf, parquetRows } from './parquet-rows'
import { expectCode, folder, rowsOf } from './support'

/** Of a column that TypeScript takes for the constructor of an object. */
const numbers = (...values: number[]): readonly [ColumnType, ...Cell[]] => ['number', ...values]

const table = (columns: Readonly<Record<string, readonly [ColumnType, ...Cell[]]>>): Table =>
  new Table(Object.entries(columns).map(([name, [type, ...values]]) => ({ name, type, values })))

/** Values of every type, as they come and as they should not. */
const everything = table({
  nom: ['text', 'Zoé', 'a,b;"c"\r\nd\t', '', null, '😀 é'],
  id: ['integer', 1, 9007199254740993n, -9223372036854775808n, null, 0],
  note: ['number', 14.5, -0.25, 1e300, null, 0.1],
  ok: ['boolean', true, false, true, null, false],
  jour: ['date', '2024-11-24', '0001-01-01', '9999-12-31', null, '1969-12-31'],
  vu: ['timestamp', 1732464000123, 0, -1, null, -62135596800000],
})
const fields = schema({
  nom: text().optional(),
  id: integer().optional(),
  note: number().optional(),
  ok: boolean().optional(),
  jour: date().optional(),
  vu: timestamp().optional(),
})

async function write(rows: Table, name: string, options: WriteOptions = {}): Promise<string> {
  const file = join(folder(), name)
  const written = await writeRowStream(rowsOfTable(rows), file, options)
  expect(written).toEqual({ file, rows: rows.length, bytes: readFileSync(file).length })
  return file
}
const written = async (rows: Table, name: string, options?: WriteOptions): Promise<string> =>
  readFileSync(await write(rows, name, options), 'utf8')

const originals = everything.toArray().map((row) => ({ ...row }))

describe('CSV', () => {
  test('reads back as it was, but that an empty text is missing', async () => {
    const parsed = await readCsv(await write(everything, 'a.csv'), fields)
    expect(parsed.rejects).toEqual([])
    expect(rowsOf(parsed)).toEqual(originals.map((row) => (row.nom === '' ? { ...row, nom: null } : row)))
  })

  test('is quoted by RFC 4180; missing is nothing, and an empty text is not', async () => {
    const rows = table({
      'a "b"': ['text', 'x', 'y,z', 'say "no"', 'two\nlines', ' padded ', '', null],
      n: ['integer', 1, 2, 3, 4, 5, null, 7],
    })
    expect(await written(rows, 'a.csv')).toBe(
      '"a ""b""",n\r\nx,1\r\n"y,z",2\r\n"say ""no""",3\r\n"two\nlines",4\r\n" padded ",5\r\n"",\r\n,7\r\n',
    )
  })

  test('runs no formula: what begins one is text, numbers stay numbers', async () => {
    const rows = table({
      '=name': [
        'text',
        '=1+1',
        '+cmd|calc',
        "-2+3+cmd|' /C calc'!A0",
        '@SUM(A1)',
        '\t=1',
        '\r=1',
        ' =1',
        '＝1',
        '-5',
        '+33612345678',
        '-1,5e3',
        '-',
        'a=b',
        "'=1",
      ],
      n: ['number', -5, -0.5, 1e-7, 1e21, ...new Array<null>(9).fill(null), -Infinity],
    })
    const lines = (await written(rows, 'a.csv')).split('\r\n')
    expect(lines).toEqual([
      `"'=name",n`,
      `"'=1+1",-5`,
      `"'+cmd|calc",-0.5`,
      `"'-2+3+cmd|' /C calc'!A0",1e-7`,
      `"'@SUM(A1)",1e+21`,
      `"'\t=1",`,
      `"'\r=1",`,
      `"' =1",`,
      `"'＝1",`,
      '-5,',
      '+33612345678,',
      '"-1,5e3",',
      `"'-",`,
      'a=b,',
      "'=1,-Infinity",
      '',
    ])
  })

  test('has moments in ISO 8601, days and truths as they are', async () => {
    const rows = table({ vu: ['timestamp', 0, 1732464000123, 1e18], ok: ['boolean', true, false, null] })
    expect(await written(rows, 'a.csv')).toBe(
      'vu,ok\r\n1970-01-01T00:00:00.000Z,true\r\n2024-11-24T16:00:00.123Z,false\r\n1000000000000000000,\r\n',
    )
  })

  test('for Excel in French: a semicolon, and the mark of UTF-8', async () => {
    const rows = table({ é: ['text', 'a;b', 'a,b'] })
    const file = await write(rows, 'A.CSV', { delimiter: ';', bom: true })
    expect(readFileSync(file)).toEqual(Buffer.from('\ufeffé\r\n"a;b"\r\na,b\r\n'))
    expect(rowsOf(await readCsv(file, schema({ é: text() })))).toEqual([{ é: 'a;b' }, { é: 'a,b' }])
  })

  test.each(['|', '\t', '-', ']', '^', '\\'])('with %j between cells', async (delimiter) => {
    const rows = table({ a: ['text', `x${delimiter}y`, 'z'], b: ['text', 'u', 'v'] })
    expect(await written(rows, 'a.csv', { delimiter })).toBe(
      `a${delimiter}b\r\n"x${delimiter}y"${delimiter}u\r\nz${delimiter}v\r\n`,
    )
  })

  test('has no blank line for a row of one missing value, and its names where there are no rows', async () => {
    expect(await written(table({ a: ['text', null, 'x'] }), 'a.csv')).toBe('a\r\n""\r\nx\r\n')
    expect(await written(table({ a: ['text'], b: ['integer'] }), 'a.csv')).toBe('a,b\r\n')
  })
})

describe('NDJSON', () => {
  test('reads back as it was', async () => {
    const parsed = await readNdjson(await write(everything, 'a.ndjson'), fields)
    expect(parsed.rejects).toEqual([])
    expect(rowsOf(parsed)).toEqual(originals.map((row) => (row.nom === '' ? { ...row, nom: null } : row)))
  })

  test('keeps every digit, and names that JavaScript uses itself', async () => {
    const rows = table({
      ['__proto__']: ['integer', 9007199254740993n],
      constructor: numbers(Infinity),
      'a"b\n': ['text', '\u2028"'],
    })
    expect(await written(rows, 'a.ndjson')).toBe(
      '{"__proto__":9007199254740993,"constructor":"Infinity","a\\"b\\n":"\u2028\\""}\n',
    )
    expect(await written(table({ a: ['text'] }), 'a.ndjson')).toBe('')
  })
})

describe('Parquet', () => {
  test('reads back as it was', async () => {
    const parsed = await readParquet(await write(everything, 'a.parquet'), fields)
    expect(parsed.rejects).toEqual([])
    expect(rowsOf(parsed)).toEqual(originals.map((row) => (row.nom === '' ? { ...row, nom: null } : row)))
  })

  test('has the types of the columns', async () => {
    const { parquetMetadata } = await import('hyparquet')
    const file = await write(everything, 'a.parquet')
    const metadata = parquetMetadata(parquetBytesOf(file))
    expect(metadata.schema.slice(1).map((c) => [c.name, c.type, c.logical_type?.type ?? null])).toEqual([
      ['nom', 'BYTE_ARRAY', 'STRING'],
      ['id', 'INT64', null],
      ['note', 'DOUBLE', null],
      ['ok', 'BOOLEAN', null],
      ['jour', 'INT32', 'DATE'],
      ['vu', 'INT64', 'TIMESTAMP'],
    ])
    expect((await parquetRows(file))[1]).toEqual({
      nom: 'a,b;"c"\r\nd\t',
      id: 9007199254740993n,
      note: -0.25,
      ok: false,
      jour: new Date('0001-01-01'),
      vu: new Date(0),
    })
  })

  test('holds no rows, infinities, odd names, and many groups of rows', async () => {
    const empty = await readParquet(
      await write(table({ a: ['integer'] }), 'a.parquet'),
      schema({ a: integer() }),
    )
    expect(empty.rows.length).toBe(0)
    const odd = table({ constructor: numbers(Infinity, -Infinity), 'été.é': ['text', null, ''] })
    const rows = await parquetRows(await write(odd, 'o.parquet'))
    expect(rows.map((r) => Object.entries(r))).toEqual([
      [
        ['constructor', Infinity],
        ['été.é', null],
      ],
      [
        ['constructor', -Infinity],
        ['été.é', ''],
      ],
    ])
    const many = table({ n: ['integer', ...Array.from({ length: 140_000 }, (_, i) => i)] })
    const back = await readParquet(await write(many, 'm.parquet'), schema({ n: integer() }))
    expect(back.rows.column('n').values).toEqual(many.columns[0].values)
  })

  test('refuses a whole number beyond 64 bits', async () => {
    const file = join(folder(), 'a.parquet')
    await expectCode(
      writeRowStream(rowsOfTable(table({ a: ['integer', 1, 2n ** 63n] })), file, {}),
      'EXPORT_VALUE',
      /9223372036854775808 of "a" in row 2/,
    )
    expect(readdirSync(join(file, '..'))).toEqual([])
  })
})

describe('a file', () => {
  const one = rowsOfTable(table({ a: ['integer', 1] }))

  test('takes the place of the one that is there, whole', async () => {
    const file = join(folder(), 'a.csv')
    writeFileSync(file, 'before')
    const failing = {
      columns: one.columns,
      *rows() {
        yield [1]
        throw new RangeError('no more')
      },
    }
    await expect(writeRowStream(failing, file, {})).rejects.toThrow('no more')
    expect([readFileSync(file, 'utf8'), readdirSync(join(file, '..'))]).toEqual(['before', ['a.csv']])
    await writeRowStream(one, file, {})
    expect(readFileSync(file, 'utf8')).toBe('a\r\n1\r\n')
  })

  test('is left out where the writing is ended early', async () => {
    const file = join(folder(), 'a.csv')
    await expect(
      writeRowStream(one, file, { signal: AbortSignal.abort(new Error('enough')) }),
    ).rejects.toThrow('enough')
    expect(readdirSync(join(file, '..'))).toEqual([])
  })

  test('says its form by its name', async () => {
    const path = folder()
    await expectCode(
      writeRowStream(one, join(path, 'a.xls'), {}),
      'EXPORT_FORM',
      /\.csv, \.ndjson or \.parquet/,
    )
    await expectCode(writeRowStream(one, join(path, 'a.parqet'), {}), 'EXPORT_FORM', /mean \.parquet\?/)
    await expectCode(writeRowStream(one, join(path, 'a'), {}), 'EXPORT_FORM')
  })

  test('that cannot be written is told', async () => {
    const path = folder()
    mkdirSync(join(path, 'a.csv'))
    await expectCode(writeRowStream(one, join(path, 'a.csv'), {}), 'EXPORT_FAILED', /a\.csv/)
    writeFileSync(join(path, 'file'), '')
    await expectCode(writeRowStream(one, join(path, 'file', 'b.csv'), {}), 'EXPORT_FAILED')
  })
})
