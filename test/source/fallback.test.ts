import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { carnetError } from '../../src/errors'
import { type Batch } from '../../src/source/batch'
import { LastCapture } from '../../src/source/fallback'
import { liveSource } from '../../src/source/live'
import { type Source } from '../../src/source/source'
import { chunkOf, fakeClient, students, tempFolder, TOPIC, type FakeRead } from './support'

const chunks = [chunkOf(students(0, 0, 3)), chunkOf(students(1, 5, 9))]
const refused = carnetError('BROKER_UNREACHABLE', {
  broker: 'kafka.example:9092',
  reason: 'ECONNREFUSED',
  setting: 'KAFKA_BROKERS',
})
const forbidden = carnetError('TOPIC_FORBIDDEN', { topic: TOPIC, user: 'alice', near: [], known: [] })

let captures: string
let said: string[]
beforeEach(() => {
  captures = join(tempFolder(), 'captures')
  said = []
})

const source = (read: FakeRead, more: { replay?: 'when-unreachable' } = {}): Source =>
  liveSource(fakeClient(read), { captures, say: (line) => said.push(line), ...more })

/** A capture of the topic is there. */
const keep = (): Promise<Batch> => source({ chunks }).read(TOPIC, { quiet: true })

describe('a broker that is gone', () => {
  test('fails, unless the last capture is asked for', async () => {
    await keep()
    await expect(source({ unreachable: refused }).read(TOPIC)).rejects.toMatchObject({ code: refused.code })
    const batch = await source({ unreachable: refused }).read(TOPIC, { replay: 'when-unreachable' })
    expect(batch.length).toBe(7)
    expect(batch.provenance).toMatchObject({ origin: 'replay', capture: { file: readdirSync(captures)[0] } })
    expect(said[0]).toContain(refused.what)
    expect(said[0]).toContain(readdirSync(captures)[0])
  })

  test('is not replaced where the read is told never, nor for what is there now', async () => {
    await keep()
    const dead = source({ unreachable: refused }, { replay: 'when-unreachable' })
    await expect(dead.read(TOPIC, { replay: 'never' })).rejects.toMatchObject({ code: refused.code })
    await expect(dead.extent(TOPIC)).rejects.toMatchObject({ code: refused.code })
    const none = new LastCapture(refused, captures, (line) => said.push(line))
    expect(await none.extent(TOPIC)).toEqual(await source({ chunks }).extent(TOPIC))
    expect(said).toEqual([])
  })

  test('is replaced for every read where the source is told so, streams and the topic table too', async () => {
    await keep()
    const dead = source({ unreachable: refused }, { replay: 'when-unreachable' })
    expect((await dead.read(TOPIC, { limit: 2 })).length).toBe(2)
    const stream = dead.stream(TOPIC, { where: { key: null } })
    let n = 0
    for await (const batch of stream) n += batch.length
    expect(n).toBe(7)
    expect(stream.provenance).toMatchObject({ origin: 'replay', messages: 7 })
    expect((await dead.topics()).topics.map((t) => t.topic)).toEqual([TOPIC])
  })

  test('has no replacement where no capture holds all the topics', async () => {
    await keep()
    const dead = source({ unreachable: refused }, { replay: 'when-unreachable' })
    await expect(dead.read('another')).rejects.toBe(refused)
    await expect(dead.read([TOPIC, 'another'])).rejects.toBe(refused)
    expect(said).toEqual([])
  })

  test('and quiet: nothing is printed, the label stays', async () => {
    await keep()
    const batch = await source({ unreachable: refused }).read(TOPIC, {
      replay: 'when-unreachable',
      quiet: true,
    })
    expect([said, batch.provenance.origin]).toEqual([[], 'replay'])
  })
})

test('what is no outage is never replaced', async () => {
  await keep()
  const denied = source({ unreachable: forbidden }, { replay: 'when-unreachable' })
  await expect(denied.read(TOPIC)).rejects.toMatchObject({ code: 'TOPIC_FORBIDDEN' })
  await expect(denied.topics()).rejects.toMatchObject({ code: 'TOPIC_FORBIDDEN' })
  expect(said).toEqual([])
})

test('a read that breaks off in its middle is never replaced: some of it was given already', async () => {
  await keep()
  const breaking = source({ chunks, failure: refused }, { replay: 'when-unreachable' })
  await expect(breaking.read(TOPIC)).rejects.toMatchObject({ code: 'READ_BROKEN' })
  const seen: Batch[] = []
  const streaming = (async () => {
    for await (const batch of breaking.stream(TOPIC, { capture: false })) seen.push(batch)
  })()
  await expect(streaming).rejects.toBe(refused)
  expect(seen).toHaveLength(2)
})

describe('the last capture as a source', () => {
  const none = carnetError('SOURCE_NONE', {})
  const last = (): Source => new LastCapture(none, captures, (line) => said.push(line))

  test('reads, streams, shows and checks it', async () => {
    await keep()
    expect((await last().read(TOPIC)).length).toBe(7)
    const stream = last().stream(TOPIC, { limit: 1 })
    for await (const batch of stream) expect(batch.length).toBe(1)
    expect(stream.summary).toMatchObject({ stop: 'limit', records: 1 })
    expect((await last().topics()).topics).toHaveLength(1)
    expect(await last().checkup(TOPIC)).toMatchObject({ ok: true })
    expect(last().kind).toBe('replay')
    await last().close()
  })

  test('says why there is none', async () => {
    await expect(last().read(TOPIC)).rejects.toBe(none)
    await expect(last().topics()).rejects.toBe(none)
  })
})
