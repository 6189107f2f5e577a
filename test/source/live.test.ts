import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { carnetError, CarnetError } from '../../src/errors'
import { readCapture } from '../../src/source/capture/read'
import { liveSource } from '../../src/source/live'
import { replaySource } from '../../src/source/replay'
import { type Source } from '../../src/source/source'
import { chunkOf, fakeClient, students, tempFolder, TOPIC, type FakeRead } from './support'

const chunks = [chunkOf(students(0, 0, 3)), chunkOf(students(1, 5, 9)), chunkOf(students(0, 3, 6))]
const gone = carnetError('PARAM_MALFORMED', { text: 'stands for any failure of the cluster' })
const emitter: NodeJS.EventEmitter = process
const interrupt = (): boolean => emitter.emit('carnet:interrupt')

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

const failureOf = async (work: Promise<unknown>): Promise<CarnetError> => {
  const e = await work.then(
    () => undefined,
    (error: unknown) => error,
  )
  if (!(e instanceof CarnetError)) throw new Error(`not a CarnetError: ${String(e)}`)
  return e
}

describe('a live read', () => {
  test('gives the messages, and keeps them as a capture', async () => {
    const batch = await live({ chunks }).read(TOPIC)
    const [name] = readdirSync(captures)
    expect(name).toBe('message-20241201T080000000Z.kcap')
    const file = join(captures, name)
    expect(batch.length).toBe(10)
    expect([...batch].map((r) => [r.partition, r.offset])).toEqual([
      ...[0n, 1n, 2n, 3n, 4n, 5n].map((o) => [0, o]),
      ...[5n, 6n, 7n, 8n].map((o) => [1, o]),
    ])
    expect(batch.provenance).toEqual({
      kind: 'provenance',
      topics: [TOPIC],
      clusterId: 'abc',
      ranges: batch.summary.ranges,
      messages: 10,
      readAt: '2024-12-01T08:00:00.000Z',
      origin: 'live',
      capture: { file: name, sha256: createHash('sha256').update(readFileSync(file)).digest('hex') },
    })
    const { manifest } = await readCapture(file)
    expect(manifest).toEqual({
      topics: [{ topic: TOPIC, settings: { 'retention.ms': '-1' }, info: null }],
      clusterId: 'abc',
      readAt: '2024-12-01T08:00:00.000Z',
      summary: batch.summary,
    })
  })

  test('and its replay are the same but for their origin', async () => {
    const batch = await live({ chunks }).read(TOPIC)
    const again = await replaySource(join(captures, batch.provenance.capture?.file ?? '')).read(TOPIC)
    expect(again.records()).toEqual(batch.records())
    expect(again.summary).toEqual(batch.summary)
    expect(again.provenance).toEqual({ ...batch.provenance, origin: 'replay' })
  })

  test('notes the line of the topic table that was looked at before', async () => {
    const source = live({ chunks })
    const { topics } = await source.topics()
    await source.read(TOPIC)
    const { manifest } = await readCapture(join(captures, readdirSync(captures)[0]))
    expect(manifest.topics[0].info).toEqual(topics[0])
  })

  test('of an empty topic is a capture too, and a second read in the same moment another', async () => {
    const source = live({})
    expect((await source.read(TOPIC)).length).toBe(0)
    await source.read(TOPIC)
    expect(readdirSync(captures)).toEqual([
      'message-20241201T080000000Z-2.kcap',
      'message-20241201T080000000Z.kcap',
    ])
  })

  test('passes the limit on, and refuses one that is none', async () => {
    const source = live({ chunks })
    expect((await source.read(TOPIC, { limit: 1 })).summary.stop).toBe('limit')
    for (const limit of [-1, 1.5, NaN])
      expect((await failureOf(source.read(TOPIC, { limit }))).code).toBe('READ_OPTION_INVALID')
  })

  test('that is interrupted keeps what was read, and stops listening', async () => {
    const batch = await live({ chunks, before: (i) => void (i === 1 && interrupt()) }).read(TOPIC)
    expect(batch.summary).toMatchObject({ stop: 'interrupted', records: 3 })
    expect((await readCapture(join(captures, readdirSync(captures)[0]))).chunks).toEqual(chunks.slice(0, 1))
    expect(emitter.listenerCount('carnet:interrupt')).toBe(0)
  })

  test('ends by its signal, given before or during the read', async () => {
    const controller = new AbortController()
    const source = live({ chunks, before: (i) => void (i === 2 && controller.abort()) })
    const during = await source.read(TOPIC, { signal: controller.signal })
    expect(during.summary).toMatchObject({ stop: 'interrupted', records: 7 })
    const before = await source.read(TOPIC, { signal: controller.signal })
    expect(before.summary).toMatchObject({ stop: 'interrupted', records: 0 })
  })

  test('an interrupt that came before it does not reach it', async () => {
    const source = live({ chunks })
    const read = source.read(TOPIC)
    interrupt()
    expect((await read).summary.stop).toBe('end')
  })
})

describe('a live read that fails', () => {
  test('after its first messages keeps them, and says where', async () => {
    const e = await failureOf(live({ chunks, failure: gone }).read(TOPIC))
    const [name] = readdirSync(captures)
    expect(e).toMatchObject({ code: 'READ_BROKEN', cause: gone, details: { topic: TOPIC, messages: 10 } })
    expect(e.message).toContain(join(captures, name))
    const capture = await readCapture(join(captures, name))
    expect(capture.chunks).toEqual(chunks)
    expect(capture.manifest.summary).toMatchObject({
      stop: 'interrupted',
      records: 10,
      notes: [`The read broke off: ${gone.what}`],
    })
    expect(emitter.listenerCount('carnet:interrupt')).toBe(0)
  })

  test('before its first message leaves no file', async () => {
    const e = await failureOf(live({ failure: gone }).read(TOPIC))
    expect(e).toBe(gone)
    expect(readdirSync(captures)).toEqual([])
  })

  test('names the last capture of the topic, with its date; its code stays', async () => {
    const source = live({ chunks })
    await source.read(TOPIC)
    const file = join(captures, readdirSync(captures)[0])
    const dead = liveSource(fakeClient({ unreachable: gone }), { captures })
    const e = await failureOf(dead.read(TOPIC))
    expect(e).toMatchObject({ code: gone.code, what: gone.what })
    expect(e.todo).toBe(
      `${gone.todo} To work without the broker, set CARNET_REPLAY=${file}: the last capture, ` +
        '10 messages of message, read 2024-12-01T08:00:00.000Z.',
    )
    expect((await failureOf(dead.topics())).todo).toContain(file)
    expect(await failureOf(dead.read('another'))).toBe(gone)
    expect(readdirSync(captures)).toHaveLength(1)
  })

  test('where the captures cannot be written says so, and offers nothing', async () => {
    const source = live({ chunks })
    mkdirSync(join(captures, '..'), { recursive: true })
    writeFileSync(captures, 'a file where the folder should be')
    expect((await failureOf(source.read(TOPIC))).code).toBe('CAPTURE_NOT_WRITTEN')
  })
})

test('a live source says what it is', async () => {
  const source = live({})
  expect([source.kind, source.label]).toEqual(['live', 'Kafka at kafka.example:9092'])
  expect(await source.checkup(TOPIC)).toMatchObject({ ok: true, target: TOPIC })
  await source.close()
})
