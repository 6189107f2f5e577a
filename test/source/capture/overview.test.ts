import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type KafkaRecord } from '../../../src/record'
import { convertCapture } from '../../../src/source/capture/convert'
import { writeNdjson } from '../../../src/source/capture/ndjson-write'
import { overviewOf } from '../../../src/source/capture/overview'
import { chunkOf, manifestOf, record, students, tempFolder } from '../support'
import { killedCapture } from './killed'

const odd: KafkaRecord[] = [
  { ...record(1, 3, null), key: Buffer.from('k'), timestamp: -1 },
  { ...record(1, 4, 'xyz'), headers: [['é', Buffer.from([0xff])]], timestamp: 2000 },
  { ...record(1, 2n ** 60n, ''), key: Buffer.alloc(0), timestamp: 1000 },
]
const chunks = [chunkOf(students(0, 5, 9), 12n), chunkOf(odd)]

async function captured(name = 'a.ndjson'): Promise<string> {
  const file = join(tempFolder(), name)
  await writeNdjson(file, manifestOf(chunks), chunks)
  return file
}

describe('the overview of a capture', () => {
  test.each(['ndjson', 'kcap'])('counts the messages of each partition of a .%s file', async (form) => {
    const lines = await captured()
    const file = join(tempFolder(), `b.${form}`)
    await convertCapture(lines, file)
    const overview = await overviewOf(file, { messages: 0 })
    expect(overview).toMatchObject({
      kind: 'capture',
      form,
      state: 'whole',
      messages: [],
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      partitions: [
        {
          ...{ topic: 'message', partition: 0, from: 5n, to: 12n, messages: 4, tombstones: 0, keyless: 4 },
          ...{ firstTimestamp: 1_733_040_000_000, lastTimestamp: 1_733_040_000_000 },
          bytes: students(0, 5, 9).reduce((n, r) => n + (r.value?.length ?? 0), 0),
        },
        {
          ...{
            topic: 'message',
            partition: 1,
            from: 3n,
            to: 2n ** 60n + 1n,
            messages: 3,
            tombstones: 1,
            keyless: 1,
          },
          ...{ firstTimestamp: 1000, lastTimestamp: 2000, bytes: 1 + 6, largest: 6 },
        },
      ],
    })
  })

  test.each([
    [{}, [5n, 6n, 7n, 8n, 3n]],
    [{ partition: 1 }, [3n, 4n, 2n ** 60n]],
    [{ partition: 1, offset: 4n }, [4n, 2n ** 60n]],
    [{ offset: 7n }, [7n, 8n, 2n ** 60n]],
    [{ topic: 'message', partition: 0, offset: 9n }, []],
  ])('shows the messages asked for: %o', async (which, offsets) => {
    const { messages } = await overviewOf(await captured(), { messages: 5, ...which })
    expect(messages.map((m) => m.offset)).toEqual(offsets)
    const all = [...students(0, 5, 9), ...odd]
    for (const m of messages) expect(all).toContainEqual(m)
  })

  test('has a line for a partition without messages', async () => {
    const file = join(tempFolder(), 'a.ndjson')
    const ranges = [{ topic: 'message', partition: 2, from: 7n, to: 7n }]
    await writeNdjson(file, manifestOf([], { ranges }), [])
    const { partitions } = await overviewOf(file, { messages: 5 })
    expect(partitions).toMatchObject([
      { partition: 2, messages: 0, firstTimestamp: null, lastTimestamp: null },
    ])
  })

  test('tells what was cut short', async () => {
    const { state, manifest, messages } = await overviewOf(await killedCapture(tempFolder(), 1000), {
      messages: 9,
    })
    expect(state).toBe('cut')
    expect(messages).toEqual(students(0, 0, 3))
    expect(manifest.summary.notes).toEqual([
      expect.stringMatching(/^The capture was cut short: \d+ of its \d+ bytes/),
    ])
  })

  test('names what the capture holds when asked for something else', async () => {
    const file = await captured()
    await expect(overviewOf(file, { messages: 5, partition: 7 })).rejects.toMatchObject({
      code: 'CAPTURE_PARTITION_ABSENT',
      details: { partition: 7, held: [0, 1] },
    })
    await expect(overviewOf(file, { messages: 5, topic: 'constructor' })).rejects.toMatchObject({
      code: 'CAPTURE_TOPIC_ABSENT',
      details: { held: ['message'] },
    })
  })
})
