import { mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { join } from 'node:path'
import { PassThrough, Writable } from 'node:stream'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type Metrics, type MetricsOptions, openMetrics } from '../../src/collect/metrics'
import { LinePace, metricsLine } from '../../src/collect/metrics-lines'
import { METRICS_TYPE, metricsText } from '../../src/collect/metrics-text'
import { type CollectProgress } from '../../src/collect/progress'
import { testFolder } from '../support/folders'

const AT = Date.UTC(2026, 10, 24, 16)
const subject = { topic: 'message', schema: 'students' }

const progressOf = (more: Partial<CollectProgress> = {}): CollectProgress => ({
  at: AT,
  state: 'reading',
  messages: 10,
  rows: 11,
  rejects: 1,
  bytes: 1234,
  rate: 3.14159,
  lag: 5,
  positions: [
    { partition: 0, next: 6n, end: 6n },
    { partition: 1, next: 9_007_199_254_740_993n, end: 9_007_199_254_740_998n },
  ],
  ...more,
})

describe('a line', () => {
  test('is JSON with every digit of an offset', () => {
    expect(metricsLine(subject, progressOf())).toBe(
      '{"at":"2026-11-24T16:00:00.000Z","topic":"message","schema":"students","state":"reading","messages":10,' +
        '"rows":11,"rejects":1,"bytes":1234,"rate":3.1,"lag":5,"positions":[{"partition":0,"next":6,"end":6},' +
        '{"partition":1,"next":9007199254740993,"end":9007199254740998}]}\n',
    )
  })

  test('before the first look tells no lag and no partitions, whatever the names', () => {
    const odd = { topic: 'a"b\\c\nd', schema: '__proto__' }
    const line = metricsLine(odd, progressOf({ lag: null, positions: [] }))
    expect(line.split('\n')).toHaveLength(2)
    expect(JSON.parse(line)).toMatchObject({ topic: odd.topic, schema: odd.schema, lag: null, positions: [] })
  })

  test('is due at first, at the first messages, at a change of state, and once a second', () => {
    const pace = new LinePace()
    const steps: [Partial<CollectProgress>, boolean][] = [
      [{ at: AT, messages: 0, state: 'waiting' }, true],
      [{ at: AT + 10, messages: 0, state: 'waiting' }, false],
      [{ at: AT + 20, messages: 5, state: 'waiting' }, true],
      [{ at: AT + 30, messages: 9, state: 'waiting' }, false],
      [{ at: AT + 40, messages: 9, state: 'unreachable' }, true],
      [{ at: AT + 1039, messages: 9, state: 'unreachable' }, false],
      [{ at: AT + 1040, messages: 9, state: 'unreachable' }, true],
      [{ at: AT + 1041, messages: 9, state: 'stopped' }, true],
    ]
    for (const [step, isDue] of steps) expect([step, pace.isDue(progressOf(step))]).toEqual([step, isDue])
  })
})

describe('the text for Prometheus', () => {
  const usage = { resident: 100_000_000, cpuSeconds: 1.5, started: 1_764_000_000.25 }

  test('has a family for each figure', () => {
    expect(metricsText(subject, progressOf(), usage)).toMatchInlineSnapshot(`
      "# HELP carnet_collect_messages_total Messages stored since the collection began.
      # TYPE carnet_collect_messages_total counter
      carnet_collect_messages_total{topic="message",schema="students"} 10
      # HELP carnet_collect_rows_total Rows that the messages became.
      # TYPE carnet_collect_rows_total counter
      carnet_collect_rows_total{topic="message",schema="students"} 11
      # HELP carnet_collect_rejects_total Messages, or rows within one, that could not become rows.
      # TYPE carnet_collect_rejects_total counter
      carnet_collect_rejects_total{topic="message",schema="students"} 1
      # HELP carnet_collect_bytes_total Bytes of record batches, as the brokers keep them.
      # TYPE carnet_collect_bytes_total counter
      carnet_collect_bytes_total{topic="message",schema="students"} 1234
      # HELP carnet_collect_next_offset The next offset to read.
      # TYPE carnet_collect_next_offset gauge
      carnet_collect_next_offset{topic="message",schema="students",partition="0"} 6
      carnet_collect_next_offset{topic="message",schema="students",partition="1"} 9007199254740993
      # HELP carnet_collect_end_offset Where the partition ended when it was last looked at.
      # TYPE carnet_collect_end_offset gauge
      carnet_collect_end_offset{topic="message",schema="students",partition="0"} 6
      carnet_collect_end_offset{topic="message",schema="students",partition="1"} 9007199254740998
      # HELP carnet_collect_lag_offsets Offsets from the next one to the end: how far behind the collection is.
      # TYPE carnet_collect_lag_offsets gauge
      carnet_collect_lag_offsets{topic="message",schema="students",partition="0"} 0
      carnet_collect_lag_offsets{topic="message",schema="students",partition="1"} 5
      # HELP carnet_collect_state What the collection is doing: 1 for the state it is in.
      # TYPE carnet_collect_state gauge
      carnet_collect_state{topic="message",schema="students",state="reading"} 1
      carnet_collect_state{topic="message",schema="students",state="waiting"} 0
      carnet_collect_state{topic="message",schema="students",state="unreachable"} 0
      carnet_collect_state{topic="message",schema="students",state="stopped"} 0
      # HELP carnet_collect_last_progress_timestamp_seconds When these figures were taken, since unix epoch.
      # TYPE carnet_collect_last_progress_timestamp_seconds gauge
      carnet_collect_last_progress_timestamp_seconds{topic="message",schema="students"} 1795536000
      # HELP process_resident_memory_bytes Resident memory size in bytes.
      # TYPE process_resident_memory_bytes gauge
      process_resident_memory_bytes 100000000
      # HELP process_cpu_seconds_total Total user and system CPU time spent in seconds.
      # TYPE process_cpu_seconds_total counter
      process_cpu_seconds_total 1.5
      # HELP process_start_time_seconds Start time of the process since unix epoch in seconds.
      # TYPE process_start_time_seconds gauge
      process_start_time_seconds 1764000000.25
      "
    `)
  })

  test('of a collection that has made no progress is of its process alone', () => {
    const text = metricsText(subject, null, usage)
    expect(text).not.toContain('carnet_collect')
    expect(text).toContain('\nprocess_resident_memory_bytes 100000000\n')
  })

  test('leaves a family without samples out, and no lag is below zero', () => {
    const none = metricsText(subject, progressOf({ positions: [] }), usage)
    expect(none).not.toContain('offset')
    const behind = progressOf({ positions: [{ partition: 0, next: 9n, end: 7n }] })
    expect(metricsText(subject, behind, usage)).toContain('partition="0"} 0\n')
  })

  test('is in the grammar of the format, whatever the names', () => {
    const odd = { topic: 'a"b\\c\nd é', schema: 'constructor' }
    const text = metricsText(odd, progressOf(), usage)
    const name = '[a-zA-Z_:][a-zA-Z0-9_:]*'
    const label = `[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\\\\n]|\\\\["\\\\n])*"`
    const sample = new RegExp(`^(${name})(?:\\{${label}(?:,${label})*\\})? -?[0-9.e+]+$`)
    let family = ''
    const seen = new Set<string>()
    for (const line of text.trimEnd().split('\n')) {
      const [, help] = /^# HELP (\S+) \S/.exec(line) ?? []
      if (help) {
        expect(seen.has(help)).toBe(false)
        seen.add((family = help))
      } else if (line.startsWith('#')) expect(line).toMatch(new RegExp(`^# TYPE ${family} (counter|gauge)$`))
      else expect(sample.exec(line)?.[1]).toBe(family)
    }
    expect(text.endsWith('\n')).toBe(true)
    expect(text).toContain(String.raw`topic="a\"b\\c\nd é",schema="constructor"`)
  })
})

describe('opened', () => {
  const said: string[] = []
  async function opened(options: Partial<MetricsOptions>): Promise<Metrics> {
    said.length = 0
    const metrics = await openMetrics(subject, {
      out: new PassThrough(),
      say: (sentence) => said.push(sentence),
      ...options,
    })
    onTestFinished(() => metrics.close())
    return metrics
  }
  const linesOf = (text: string): unknown[] =>
    text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => (JSON.parse(line) as CollectProgress).messages)

  test('for nothing it does nothing', async () => {
    const out = new PassThrough()
    const metrics = await opened({ out })
    metrics.update(progressOf())
    expect([metrics.url, out.read()]).toEqual([null, null])
  })

  test('adds lines to a file, also to one that was moved away', async () => {
    const folder = testFolder()
    const file = join(folder, 'm.ndjson')
    const metrics = await opened({ file })
    metrics.update(progressOf({ messages: 1 }))
    metrics.update(progressOf({ messages: 2 }))
    renameSync(file, `${file}.1`)
    metrics.update(progressOf({ messages: 3, at: AT + 1000 }))
    expect([`${file}.1`, file].map((f) => linesOf(readFileSync(f, 'utf8')))).toEqual([[1], [3]])
    const again = await opened({ file })
    again.update(progressOf({ messages: 4 }))
    expect(linesOf(readFileSync(file, 'utf8'))).toEqual([3, 4])
  })

  test('a file that cannot be written is refused at first, and told once later', async () => {
    const folder = testFolder()
    await expect(opened({ file: join(folder, 'none', 'm') })).rejects.toMatchObject({
      code: 'METRICS_FILE_FAILED',
    })
    const away = join(folder, 'away')
    mkdirSync(away)
    const metrics = await opened({ file: join(away, 'm') })
    rmSync(away, { recursive: true })
    for (const n of [1, 2, 3]) metrics.update(progressOf({ messages: n, at: AT + 1000 * n }))
    expect(said).toEqual([expect.stringMatching(/^Metrics cannot be written to ".*m" for now: ENOENT/)])
    mkdirSync(away)
    metrics.update(progressOf({ messages: 4, at: AT + 4000 }))
    expect(linesOf(readFileSync(join(away, 'm'), 'utf8'))).toEqual([4])
  })

  test('writes lines to standard output, none to a reader that went away or does not keep up', async () => {
    const out = new PassThrough()
    const metrics = await opened({ file: '-', out })
    metrics.update(progressOf({ messages: 1 }))
    expect(linesOf(String(out.read()))).toEqual([1])
    out.destroy(new Error('EPIPE'))
    await new Promise((resolve) => setImmediate(resolve))
    metrics.update(progressOf({ messages: 2, at: AT + 1000 }))

    let taken = 0
    const slow = new Writable({ highWaterMark: 1, write: () => void taken++ })
    const unread = await opened({ file: '-', out: slow })
    for (let n = 1; n < 100; n++) unread.update(progressOf({ messages: n, at: AT + 1000 * n }))
    expect([taken, slow.writableLength < 1000]).toEqual([1, true])
  })

  const ask = (url: string, method = 'GET'): Promise<{ status?: number; type?: string; body: string }> =>
    new Promise((resolve, reject) => {
      const request = httpRequest(url, { method, agent: false }, (response) => {
        let body = ''
        response.setEncoding('utf8').on('data', (piece: string) => (body += piece))
        response.on('end', () =>
          resolve({ status: response.statusCode, type: response.headers['content-type'], body }),
        )
      })
      request.on('error', reject).end()
    })

  test('serves the latest figures at a port of this machine alone', async () => {
    const metrics = await opened({ port: 0 })
    const url = metrics.url ?? ''
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/metrics$/)
    expect((await ask(url)).body).not.toContain('carnet_collect')
    metrics.update(progressOf({ messages: 41 }))
    metrics.update(progressOf({ messages: 42 }))
    expect(await ask(`${url}?x=1`)).toEqual({
      status: 200,
      type: METRICS_TYPE,
      body: expect.stringContaining(
        '\ncarnet_collect_messages_total{topic="message",schema="students"} 42\n',
      ) as string,
    })
    expect(await ask(url, 'HEAD')).toEqual({ status: 200, type: METRICS_TYPE, body: '' })
    expect((await ask(url, 'POST')).status).toBe(405)
    expect(await ask(url.replace('/metrics', '/'))).toMatchObject({
      status: 404,
      body: 'The metrics are at /metrics.\n',
    })
    await metrics.close()
    await expect(ask(url)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  })

  test('a port that is taken is told', async () => {
    const { url } = await opened({ port: 0 })
    const port = Number(new URL(url ?? '').port)
    await expect(opened({ port })).rejects.toMatchObject({
      code: 'METRICS_PORT_FAILED',
      what: `Metrics cannot be served at port ${port} of 127.0.0.1: another program has it.`,
    })
  })
})
