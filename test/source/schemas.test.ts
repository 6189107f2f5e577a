import * as avsc from 'avsc'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { type SchemaRegistry } from '../../src/config'
import { type KafkaClient } from '../../src/kafka/client'
import { type KafkaRecord } from '../../src/record'
import { type Parsed } from '../../src/parse/outcome'
import { parse } from '../../src/parse/parse'
import { integer, schema, text } from '../../src/parse/schema'
import { foundIn } from '../../src/registry/schema'
import { convertCapture } from '../../src/source/capture/convert'
import { readCapture } from '../../src/source/capture/read'
import { liveSource } from '../../src/source/live'
import { replaySource } from '../../src/source/replay'
import { withRegistryStep } from '../../src/source/registry-step'
import { type Source } from '../../src/source/source'
import { withSchemas } from '../../src/source/with-schemas'
import { startTestRegistry, type TestRegistry } from '../support/registry'
import { chunkOf, fakeClient, record, tempFolder, TOPIC } from './support'

const AVRO: avsc.schema.RecordType = {
  type: 'record',
  name: 'Etudiant',
  fields: [
    { name: 'nom', type: 'string' },
    { name: 'age', type: 'int' },
  ],
}
const student = schema({ nom: text(), age: integer() })

const framed = (offset: number, id: number, nom: string): KafkaRecord => {
  const head = Buffer.alloc(5)
  head.writeInt32BE(id, 1)
  return record(0, offset, Buffer.concat([head, avsc.Type.forSchema(AVRO).toBuffer({ nom, age: 22 })]))
}

let registry: TestRegistry
let captures: string
let said: string[]
let id: number
beforeEach(async () => {
  registry = await startTestRegistry()
  onTestFinished(() => registry.close())
  id = registry.register('message-value', { schema: JSON.stringify(AVRO) })
  captures = join(tempFolder(), 'captures')
  said = []
})

const live = (chunks: readonly KafkaRecord[][], url: string | null = registry.url): Source => {
  const client = fakeClient({ chunks: chunks.map((records) => chunkOf(records)) })
  const schemaRegistry: SchemaRegistry | null =
    url === null ? null : { url, username: null, password: null, ca: null }
  const config: KafkaClient['config'] = { ...client.config, schemaRegistry }
  return liveSource({ ...client, config }, { captures, say: (line) => said.push(line) })
}

const capture = (): string => join(captures, readdirSync(captures)[0] ?? '')
const names = (parsed: Parsed<{ nom: string; age: number | bigint }>): string[] =>
  [...parsed.rows].map((row) => row.nom)

describe('a live read', () => {
  test('brings the schemas of its messages along, each asked for once', async () => {
    const batch = await live([[framed(0, id, 'Al'), framed(1, id, 'Zoé')], [framed(2, id, 'Eve')]]).read(
      TOPIC,
    )
    expect(names(parse(batch, student))).toEqual(['Al', 'Zoé', 'Eve'])
    expect(foundIn(batch.schemas ?? new Map())).toEqual([
      { id, type: 'AVRO', schema: JSON.stringify(AVRO), references: [] },
    ])
    expect(registry.requests).toEqual([`GET /schemas/ids/${id}`])
    expect(batch.summary.notes).toEqual([])
  })

  test('keeps them in its capture: a replay needs no registry', async () => {
    await live([[framed(0, id, 'Zoé'), framed(1, 99, 'x')]]).read(TOPIC)
    await registry.close()
    const batch = await replaySource(capture()).read(TOPIC)
    const parsed = parse(batch, student)
    expect(names(parsed)).toEqual(['Zoé'])
    expect(parsed.rejects.map((r) => r.reason)).toEqual([
      'The message is in Confluent framing with the schema id 99, and no schema registry was configured when it was read.',
    ])
  })

  test('asks for nothing where no message names a schema', async () => {
    const batch = await live([[record(0, 0, '{"nom":"Al","age":22}'), record(0, 1, null)]]).read(TOPIC)
    expect(names(parse(batch, student))).toEqual(['Al'])
    expect(registry.requests).toEqual([])
    expect((await readCapture(capture())).manifest).not.toHaveProperty('schemas')
  })

  test('as a stream has them with each of its batches', async () => {
    const id2 = registry.register('other', { schema: JSON.stringify({ ...AVRO, name: 'B' }) })
    const found: string[][] = []
    for await (const batch of live([[framed(0, id, 'Al')], [framed(1, id2, 'Zoé')]]).stream(TOPIC))
      found.push(names(parse(batch, student)))
    expect(found).toEqual([['Al'], ['Zoé']])
    expect((await readCapture(capture())).manifest.schemas?.map((s) => s.id)).toEqual([id, id2])
    const replayed: string[][] = []
    for await (const batch of replaySource(capture()).stream(TOPIC))
      replayed.push(names(parse(batch, student)))
    expect(replayed).toEqual(found)
  })

  test('goes on without the registry, and says so once', async () => {
    await registry.close()
    const batch = await live([[framed(0, id, 'Al')], [framed(1, 99, 'x')]]).read(TOPIC)
    expect(batch.length).toBe(2)
    expect(parse(batch, student).rejects.map((r) => r.reason)).toEqual([
      `The message is in Confluent framing with the schema id ${id}, and the schema registry at ${registry.url} cannot be reached (ECONNREFUSED).`,
      `The message is in Confluent framing with the schema id 99, and the schema registry at ${registry.url} cannot be reached (ECONNREFUSED).`,
    ])
    const [note, ...others] = batch.summary.notes
    expect(others).toEqual([])
    expect(note).toMatch(/cannot be reached \(ECONNREFUSED\)\. Check .* withSchemas\(batch\)/)
    expect(said).toContain(note)
    expect((await readCapture(capture())).manifest.summary.notes).toEqual([note])
  })
})

describe('a capture', () => {
  test('keeps its schemas on the way to NDJSON and back', async () => {
    await live([[framed(0, id, 'Zoé')]]).read(TOPIC)
    const there = join(captures, 'there.ndjson')
    const back = join(captures, 'back.kcap')
    await convertCapture(capture(), there)
    await convertCapture(there, back)
    for (const file of [there, back])
      expect(names(parse(await replaySource(file).read(TOPIC), student))).toEqual(['Zoé'])
  })

  test.each([
    ['a list', '"x"'],
    ['a schema', '[{"id":0,"type":"AVRO","schema":"","references":[]}]'],
    ['a schema', '[{"id":1,"type":"AVRO","schema":"","references":[{}]}]'],
    ['a schema', '[null]'],
  ])('whose schemas are not %s is refused', async (wanted, schemas) => {
    const file = join(tempFolder(), 'odd.ndjson')
    writeFileSync(file, `{"carnet":"capture","version":1,"schemas":${schemas}}\n`)
    await expect(readCapture(file)).rejects.toMatchObject({
      code: 'CAPTURE_MANIFEST_INVALID',
      message: expect.stringContaining(`"schemas" is`) as string,
    })
    await expect(readCapture(file)).rejects.toThrow(wanted)
  })
})

describe('withSchemas', () => {
  const env = (): NodeJS.ProcessEnv => ({ KAFKA_SCHEMA_REGISTRY: registry.url })

  test('fetches what a read without a registry left out', async () => {
    await live([[framed(0, id, 'Zoé'), framed(1, 99, 'x')]], null).read(TOPIC)
    const batch = await replaySource(capture()).read(TOPIC)
    expect(parse(batch, student).rows.length).toBe(0)
    const known = await withSchemas(batch, {}, env())
    const parsed = parse(known, student)
    expect(names(parsed)).toEqual(['Zoé'])
    expect(parsed.rejects[0]?.reason).toContain('id 99, and the schema registry does not know it')
    expect(known.provenance).toBe(batch.provenance)
    expect(known.records()).toEqual(batch.records())
    // What is there is not asked for again.
    await withSchemas(known, { schemaRegistry: { url: registry.url } }, {})
    expect(registry.requests.filter((r) => r.endsWith(`/${id}`))).toHaveLength(1)
  })

  test('of a batch that needs none is that batch', async () => {
    const batch = await live([[record(0, 0, '{}')]], null).read(TOPIC)
    expect(await withSchemas(batch, {}, {})).toBe(batch)
  })

  test('tells what is wrong with the registry', async () => {
    const batch = await live([[framed(0, id, 'Zoé'), framed(1, 99, 'x')]], null).read(TOPIC)
    await expect(withSchemas(batch, {}, {})).rejects.toMatchObject({
      code: 'REGISTRY_NONE',
      what: `The messages name the schemas ${id}, 99, and no schema registry is configured.`,
    })
    registry.answerNext({ status: 401 })
    await expect(withSchemas(batch, {}, env())).rejects.toMatchObject({ code: 'REGISTRY_LOGIN_REFUSED' })
    await expect(withSchemas(batch, {}, { KAFKA_SCHEMA_REGISTRY: 'nowhere' })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
    })
    await registry.close()
    await expect(withSchemas(batch, {}, env())).rejects.toMatchObject({ code: 'REGISTRY_UNREACHABLE' })
  })
})

test('no secret of the registry is in a capture', async () => {
  await live([[framed(0, id, 'Zoé')]]).read(TOPIC)
  expect(readFileSync(capture(), 'latin1')).not.toContain(registry.url)
})

describe('the check-up', () => {
  test('has the registry as its last layer, where there is one', async () => {
    const found = await live([]).checkup()
    expect(found.ok).toBe(true)
    expect(found.steps.map((s) => [s.layer, s.status, s.detail])).toEqual([
      ['registry', 'ok', `${registry.url}: AVRO, JSON, PROTOBUF`],
    ])
    expect((await live([], null).checkup()).steps).toEqual([])
  })

  test.each([
    [401, 'REGISTRY_LOGIN_REFUSED'],
    [403, 'REGISTRY_LOGIN_REFUSED'],
    [404, 'REGISTRY_NOT_ONE'],
    [200, 'REGISTRY_NOT_ONE'],
  ])('fails with it, by the status %i', async (status, code) => {
    registry.answerNext({ status })
    const found = await live([]).checkup()
    expect(found).toMatchObject({ ok: false, failure: { code } })
    expect(found.steps.at(-1)).toMatchObject({
      layer: 'registry',
      status: 'failed',
      detail: found.failure?.what,
    })
  })

  test('does not get there where the way to the topic fails', async () => {
    const failure = { code: 'BROKER_TIMEOUT', what: 'x', todo: 'y' } as const
    const broken = { kind: 'checkup', ok: false, target: '', steps: [], failure } as const
    const found = await withRegistryStep(broken, {
      url: registry.url,
      username: null,
      password: null,
      ca: null,
    })
    expect(found).toMatchObject({ ok: false, failure, steps: [{ layer: 'registry', status: 'skipped' }] })
    expect(registry.requests).toEqual([])
  })
})
