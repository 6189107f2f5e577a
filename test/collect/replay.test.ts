import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { encodeChunk } from '../../src/kafka/encode'
import { type KafkaRecord } from '../../src/record'
import { writeNdjson } from '../../src/source/capture/ndjson-write'
import { replaySource } from '../../src/source/replay'
import { type Source } from '../../src/source/source'
import { manifestOf } from '../source/support'
import { FakeTopic, student } from './fake-topic'
import { collectAll, rowsByOffset, tempFolder, tempStore } from './support'

/** What the topic holds from an offset on, as a capture. */
async function captureOf(
  topic: FakeTopic,
  from = 0n,
  clusterId: string | null = 'cluster-1',
): Promise<Source> {
  const records: KafkaRecord[] = topic.records().filter((r) => r.offset >= from)
  const chunks = [encodeChunk('message', 0, records)]
  const file = join(tempFolder(), 'a.ndjson')
  const opening = { topics: [{ topic: 'message', settings: {}, info: null }], clusterId }
  await writeNdjson(file, { ...manifestOf(chunks), ...opening }, chunks)
  return replaySource(file)
}

const filled = (count: number): FakeTopic => {
  const topic = new FakeTopic('message')
  for (let i = 0; i < count; i++) topic.send(0, student(18 + i))
  return topic
}

describe('a collection from a capture', () => {
  test('stores what it holds, ends there though it follows, and the cluster goes on after it', async () => {
    const topic = filled(5)
    const store = tempStore()
    const capture = await captureOf(topic)
    expect(await collectAll(capture, store, { follow: true })).toMatchObject({
      messages: 5,
      stop: 'end',
      lag: 0,
    })
    expect(await collectAll(capture, store)).toMatchObject({ messages: 0 })
    topic.send(0, student(60))
    expect(await collectAll(topic, store)).toMatchObject({ messages: 1, generation: 1 })
    expect(rowsByOffset(store)).toHaveLength(6)
  })

  test('adds nothing where the capture is an older one', async () => {
    const topic = filled(3)
    const older = await captureOf(topic)
    topic.send(0, student(40), student(41))
    const store = tempStore()
    await collectAll(topic, store)
    expect(await collectAll(older, store)).toMatchObject({ messages: 0, generation: 1, lag: 0, gaps: [] })
  })

  test('is another generation where its messages are others', async () => {
    const topic = filled(3)
    const store = tempStore()
    await collectAll(topic, store)
    topic.make(1)
    topic.send(0, student(70), student(71), student(72), student(73))
    expect(await collectAll(await captureOf(topic), store)).toMatchObject({ messages: 4, generation: 2 })
  })

  test('is refused where offsets between the database and the capture are in neither', async () => {
    const topic = filled(3)
    const store = tempStore()
    await collectAll(topic, store)
    topic.send(0, student(40), student(41), student(42))
    const later = await captureOf(topic, 5n)
    await expect(collectAll(later, store)).rejects.toMatchObject({
      code: 'COLLECT_CAPTURE_APART',
      details: { topic: 'message', partition: 0, next: '3', start: '5' },
    })
    expect(rowsByOffset(store)).toHaveLength(3)
    expect(await collectAll(topic, store)).toMatchObject({ messages: 3 })
  })

  test('of a cluster without an id', async () => {
    const store = tempStore()
    const capture = await captureOf(filled(2), 0n, null)
    expect(await collectAll(capture, store)).toMatchObject({ messages: 2 })
    expect(await collectAll(capture, store)).toMatchObject({ messages: 0 })
  })

  test('rejects for a topic that it does not hold', async () => {
    const capture = await captureOf(filled(2))
    await expect(capture.extent('other')).rejects.toMatchObject({ code: 'CAPTURE_TOPIC_ABSENT' })
    expect(await capture.extent('message')).toEqual({
      clusterId: 'cluster-1',
      partitions: [{ partition: 0, start: 0n, end: 2n }],
    })
  })
})
