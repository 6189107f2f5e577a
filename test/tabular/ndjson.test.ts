import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { integer, schema, text } from '../../src/parse/schema'
import { readNdjson } from '../../src/tabular'
import { expectCode, fileOf, filiere, rejectsOf, rowsOf } from './support'

const ndjson = (text: string, options = {}) => readNdjson({ text }, filiere, options)

describe('rows', () => {
  test('each line is a message: the same formats, envelopes, repairs and rejects', async () => {
    const parsed = await ndjson(
      [
        '{"filiere": "Biologie", "places": 30}',
        '',
        "{'filiere': 'Physique', 'places': '60 places',}",
        '{"payload": {"Filière": "Chimie", "places": "12"}}',
        '[{"filiere": "A"}, {"filiere": true}]',
        '{"filiere": "cut',
        '{"places": 1}',
        '"{\\"filiere\\": \\"B\\"}"\r',
      ].join('\n'),
    )
    expect(parsed.rows.column('filiere').values).toEqual(['Biologie', 'Chimie', 'A', 'B'])
    expect(parsed.rejects.map((r) => [Number(r.record.offset), r.index, r.code])).toEqual([
      [3, null, 'NOT_A_NUMBER'],
      [5, 1, 'NOT_TEXT'],
      [6, null, 'JSON_INVALID'],
      [7, null, 'FIELD_MISSING'],
    ])
    expect([...parsed.origins].map((o) => [o.offset, o.index])).toEqual([
      [1n, 0],
      [4n, 0],
      [5n, 0],
      [8n, 0],
    ])
    expect(parsed.funnel).toEqual({ read: 7, parsed: 4, rejected: 3, tombstones: 0, empty: 0 })
    expect(parsed.provenance.ranges).toEqual([{ topic: 'text', partition: 0, from: 1n, to: 9n }])
  })

  test('integers beyond 2^53 are exact, and prototype names are names', async () => {
    const odd = schema({ id: integer(), constructor: text() })
    const parsed = await readNdjson({ text: '{"id":9007199254740993,"constructor":"x","__proto__":1}' }, odd)
    expect(rowsOf(parsed)).toEqual([{ id: 9007199254740993n, constructor: 'x' }])
  })

  test('a cell such as 22 ans is mended and told', async () => {
    const student = schema({ nom: text(), age: integer({ min: 0, max: 130 }), filiere: text() })
    const lines = Array.from({ length: 3 }, (_, i) => `{"nom":"N${i}","age":"2${i} ans","filiere":"Bio"}`)
    const parsed = await readNdjson(fileOf('s.ndjson', lines.join('\n')), student)
    expect(parsed.rows.column('age').values).toEqual([20, 21, 22])
    expect(parsed.repairs).toEqual([
      { column: 'age', kind: 'unit left out', count: 3, example: { from: '20 ans', to: '20' } },
    ])
  })

  test('UTF-16 and windows-1252', async () => {
    const utf16 = Buffer.from('\ufeff{"filiere":"Génie"}\r\n', 'utf16le')
    const parsed = await readNdjson(fileOf('a.ndjson', utf16), filiere)
    expect(parsed.rows.column('filiere').values).toEqual(['Génie'])
    expect([...parsed.formats.keys()]).toEqual(['json in UTF-16'])
    const latin = Buffer.from('{"filiere":"G\xe9nie"}\n', 'latin1')
    const other = await readNdjson(fileOf('b.ndjson', latin), filiere)
    expect(other.rows.column('filiere').values).toEqual(['Génie'])
    expect(other.repairs.map((r) => r.kind)).toEqual(['windows-1252 to text'])
  })

  test.each(['', '\n\n', '  \r\n'])('no lines in %j: no rows', async (text) => {
    const parsed = await ndjson(text)
    expect([parsed.rows.length, parsed.funnel.read]).toEqual([0, 0])
  })
})

test('a limit cuts, and is told', async () => {
  const parsed = await ndjson('{"filiere":"A"}\n{"filiere":"B"}\n', { limit: 1 })
  expect(parsed.rows.length).toBe(1)
  expect(parsed.provenance.stopped).toBe('rows')
})

test('strict mode names the line', async () => {
  await expectCode(ndjson('{"filiere":"A"}\n\n{}', { mode: 'strict' }), 'MESSAGE_REJECTED', /text #3 /)
})

test('a reject is the line as it is', async () => {
  expect(rejectsOf(await ndjson('{"filiere":"A"}\r\n{"filiere": 1e400}\r\n'))).toEqual([])
  expect(rejectsOf(await ndjson('{"filiere": [1]}\r\n'))).toEqual([[1, 'NOT_TEXT', '{"filiere": [1]}', 12]])
})

test.each(['[\n{"filiere":"A"}\n]', '{\n"filiere":"A"\n}', '[{"filiere":"A"},\n{"filiere":"B"}]'])(
  'JSON over lines is told: %j',
  async (text) => {
    await expectCode(ndjson(text), 'NDJSON_OVER_LINES', /jq/)
  },
)

test('what cannot be read is told', async () => {
  await expectCode(readNdjson(join('no', 'such.ndjson'), filiere), 'SOURCE_FILE_MISSING')
  await expectCode(ndjson('{}', { delimiter: ';' }), 'READ_OPTION_UNKNOWN')
})
