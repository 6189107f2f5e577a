import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, afterEach, describe, expect, test } from 'vitest'
import { carnetError } from '../../src/errors'
import { type Batch } from '../../src/source/batch'
import { type BoundedRead } from '../../src/source/bounded'
import { readCapture } from '../../src/source/capture/read'
import { liveSource } from '../../src/source/live'
import { replaySource } from '../../src/source/replay'
import { type Source } from '../../src/source/source'
import { batchStream, type BatchStream } from '../../src/source/stream'
import { chunkOf, fakeClient, students, tempFolder, TOPIC, type FakeRead } from './support'

const chunks = [chunkOf(students(0, 0, 3)), chunkOf(students(1, 5, 9)), chunkOf(students(0, 3, 6))]
const gone = carnetError('PARAM_MALFORMED', { text: 'stands for any failure of the cluster' })
const emitter: NodeJS.EventEmitter = process

let captures: string
beforeEach(() => {
  process.env.SOURCE_DATE_EPOCH = '1733040000'
})
afterEach(() => {
  delete process.env.SOURCE_DATE_EPOCH
})

function live(read: FakeRead): Source {
  captures = join(tempFolder(), 'captures')
  return liveSource(fakeClient(read), { captures })
}

async function all(stream: BatchStream): Promise<Batch[]> {
  const batches: Batch[] = []
  for await (const batch of stream) batches.push(batch)
  return batches
}
const offsets = (batches: readonly Batch[]): bigint[] => batches.flatMap((b) => [...b].map((r) => r.offset))
const captured = () => readCapture(join(captures, readdirSync(captures)[0]))

describe('a stream', () => {
  test('gives a batch for each chunk, with its own range, and the whole of it in the end', async () => {
    const stream = live({ chunks }).stream(TOPIC)
    expect([stream.kind, stream.topics, stream.summary, stream.provenance]).toEqual([
      'stream',
      [TOPIC],
      null,
      null,
    ])
    const batches = await all(stream)
    expect(offsets(batches)).toEqual([0n, 1n, 2n, 5n, 6n, 7n, 8n, 3n, 4n, 5n])
    expect(batches[1]).toMatchObject({
      kind: 'batch',
      topics: [TOPIC],
      length: 4,
      summary: { stop: 'part', records: 4, ranges: [{ topic: TOPIC, partition: 1, from: 5n, to: 9n }] },
      provenance: { messages: 4, origin: 'live', capture: null },
    })
    expect(stream.summary).toMatchObject({ stop: 'end', records: 10 })
    expect(stream.provenance).toMatchObject({ messages: 10, capture: { file: readdirSync(captures)[0] } })
    expect((await captured()).chunks).toEqual(chunks)
  })

  test('and read() of the same give the same messages and the same capture', async () => {
    const source = live({ chunks })
    const stream = source.stream(TOPIC)
    const batches = await all(stream)
    const whole = await source.read(TOPIC)
    expect([...whole].map((r) => r.offset).sort()).toEqual(offsets(batches).sort())
    expect(stream.summary).toEqual(whole.summary)
    const [a, b] = await Promise.all(
      readdirSync(captures).map(async (name) => (await readCapture(join(captures, name))).sha256),
    )
    expect(a).toBe(b)
  })

  test('begins when it is iterated, and is read once', async () => {
    let reads = 0
    const stream = live({ chunks, before: (i) => void (i === 0 && reads++) }).stream(TOPIC)
    await new Promise((resolve) => setImmediate(resolve))
    expect(reads).toBe(0)
    await all(stream)
    expect(reads).toBe(1)
    await expect(all(stream)).rejects.toMatchObject({ code: 'STREAM_SPENT', details: { topics: [TOPIC] } })
    expect(reads).toBe(1)
  })

  test('waits with the next chunk until the batch is done with', async () => {
    const events: string[] = []
    const stream = live({ chunks, before: (i) => void events.push(`chunk ${i}`) }).stream(TOPIC)
    let n = 0
    for await (const batch of stream) {
      events.push(`batch ${n} of ${batch.length}`)
      await new Promise((resolve) => setTimeout(resolve, 5))
      events.push(`done ${n++}`)
    }
    expect(events).toEqual([
      'chunk 0',
      'batch 0 of 3',
      'done 0',
      'chunk 1',
      'batch 1 of 4',
      'done 1',
      'chunk 2',
      'batch 2 of 3',
      'done 2',
    ])
  })

  test('that is left by break ends there, and keeps what was given', async () => {
    const stream = live({ chunks }).stream(TOPIC)
    const seen: Batch[] = []
    for await (const batch of stream) {
      seen.push(batch)
      if (seen.length === 2) break
    }
    expect(stream.summary).toMatchObject({ stop: 'interrupted', records: 7 })
    const { manifest, chunks: kept } = await captured()
    expect(kept).toEqual(chunks.slice(0, 2))
    expect(manifest.summary).toMatchObject({ stop: 'interrupted', records: 7 })
    expect(emitter.listenerCount('carnet:interrupt')).toBe(0)
  })

  test('that is left by an error ends, too, and the error comes as it is', async () => {
    const mine = new Error('mine')
    const stream = live({ chunks }).stream(TOPIC)
    const failing = (async () => {
      for await (const batch of stream) throw batch.length === 3 ? mine : new Error('another')
    })()
    await expect(failing).rejects.toBe(mine)
    expect((await captured()).manifest.summary.records).toBe(3)
  })

  test('that is interrupted ends after the batch at hand', async () => {
    const stream = live({ chunks }).stream(TOPIC)
    let n = 0
    for await (const batch of stream) {
      expect(batch.length).toBe(3)
      if (++n === 1) emitter.emit('carnet:interrupt')
    }
    expect(n).toBe(1)
    expect(stream.summary).toMatchObject({ stop: 'interrupted', records: 3 })
    expect(emitter.listenerCount('carnet:interrupt')).toBe(0)
  })

  test('ends by its signal', async () => {
    const controller = new AbortController()
    const stream = live({ chunks }).stream(TOPIC, { signal: controller.signal })
    for await (const batch of stream) if (batch.length === 4) controller.abort()
    expect(stream.summary).toMatchObject({ stop: 'interrupted', records: 7 })
    const before = live({ chunks }).stream(TOPIC, { signal: AbortSignal.abort() })
    expect(await all(before)).toEqual([])
    expect(before.summary).toMatchObject({ stop: 'interrupted', records: 0 })
  })

  test('that breaks off gives what came before, then the error', async () => {
    const stream = live({ chunks, failure: gone }).stream(TOPIC)
    const seen: Batch[] = []
    const reading = (async () => {
      for await (const batch of stream) seen.push(batch)
    })()
    await expect(reading).rejects.toMatchObject({ code: 'READ_BROKEN', cause: gone })
    expect(seen).toHaveLength(3)
    expect(stream.summary).toBeNull()
    expect((await captured()).chunks).toEqual(chunks)
  })

  test('of a broker that is not there fails at the first batch', async () => {
    await expect(all(live({ unreachable: gone }).stream(TOPIC))).rejects.toBe(gone)
  })

  test('of nothing is empty', async () => {
    const stream = live({}).stream(TOPIC)
    expect(await all(stream)).toEqual([])
    expect(stream.summary).toMatchObject({ stop: 'end', records: 0 })
  })

  test('refuses wrong options at once', () => {
    const source = live({ chunks })
    expect(() => source.stream(TOPIC, { limit: -1 })).toThrow(
      expect.objectContaining({ code: 'READ_OPTION_INVALID' }) as Error,
    )
    expect(() => source.stream([])).toThrow(expect.objectContaining({ code: 'READ_OPTION_INVALID' }) as Error)
  })

  test('without a capture leaves no file', async () => {
    const stream = live({ chunks }).stream(TOPIC, { capture: false })
    expect(offsets(await all(stream))).toHaveLength(10)
    expect(stream.provenance?.capture).toBeNull()
    expect(() => readdirSync(captures)).toThrow('ENOENT')
  })

  test('of a capture is the same', async () => {
    const stream = live({ chunks }).stream(TOPIC)
    const batches = await all(stream)
    const again = replaySource(join(captures, readdirSync(captures)[0])).stream(TOPIC)
    expect(offsets(await all(again))).toEqual(offsets(batches))
    expect(again.summary).toEqual(stream.summary)
    expect(again.provenance).toEqual({ ...stream.provenance, origin: 'replay' })
  })
})

test('a stream that nobody goes on with holds no more than one batch', async () => {
  let given = 0
  const read: BoundedRead = async (take, signal) => {
    const [batch] = await all(live({ chunks }).stream(TOPIC))
    while (!signal.aborted) {
      given++
      await take(batch)
    }
    return { summary: batch.summary, provenance: batch.provenance }
  }
  const stream = batchStream([TOPIC], read, undefined)
  const batches = stream[Symbol.asyncIterator]()
  await batches.next()
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(given).toBe(1)
  await batches.next()
  expect(given).toBe(2)
  await batches.return?.()
  expect(stream.summary).not.toBeNull()
})
