import { join } from 'node:path'
import { Writable } from 'node:stream'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { describe as describeTopic } from '../../src/cli/describe'
import { topics } from '../../src/cli/topics'
import { projectRoot } from '../../src/machine'

let printed: string
const terminal = {
  out: new Writable({
    write(chunk, _encoding, done) {
      printed += String(chunk)
      done()
    },
  }),
  err: new Writable(),
}

beforeEach(() => {
  printed = ''
  vi.stubEnv('CARNET_REPLAY', join(projectRoot(), 'data', 'students.ndjson'))
  vi.stubEnv('CARNET_LANG', 'en')
})

describe('carnet topics', () => {
  test('as a table', async () => {
    expect(await topics({}, terminal)).toBe(0)
    expect(printed).toMatch(/^1 topic\n/)
    expect(printed).toMatch(/^message +1 +1 /m)
    expect(printed).not.toContain('--internal')
  })

  test('for a program', async () => {
    expect(await topics({ json: true }, terminal)).toBe(0)
    expect(JSON.parse(printed)).toMatchObject({
      kind: 'topics',
      topics: [{ topic: 'message', messages: 10, hidden: { bytes: 'not kept' } }],
    })
  })
})

describe('carnet describe', () => {
  test('as text', async () => {
    expect(await describeTopic({ topic: 'message' }, terminal)).toBe(0)
    expect(printed).toMatch(/^Topic message \(as a capture of 2024-12-10 /)
    expect(printed).toMatch(/^JSON object +10 +████████ 100%$/m)
  })

  test('for a program: offsets are text', async () => {
    expect(await describeTopic({ topic: 'message', sample: 3, json: true }, terminal)).toBe(0)
    expect(JSON.parse(printed)).toMatchObject({
      kind: 'description',
      partitions: [{ partition: 0, start: '0', end: '10', messages: 10 }],
      sample: { messages: 3, ranges: [{ from: '7', to: '10' }] },
    })
  })

  test('what is wrong is said', async () => {
    await expect(describeTopic({ topic: 'mesage' }, terminal)).rejects.toMatchObject({
      code: 'CAPTURE_TOPIC_ABSENT',
    })
    await expect(describeTopic({ topic: 'message', sample: NaN }, terminal)).rejects.toMatchObject({
      code: 'READ_OPTION_INVALID',
    })
    expect(printed).toBe('')
  })
})
