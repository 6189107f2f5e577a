import { gzipSync } from 'node:zlib'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { boolean, integer, number, schema, text } from '../../src/parse/schema'
import { labelOf, provenanceText } from '../../src/provenance'
import { readCsv } from '../../src/tabular'
import { expectCode, fileOf, filiere, folder, rejectsOf, rowsOf } from './support'

const csv = (text: string, options = {}) => readCsv({ text }, filiere, options)
const BIOLOGIE = { filiere: 'Biologie', responsable: 'Curie', places: 30 }

describe('rows', () => {
  test.each([
    ['commas', 'filiere,responsable,places\nBiologie,Curie,30\n'],
    ['semicolons', 'filiere;responsable;places\nBiologie;Curie;30'],
    ['tabs', 'filiere\tresponsable\tplaces\nBiologie\tCurie\t30'],
    ['pipes', 'filiere|responsable|places\nBiologie|Curie|30'],
    ['CRLF and a byte order mark', '\ufefffiliere;responsable;places\r\nBiologie;Curie;30\r\n'],
    ['names in other spellings', 'PLACES,Filière,Responsable\n30,Biologie,Curie'],
    [
      'blanks around cells and blank lines',
      '\n  filiere ; responsable;places\n\n Biologie;Curie ; 30 \n   \n',
    ],
    ['quotes', '"filiere","responsable","places"\n"Biologie","Curie","30"'],
    ['columns that the schema does not have', 'x,filiere,x,responsable,,places,\n1,Biologie,2,Curie,,30,'],
    ['the line of Excel that names the sign', 'sep=;\r\nfiliere;responsable;places\r\nBiologie;Curie;30\r\n'],
    ['a decimal comma elsewhere in the line', 'filiere;responsable;places;note\nBiologie;Curie;30;1,5'],
  ])('%s', async (_, text) => {
    const parsed = await csv(text)
    expect(rowsOf(parsed)).toEqual([BIOLOGIE])
    expect(parsed.rejects).toEqual([])
    expect([...parsed.formats]).toEqual([['csv', 1]])
  })

  test('cells in quotes hold signs, quotes and line ends, and offsets count the lines of the file', async () => {
    const parsed = await csv('filiere,responsable\n"a, ""b""\r\nc",x\nd,y\n')
    expect(rowsOf(parsed)).toEqual([
      { filiere: 'a, "b"\r\nc', responsable: 'x', places: null },
      { filiere: 'd', responsable: 'y', places: null },
    ])
    expect([...parsed.origins].map((o) => [o.topic, o.partition, o.offset, o.index, o.format])).toEqual([
      ['text', 0, 2n, 0, 'csv'],
      ['text', 0, 4n, 0, 'csv'],
    ])
  })

  test('formulas are text, and prototype names are columns as any other', async () => {
    const odd = schema({ ['__proto__']: text(), constructor: text(), n: integer().optional() })
    const parsed = await readCsv(
      { text: 'constructor,__proto__\n=1+1,@SUM(A1)\n-2+3,"=cmd|\' /C calc\'!A0"' },
      odd,
    )
    expect(parsed.rows.columns.map((c) => c.values)).toEqual([
      ['@SUM(A1)', "=cmd|' /C calc'!A0"],
      ['=1+1', '-2+3'],
      [null, null],
    ])
  })

  test('values are mended and refused by the rules for messages', async () => {
    const student = schema({
      nom: text(),
      age: integer({ min: 0, max: 130 }),
      note: number().optional(),
      actif: boolean(),
    })
    const parsed = await readCsv(
      { text: 'nom;age;note;actif\nA;22 ans;14,5;oui\nB;2 or 3;;non\nC;200;;x\n;1;;1\nD;1 024;;1' },
      student,
    )
    expect(rowsOf(parsed)).toEqual([{ nom: 'A', age: 22, note: 14.5, actif: true }])
    expect(rejectsOf(parsed)).toEqual([
      [3, 'NOT_A_NUMBER', 'B;2 or 3;;non', 2],
      [4, 'OUT_OF_RANGE', 'C;200;;x', 2],
      [5, 'FIELD_MISSING', ';1;;1', 0],
      [6, 'OUT_OF_RANGE', 'D;1 024;;1', 2],
    ])
    expect(parsed.repairs).toContainEqual({
      column: 'age',
      kind: 'unit left out',
      count: 1,
      example: { from: '22 ans', to: '22' },
    })
    expect(parsed.funnel).toEqual({ read: 5, parsed: 1, rejected: 4, tombstones: 0, empty: 0 })
  })

  test('integers of 64 bits are exact', async () => {
    const parsed = await readCsv(
      { text: 'id\n9007199254740993\n-9223372036854775808' },
      schema({ id: integer() }),
    )
    expect(parsed.rows.column('id').values).toEqual([9007199254740993n, -9223372036854775808n])
  })

  test.each([
    ['no bytes', ''],
    ['blank lines', '\n \r\n'],
    ['a header', 'filiere,places\n'],
  ])('%s: no rows', async (_, text) => {
    const parsed = await csv(text)
    expect(parsed.rows.length).toBe(0)
    expect(parsed.rows.names).toEqual(['filiere', 'responsable', 'places'])
    expect(parsed.funnel.read).toBe(0)
    expect(parsed.provenance).toMatchObject({ ranges: [], messages: 0 })
  })
})

describe('lines that are wrong', () => {
  test('ragged lines are rejects with their number', async () => {
    const parsed = await csv('filiere,places\nA,1\nB\nC,1,2\nD,4')
    expect(parsed.rows.column('filiere').values).toEqual(['A', 'D'])
    expect(rejectsOf(parsed)).toEqual([
      [3, 'CSV_CELLS', 'B', 0],
      [4, 'CSV_CELLS', 'C,1,2', 0],
    ])
  })

  test('a quote that is never closed costs its line alone', async () => {
    const parsed = await csv('filiere,places\nA,"1\nB,2\nC,3\n')
    expect(parsed.rows.column('filiere').values).toEqual(['B', 'C'])
    expect(rejectsOf(parsed)).toEqual([[2, 'CSV_INVALID', 'A,"1', 4]])
  })

  test('something after a closing quote costs its line alone', async () => {
    const parsed = await csv('filiere,places\n"A"x,1\nB,2\n')
    expect(parsed.rows.column('filiere').values).toEqual(['B'])
    expect(rejectsOf(parsed)).toEqual([[2, 'CSV_INVALID', '"A"x,1', 3]])
  })

  test('strict stops at the first one, by its line; drop keeps none; a share can be too much', async () => {
    const text = 'filiere,places\nA,x\nB,2\n'
    await expectCode(csv(text, { mode: 'strict' }), 'MESSAGE_REJECTED', /text #2 /)
    const dropped = await csv(text, { mode: 'drop' })
    expect(dropped.rejects).toEqual([])
    expect([...dropped.rejectCounts]).toEqual([['NOT_A_NUMBER', 1]])
    await expectCode(csv(text, { maxRejectShare: 0.1 }), 'REJECT_SHARE_EXCEEDED')
  })
})

describe('encodings', () => {
  const accents = 'filiere;places\r\nGénie;1\r\n'

  test.each(['le', 'be'] as const)('UTF-16 %s, with and without a mark', async (order) => {
    const encoded = (text: string): Buffer => {
      const bytes = Buffer.from(text, 'utf16le')
      return order === 'le' ? bytes : bytes.swap16()
    }
    for (const text of [accents, `\ufeff${accents}`]) {
      const parsed = await readCsv(fileOf('a.csv', encoded(text)), filiere)
      expect(parsed.rows.column('filiere').values).toEqual(['Génie'])
      expect([...parsed.formats]).toEqual([['csv in UTF-16', 1]])
    }
  })

  test('lines of windows-1252 among lines of UTF-8 are read, and told', async () => {
    const bytes = Buffer.concat([
      Buffer.from('filiere;places\nÉlec;1\n'),
      Buffer.from('G\xe9nie \x80;2\n', 'latin1'),
      Buffer.from('Chimie;3\n'),
    ])
    const parsed = await readCsv(fileOf('a.csv', bytes), filiere)
    expect(parsed.rows.column('filiere').values).toEqual(['Élec', 'Génie €', 'Chimie'])
    expect([...parsed.formats]).toEqual([
      ['csv', 2],
      ['csv in windows-1252', 1],
    ])
    expect(parsed.repairs.map((r) => [r.column, r.kind, r.count])).toContainEqual([
      'filiere',
      'windows-1252 to text',
      1,
    ])
  })

  test('a line that is no text is a reject with its bytes', async () => {
    const bytes = Buffer.concat([
      Buffer.from('filiere;places\n'),
      Buffer.from([0x81, 0x3b, 0x31, 0x0a]),
      Buffer.from('B;2\n'),
    ])
    const parsed = await readCsv(fileOf('a.csv', bytes), filiere)
    expect(parsed.rows.column('filiere').values).toEqual(['B'])
    expect(parsed.rejects.map((r) => [r.record.offset, r.code, r.record.value])).toEqual([
      [2n, 'NOT_UTF8', Buffer.from([0x81, 0x3b, 0x31])],
    ])
  })

  test('what is no text at all is refused', async () => {
    const zip = Buffer.concat([Buffer.from('PK\x03\x04\x14\0\0\0', 'latin1'), Buffer.alloc(100)])
    await expectCode(readCsv(fileOf('a.xlsx', zip), filiere), 'SOURCE_NOT_TEXT', /zip archive/)
    const damaged = Buffer.concat([
      Buffer.from('\ufefffiliere\n', 'utf16le'),
      Buffer.from([0x00, 0xd8, 0x41]),
    ])
    await expectCode(readCsv(fileOf('b.csv', damaged), filiere), 'SOURCE_NOT_TEXT', /UTF-16/)
  })
})

describe('options', () => {
  test('names of the columns, where the file has none', async () => {
    const parsed = await csv('Biologie;Curie;30\nPhysique;;60', {
      header: ['filiere', 'responsable', 'places'],
    })
    expect(rowsOf(parsed)).toEqual([BIOLOGIE, { filiere: 'Physique', responsable: null, places: 60 }])
    expect(parsed.provenance.ranges[0]).toEqual({ topic: 'text', partition: 0, from: 1n, to: 3n })
  })

  test('any delimiter', async () => {
    const parsed = await csv('filiere^places\nA,B^1', { delimiter: '^' })
    expect(parsed.rows.column('filiere').values).toEqual(['A,B'])
  })

  test('a limit cuts, and is told; the end of the file at the limit is no cut', async () => {
    const text = 'filiere\nA\nB\nC\n'
    const two = await csv(text, { limit: 2 })
    expect(two.rows.column('filiere').values).toEqual(['A', 'B'])
    expect(two.provenance.stopped).toBe('rows')
    expect((await csv(text, { limit: 3 })).provenance.stopped).toBeUndefined()
  })

  test('an abort keeps what was read', async () => {
    const parsed = await csv('filiere\nA\nB\n', { signal: AbortSignal.abort() })
    expect(parsed.rows.length).toBe(0)
    expect(parsed.provenance.stopped).toBe('interrupt')
  })

  test.each([
    [{ delimiter: ';;' }, 'READ_OPTION_INVALID', /delimiter/],
    [{ delimiter: '"' }, 'READ_OPTION_INVALID', /delimiter/],
    [{ header: [] }, 'READ_OPTION_INVALID', /header/],
    [{ limit: 0 }, 'READ_OPTION_INVALID', /limit/],
    [{ delimeter: ';' }, 'READ_OPTION_UNKNOWN', /delimiter/],
    [{ mode: 'srtict' }, 'PARSE_OPTION_INVALID', /mode/],
  ] as const)('%j is refused', async (options, code, words) => {
    await expectCode(csv('filiere\nA', options), code, words)
  })
})

describe('the file', () => {
  test('provenance names it, with its checksum, and so do the labels', async () => {
    vi.stubEnv('SOURCE_DATE_EPOCH', '1795536000')
    onTestFinished(() => void vi.unstubAllEnvs())
    const file = fileOf('filières.csv', 'filiere\nA\nB\n')
    const sha256 = createHash('sha256').update(readFileSync(file)).digest('hex')
    const parsed = await readCsv(file, filiere)
    expect(parsed.provenance).toEqual({
      kind: 'provenance',
      topics: ['filières.csv'],
      clusterId: null,
      ranges: [{ topic: 'filières.csv', partition: 0, from: 2n, to: 4n }],
      messages: 2,
      readAt: '2026-11-24T16:00:00.000Z',
      origin: 'file',
      capture: { file: 'filières.csv', sha256 },
    })
    expect(labelOf(parsed.rows)).toEqual({ provenance: parsed.provenance, filter: null })
    expect(provenanceText(parsed.provenance)).toBe('2 rows of filières.csv, read 2026-11-24T16:00:00.000Z')
    expect((await readCsv(pathToFileURL(file), filiere, { limit: 1 })).provenance.capture).toEqual({
      file: 'filières.csv',
      sha256,
    })
    expect((await csv('filiere\nA')).provenance.capture).toBeNull()
  })

  test('gzip is unpacked, and damaged gzip told', async () => {
    const bytes = gzipSync('filiere\nA\n')
    const parsed = await readCsv(fileOf('a.csv.gz', bytes), filiere)
    expect(parsed.rows.column('filiere').values).toEqual(['A'])
    expect(parsed.provenance.capture?.sha256).toBe(createHash('sha256').update(bytes).digest('hex'))
    await expectCode(
      readCsv(fileOf('b.csv.gz', bytes.subarray(0, -6)), filiere),
      'SOURCE_FILE_UNREADABLE',
      /gzip/,
    )
  })

  test('blocks end within characters, cells and lines', async () => {
    const lines = Array.from({ length: 40_000 }, (_, i) => `"É${i}\n☃, ""x""${'é'.repeat(i % 50)}";${i}`)
    const file = fileOf('big.csv', `filiere;places\n${lines.join('\r\n')}\r\n`)
    const parsed = await readCsv(file, filiere)
    expect(parsed.rows.length).toBe(40_000)
    expect(parsed.rejects).toEqual([])
    expect(parsed.rows.at(39_999)).toMatchObject({
      filiere: `É39999\n☃, "x"${'é'.repeat(49)}`,
      places: 39_999,
    })
    expect(parsed.origins.at(39_999)?.offset).toBe(80_000n)
  })

  test('what cannot be read is told', async () => {
    await expectCode(readCsv('/no/such.csv', filiere), 'SOURCE_FILE_MISSING', /such\.csv/)
    await expectCode(readCsv(folder(), filiere), 'SOURCE_FILE_UNREADABLE', /folder/)
    await expectCode(readCsv('', filiere), 'READ_OPTION_INVALID', /file/)
    await expectCode(readCsv({ text: 7 as unknown as string }, filiere), 'READ_OPTION_INVALID', /text/)
    await expectCode(readCsv(new URL('https://example/a.csv'), filiere), 'READ_OPTION_INVALID', /file/)
  })
})

describe('columns that do not fit', () => {
  test.each([
    ['no column for a field', 'nom,places\nA,1', /no column is "filiere".*nom, places/],
    ['none of them', 'a,b\n1,2', /none of them/],
    ['two for one field', 'filiere,Filière\nA,B', /"filiere" is there under two names/],
    ['one twice', 'filiere,filiere\nA,B', /two columns are called "filiere"/],
  ])('%s', async (_, text, words) => {
    await expectCode(csv(text), 'SOURCE_COLUMNS_UNFIT', words)
  })

  test('a header that is no line of CSV', async () => {
    await expectCode(csv('"filiere\nA,1'), 'CSV_HEADER_INVALID', /quotes/)
    const bytes = Buffer.from([0x81, 0x0a, 0x41])
    await expectCode(readCsv(fileOf('a.csv', bytes), filiere), 'CSV_HEADER_INVALID', /not text/)
  })
})
