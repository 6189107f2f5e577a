import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { writeNdjson } from '../../src/source/capture/ndjson-write'
import { replaySource } from '../../src/source/replay'
import { type Source } from '../../src/source/source'
import { chunkOf, manifestOf, opening, students, tempFolder, TOPIC } from './support'

const chunks = [chunkOf(students(0, 0, 4), 6n), chunkOf(students(1, 2, 5))]
let file: string
let source: Source
beforeEach(async () => {
  file = join(tempFolder(), 'a.ndjson')
  await writeNdjson(
    file,
    {
      ...manifestOf(chunks),
      topics: [
        { topic: TOPIC, settings: { 'cleanup.policy': 'compact', 'retention.ms': '604800000' }, info: null },
      ],
    },
    chunks,
  )
  source = replaySource(file)
})

describe('a replay', () => {
  test('gives the messages with the date of the capture', async () => {
    const batch = await source.read(TOPIC)
    expect(batch.length).toBe(7)
    expect(batch.summary).toMatchObject({ stop: 'end', records: 7, missing: 2 })
    expect(batch.provenance).toMatchObject({
      origin: 'replay',
      readAt: opening.readAt,
      messages: 7,
      clusterId: 'abc',
      capture: { file: 'a.ndjson', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string },
    })
    expect([source.kind, source.label]).toEqual(['replay', 'replay of the capture a.ndjson'])
  })

  test.each([
    [0, [], [0n, 2n], 0],
    [1, [0n], [1n, 2n], 0],
    [4, [0n, 1n, 2n, 3n], [4n, 2n], 0],
    [5, [0n, 1n, 2n, 3n, 2n], [6n, 3n], 2],
  ])('keeps to a limit of %i', async (limit, offsets, ends, missing) => {
    const batch = await source.read(TOPIC, { limit })
    expect([...batch].map((r) => r.offset)).toEqual(offsets)
    expect(batch.length).toBe(limit)
    expect(batch.summary.ranges.map((r) => r.to)).toEqual(ends)
    expect(batch.summary).toMatchObject({ stop: 'limit', records: limit, missing })
    expect(batch.summary.plan.map((r) => r.to)).toEqual([6n, 5n])
    expect(batch.provenance.messages).toBe(limit)
  })

  test('a limit that is not reached changes nothing', async () => {
    expect((await source.read(TOPIC, { limit: 7 })).summary).toEqual((await source.read(TOPIC)).summary)
    await expect(source.read(TOPIC, { limit: -1 })).rejects.toMatchObject({ code: 'READ_OPTION_INVALID' })
  })

  test('ends by a signal', async () => {
    const batch = await source.read(TOPIC, { signal: AbortSignal.abort() })
    expect(batch.summary).toMatchObject({ stop: 'interrupted', records: 0 })
  })

  test('names what it holds when asked for another topic', async () => {
    await expect(source.read('messages')).rejects.toMatchObject({
      code: 'CAPTURE_TOPIC_ABSENT',
      details: { file: 'a.ndjson', topic: 'messages', held: [TOPIC] },
    })
  })

  test('shows its topic as far as the capture knows it', async () => {
    expect(await source.topics()).toEqual({
      kind: 'topics',
      topics: [
        {
          topic: TOPIC,
          partitions: 2,
          replication: null,
          minInSyncReplicas: null,
          retentionHours: 168,
          retentionBytes: null,
          cleanupPolicy: 'compact',
          messages: 9,
          bytes: null,
          firstTimestamp: null,
          lastTimestamp: null,
          internal: false,
          hidden: {
            minInSyncReplicas: 'not kept',
            retentionBytes: 'not kept',
            bytes: 'not kept',
            firstTimestamp: 'not kept',
            lastTimestamp: 'not kept',
          },
        },
      ],
    })
  })

  test('can be read again after it was closed', async () => {
    await source.read(TOPIC)
    await source.close()
    expect((await source.read(TOPIC)).length).toBe(7)
  })
})

describe('the check-up of a replay', () => {
  test('looks at the capture and the topic', async () => {
    const checkup = await source.checkup(TOPIC)
    expect(checkup).toMatchObject({
      kind: 'checkup',
      ok: true,
      target: 'a.ndjson, topic message',
      failure: null,
    })
    expect(checkup.steps.map(({ layer, status, detail }) => [layer, status, detail])).toEqual([
      ['capture', 'ok', '7 messages of message, read 2024-12-01T08:00:00.000Z'],
      ['topic', 'ok', '2 partitions'],
    ])
    expect((await source.checkup()).steps.map((s) => s.layer)).toEqual(['capture'])
  })

  test('fails for another topic', async () => {
    const checkup = await source.checkup('x')
    expect(checkup).toMatchObject({ ok: false, failure: { code: 'CAPTURE_TOPIC_ABSENT' } })
    expect(checkup.steps.map((s) => s.status)).toEqual(['ok', 'failed'])
  })

  test('fails, without throwing, for a capture that cannot be read', async () => {
    writeFileSync(file, '{"a":')
    const checkup = await replaySource(file).checkup(TOPIC)
    expect(checkup).toMatchObject({ ok: false, failure: { code: 'CAPTURE_LINE_INVALID' } })
    expect(checkup.steps.map((s) => [s.layer, s.status])).toEqual([
      ['capture', 'failed'],
      ['topic', 'skipped'],
    ])
  })
})

test('a capture that is not there is told at once', () => {
  expect(() => replaySource('/none/a.kcap')).toThrow(expect.objectContaining({ code: 'CAPTURE_MISSING' }))
})
