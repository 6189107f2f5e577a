import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { collectTopic } from '../../src/cli/collect'
import { projectRoot } from '../../src/machine'
import { sqlite } from '../support/sqlite'

let folder: string
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
  folder = mkdtempSync(join(tmpdir(), 'carnet-collect-'))
  out = err = ''
  vi.stubEnv('CARNET_LANG', 'en')
  vi.stubEnv('CARNET_REPLAY', join(projectRoot(), 'data', 'students.ndjson'))
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
  vi.unstubAllEnvs()
})

const run = (flags: object, signal = new AbortController().signal): Promise<number> =>
  collectTopic(
    'message',
    { schema: 'students', db: join(folder, 'a.db'), ...flags },
    { out: into((text) => (out += text)), err: into((text) => (err += text)) },
    signal,
  )

describe('carnet collect', () => {
  test('stores the topic and says what it did; the second one goes on after it', async () => {
    expect(await run({})).toBe(0)
    expect(out.split('\n').slice(1)).toEqual([
      'The students are made up: scripts/make-sample.cjs made this file.',
      'Collected 10 messages, 10 rows, 0 rejects: up to the end that was there',
      '',
    ])
    expect(sqlite(join(folder, 'a.db'), 'SELECT count(*), count(DISTINCT offset) FROM students')).toEqual([
      [10, 10],
    ])
    out = ''
    expect(await run({ limit: '5' })).toBe(0)
    expect(out).toContain('going on at [0] 10\nCollected 0 messages')
    expect(err).toBe('')
  })

  test('for a program: the outcome on standard output, all else beside it', async () => {
    expect(await run({ json: true, retain: ['7d'], csvHeader: 'nom, age' })).toBe(0)
    expect(JSON.parse(out)).toMatchObject({
      ok: true,
      kind: 'collected',
      messages: 10,
      rows: { added: 10 },
      positions: [{ partition: 0, next: '10', end: '10' }],
      stop: 'end',
    })
    expect(err).toContain('Collected 10 messages')
  })

  test('with lines of metrics in a file', async () => {
    const metrics = join(folder, 'metrics.jsonl')
    expect(await run({ metrics })).toBe(0)
    const steps = readFileSync(metrics, 'utf8').trimEnd().split('\n')
    expect(steps.map((line) => JSON.parse(line) as object).at(-1)).toMatchObject({
      state: 'stopped',
      messages: 10,
      lag: 0,
    })
  })

  test('stopped before it began is no failure', async () => {
    expect(await run({ follow: true, json: true }, AbortSignal.abort())).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ stop: 'stopped', messages: 0, run: null })
  })

  test.each([
    [{ limit: '0' }, '--limit'],
    [{ seconds: '1.5' }, '--seconds'],
    [{ poll: '0' }, '--poll'],
    [{ poll: '' }, '--poll'],
    [{ poll: 'Infinity' }, '--poll'],
    [{ from: 'yesterday' }, '--from'],
    [{ from: '42' }, '--from'],
    [{ retain: ['7'] }, '--retain'],
    [{ metricsPort: 'x' }, '--metrics-port'],
  ])('%o is refused before anything is made', async (flags, flag) => {
    await expect(run(flags)).rejects.toMatchObject({ code: 'FLAG_INVALID', details: { flag } })
    expect(out + err).toBe('')
  })

  test('rejects where the topic is not there', async () => {
    await expect(
      collectTopic(
        'mesage',
        { schema: 'students', db: join(folder, 'a.db') },
        { out: into((text) => (out += text)), err: into((text) => (err += text)) },
        new AbortController().signal,
      ),
    ).rejects.toMatchObject({ code: 'CAPTURE_TOPIC_ABSENT' })
    expect(err).toBe('')
  })
})
