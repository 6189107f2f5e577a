import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable, Writable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { type ParseFlags, parseMessages } from '../../src/cli/parse'
import { testFolder } from '../support/folders'

let out: string
let err: string
const into = (take: (text: string) => void) =>
  new Writable({
    write(chunk, _encoding, done) {
      take(String(chunk))
      done()
    },
  })

beforeEach(() => {
  out = err = ''
  vi.stubEnv('SOURCE_DATE_EPOCH', '1764000000')
})

const run = (file: string, flags: Partial<ParseFlags> = {}, input: string | Buffer = ''): Promise<number> =>
  parseMessages(
    file,
    { schema: 'students', json: true, lang: 'en', ...flags },
    { out: into((t) => (out += t)), err: into((t) => (err += t)), in: Readable.from([input]) },
    new AbortController().signal,
  )
const fileOf = (content: string | Buffer, name = 'valeurs.ndjson'): string => {
  const file = join(testFolder(), name)
  writeFileSync(file, content)
  return file
}
const outcomes = (): unknown[] =>
  out
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line))

const dirty = [
  '{"nom":"Zoé","prenom":"Y","age":"22 ans","filiere":"É"}',
  '',
  '[{"nom":"A"},{"nom":"B","prenom":"C","age":1,"filiere":"D"}]\r',
  '   ',
  '{"nom":',
  'pas du JSON',
  'null',
  '{"topic":"t","partition":0,"offset":7,"payload":"x"}',
  '{"payload":{"nom":"E","prenom":"F","age":2,"filiere":"G"}}',
].join('\n')

describe('lines of values', () => {
  test('each line has its outcome, blank ones and those of no JSON too', async () => {
    expect(await run(fileOf(dirty))).toBe(0)
    const at = { topic: 'valeurs.ndjson', partition: 0 }
    const reject = (code: string, position: number | null) => ({
      reject: expect.objectContaining({ code, position }) as unknown,
    })
    expect(outcomes()).toEqual([
      { ...at, offset: 1, index: 0, row: { nom: 'Zoé', prenom: 'Y', age: 22, filiere: 'É' } },
      { ...at, offset: 2, index: 0, empty: true },
      { ...at, offset: 3, index: 0, ...reject('FIELD_MISSING', null) },
      { ...at, offset: 3, index: 1, row: { nom: 'B', prenom: 'C', age: 1, filiere: 'D' } },
      { ...at, offset: 4, index: 0, empty: true },
      { ...at, offset: 5, index: 0, ...reject('JSON_INVALID', 7) },
      { ...at, offset: 6, index: 0, ...reject('FORMAT_UNKNOWN', 0) },
      { ...at, offset: 7, index: 0, ...reject('NOT_AN_OBJECT', 0) },
      { ...at, offset: 8, index: 0, ...reject('FIELD_MISSING', null) },
      { ...at, offset: 9, index: 0, row: { nom: 'E', prenom: 'F', age: 2, filiere: 'G' } },
    ])
    expect(err).toMatch(/^The lines of .*valeurs\.ndjson are not messages of kcat .*\n$/)
  })

  test('standard input is called so', async () => {
    await run('-', {}, '{"nom":"A","prenom":"B","age":1,"filiere":"C"}\n{}\n')
    const at = { topic: 'standard input', partition: 0, index: 0 }
    expect(outcomes()).toMatchObject([
      { ...at, offset: 1, row: { nom: 'A' } },
      { ...at, offset: 2, reject: { code: 'FIELD_MISSING' } },
    ])
    expect(err).toMatch(/^The lines of standard input /)
  })

  test('a capture is still one, and nothing is said', async () => {
    await run('-', {}, '{"topic":"t","partition":3,"offset":9007199254740993,"key":null,"payload":null}\n')
    expect(out).toBe('{"topic":"t","partition":3,"offset":9007199254740993,"index":0,"tombstone":true}\n')
    expect(err).toBe('')
  })

  test.each([
    ['gzip', gzipSync('{"nom":"É","prenom":"B","age":1,"filiere":"C"}')],
    ['UTF-16', Buffer.from('\ufeff{"nom":"É","prenom":"B","age":1,"filiere":"C"}\r\n', 'utf16le')],
    ['windows-1252', Buffer.from('{"nom":"\xc9","prenom":"B","age":1,"filiere":"C"}\n', 'latin1')],
    ['a byte order mark', '\ufeff{"nom":"É","prenom":"B","age":1,"filiere":"C"}'],
    ['CSV under a header', 'nom;prenom;age;filiere\nÉ;B;1;C\n'],
  ])('are read as messages would be: %s', async (_, content) => {
    await run(fileOf(content))
    expect(outcomes().at(-1)).toMatchObject({ row: { nom: 'É', prenom: 'B', age: 1, filiere: 'C' } })
  })

  test('more lines than one batch holds keep their numbers', async () => {
    await run(fileOf('{"nom":"A","prenom":"B","age":1,"filiere":"C"}\n\n'.repeat(6000)))
    const places = outcomes().map((o) => (o as { offset: number }).offset)
    expect(places).toEqual(Array.from({ length: 12_000 }, (_, i) => i + 1))
  })

  test('no lines have no outcomes', async () => {
    expect(await run('-', {}, Buffer.alloc(0))).toBe(0)
    expect(out).toBe('')
    await expect(run(fileOf('', 'a.kcap'))).rejects.toMatchObject({ code: 'CAPTURE_CUT' })
  })

  test('the summary names the file, and the line of each reject', async () => {
    await run(fileOf(dirty), { json: false })
    expect(out).toMatch(/^From valeurs\.ndjson to rows of students\n.*2025-11-24 16:00:00 UTC/)
    expect(out).toMatch(/^valeurs\.ndjson #5 +The text is not JSON: at character 8/m)
    expect(out.split('\n').slice(2, 7).join('\n')).toMatch(/\b9 +3 +4 +0 +2\b/)
  })

  test('in French', async () => {
    await run(fileOf(dirty), { json: false, lang: 'fr' })
    expect(out).toMatch(/^De valeurs\.ndjson aux lignes de students\n/)
    expect(err).toMatch(/^Les lignes de /)
  })

  test('strict stops at the first reject, and names its line', async () => {
    await expect(run(fileOf(dirty), { strict: true })).rejects.toMatchObject({
      code: 'MESSAGE_REJECTED',
      what: expect.stringContaining('valeurs.ndjson #3 ') as unknown,
    })
    expect(outcomes()).toHaveLength(3)
  })

  test('a share of rejects fails in the end', async () => {
    await expect(run(fileOf(dirty), { maxRejectShare: '0.5' })).rejects.toMatchObject({
      code: 'REJECT_SHARE_EXCEEDED',
    })
    expect(outcomes()).toHaveLength(10)
  })

  test('what is no text is told', async () => {
    await expect(run(fileOf(Buffer.from('PK\x03\x04\0\0\0', 'latin1')))).rejects.toMatchObject({
      code: 'SOURCE_NOT_TEXT',
    })
    await expect(run(join(testFolder(), 'none'))).rejects.toMatchObject({ code: 'CAPTURE_MISSING' })
  })
})
