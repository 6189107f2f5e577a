import { spawnSync, type SpawnSyncReturns } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import { carnet, cleanEnv, root } from '../support/carnet'

const folder = mkdtempSync(join(tmpdir(), 'carnet-parse-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const sample = join(root, 'data', 'etudiants.ndjson.gz')
const made = (name: string, content: string): string => {
  const file = join(folder, name)
  writeFileSync(file, content)
  return file
}
const line = (offset: number | string, payload: string | null): string =>
  `{"topic":"t","partition":0,"offset":${offset},"ts":1733040000000,"key":null,"payload":${JSON.stringify(payload)}}\n`
const lines = (text: string): unknown[] =>
  text
    .trimEnd()
    .split('\n')
    .map((l): unknown => JSON.parse(l))
const run = (args: readonly string[], input?: Buffer | string): SpawnSyncReturns<Buffer> =>
  spawnSync(process.execPath, [join(root, 'bin', 'carnet.cjs'), 'parse', ...args], { input, env: cleanEnv() })

const few = made(
  'few.ndjson',
  line(0, '{"nom":"Z","prenom":"Y","age":"22 ans","filiere":"É"}') +
    line(1, '[{"nom":"A"},{"nom":"B","prenom":"C","age":1,"filiere":"D"}]') +
    line(2, null) +
    line(3, '') +
    line(4, '{"nom":'),
)

describe('carnet parse', () => {
  test('prints one line of JSON for each outcome', async () => {
    const { code, stdout, stderr } = await carnet(['parse', few, '--schema', 'students', '--json'])
    expect([code, stderr]).toEqual([0, ''])
    const at = { topic: 't', partition: 0 }
    expect(lines(stdout)).toEqual([
      { ...at, offset: 0, index: 0, row: { nom: 'Z', prenom: 'Y', age: 22, filiere: 'É' } },
      {
        ...at,
        offset: 1,
        index: 0,
        reject: {
          code: 'FIELD_MISSING',
          message: 'The field "prenom" is missing, and the schema does not make it optional.',
          position: null,
        },
      },
      { ...at, offset: 1, index: 1, row: { nom: 'B', prenom: 'C', age: 1, filiere: 'D' } },
      { ...at, offset: 2, index: 0, tombstone: true },
      { ...at, offset: 3, index: 0, empty: true },
      {
        ...at,
        offset: 4,
        index: 0,
        reject: {
          code: 'JSON_INVALID',
          message: 'The text is not JSON: at character 8, the text ends where a value is expected.',
          position: 7,
        },
      },
    ])
  })

  test('reads standard input as it reads a file', () => {
    const piped = run(['-', '--schema', 'students', '--json'], readFileSync(sample))
    const unpacked = run(['-', '--schema', 'students', '--json'], gunzipSync(readFileSync(sample)))
    const file = run([sample, '--schema', 'students', '--json'])
    expect(file.stdout.toString().trimEnd().split('\n')).toHaveLength(2035)
    expect(piped.stdout.equals(file.stdout)).toBe(true)
    expect(unpacked.stdout.equals(file.stdout)).toBe(true)
  })

  test('takes lines of values, and says so on standard error', () => {
    const ended = run(
      ['-', '--schema', 'students', '--json'],
      '{"nom":"A","prenom":"B","age":1,"filiere":"C"}\n\n{"nom":\n',
    )
    expect([ended.status, ended.stderr.toString()]).toEqual([
      0,
      expect.stringMatching(/^The lines of standard input /),
    ])
    const at = { topic: 'standard input', partition: 0, index: 0 }
    expect(lines(ended.stdout.toString())).toMatchObject([
      { ...at, offset: 1, row: { nom: 'A' } },
      { ...at, offset: 2, empty: true },
      { ...at, offset: 3, reject: { code: 'JSON_INVALID', position: 7 } },
    ])
  })

  test('takes a schema of a file, and keeps every digit', async () => {
    const schema = made('ids.json', '{"fields": {"id": {"type": "integer", "synonyms": ["n°"]}}}')
    const file = made('ids.ndjson', line('9007199254740995', '{"N°": 9007199254740993}'))
    const { code, stdout } = await carnet(['parse', file, '--schema', schema, '--json'])
    expect(code).toBe(0)
    expect(stdout).toBe(
      '{"topic":"t","partition":0,"offset":9007199254740995,"index":0,"row":{"id":9007199254740993}}\n',
    )
  })

  test('without --json it shows the summary, in French too', async () => {
    const { code, stdout } = await carnet(['parse', sample, '--schema', 'students', '--lang', 'fr'])
    expect(code).toBe(0)
    expect(stdout).toContain('Des messages aux lignes de students')
    expect(stdout).toMatch(/hors des bornes +OUT_OF_RANGE +8/)
    expect(stdout).toMatch(/unité ôtée +60/)
    expect(stdout).not.toContain('\u001b')
  })

  test('--strict stops at the first reject, after the lines before it', async () => {
    const { code, stdout, stderr } = await carnet([
      'parse',
      few,
      '--schema',
      'students',
      '--json',
      '--strict',
    ])
    expect(code).toBe(1)
    expect(
      stdout
        .split('\n')
        .slice(0, 2)
        .map((l) => l.replace(/.*"index"/, '"index"').slice(0, 18)),
    ).toEqual(['"index":0,"row":{"', '"index":0,"reject"'])
    expect(stderr).toContain('Message t[0] 1 cannot become a row (row 0 of it)')
    expect((await carnet(['parse', few, '--schema', 'students', '--strict'])).code).toBe(1)
  })

  test('--max-reject-share fails beyond it, after the outcome', async () => {
    const share = (most: string): ReturnType<typeof carnet> =>
      carnet(['parse', sample, '--schema', 'students', '--max-reject-share', most])
    expect((await share('0.1')).code).toBe(0)
    const { code, stdout, stderr } = await share('0.01')
    expect(code).toBe(1)
    expect(stdout).toContain('From messages to rows of students')
    expect(stderr).toContain('93 of 1984 rows could not be made')
  })

  test.each([
    ['a schema that is not there', [few, '--schema', 'studnts'], 'SCHEMA_FILE_UNREADABLE'],
    ['a schema that is no JSON', [few, '--schema', made('bad.json', '{')], 'SCHEMA_JSON_INVALID'],
    [
      'a schema with a wrong type',
      [few, '--schema', made('type.json', '{"fields":{"a":{"type":"int"}}}')],
      'SCHEMA_JSON_INVALID',
    ],
    ['a file that is not there', [join(folder, 'none.kcap'), '--schema', 'students'], 'CAPTURE_MISSING'],
    ['a share that is none', [few, '--schema', 'students', '--max-reject-share', '2'], 'FLAG_INVALID'],
  ])('refuses %s', async (_, args, code) => {
    const ended = await carnet(['parse', ...args])
    expect(ended.code).toBe(1)
    expect(ended.stderr).toContain(`[${code}]`)
  })

  test('ends well where the reader goes away', () => {
    const command = `"${process.execPath}" "${join(root, 'bin', 'carnet.cjs')}" parse "${sample}" --schema students --json | head -1; echo "\${PIPESTATUS[0]}"`
    const { stdout, stderr } = spawnSync('bash', ['-c', command], { env: cleanEnv() })
    expect(stderr.toString()).toBe('')
    expect(stdout.toString().split('\n').slice(1)).toEqual(['0', ''])
  })
})
