import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { readConfig } from '../../src/config'
import { openClient } from '../../src/kafka/client'
import { ensureVenv, runProgram } from '../../src/machine'
import { parse } from '../../src/parse/parse'
import { date, integer, number, schema, text, timestamp } from '../../src/parse/schema'
import { type Batch } from '../../src/source/batch'
import { connect } from '../../src/source/open'
import { type Source } from '../../src/source/source'
import { withSchemas } from '../../src/source/with-schemas'
import { carnet, root } from '../support/carnet'
import { makeCertificates, opensslMissing, type TestCertificates } from '../support/certificates'
import { kafkaMissing, startTestKafka, type TestKafka } from '../support/kafka'
import { notebookOf } from '../support/notebook'
import { openOddPorts } from '../support/odd-ports'
import { startTestRegistry, type TestRegistry } from '../support/registry'

const login = { username: 'étudiant', password: 'p:@ssé' }

const protos = {
  'ville.proto': 'syntax = "proto3"; package fr.ecole; message Ville { string nom = 1; }',
  'ecole.proto': `syntax = "proto3"; package fr.ecole;
    import "google/protobuf/timestamp.proto"; import "ville.proto";
    enum Niveau { INCONNU = 0; M1 = 1; }
    message Etudiant { string nom = 1; int64 age = 2; optional float note = 3; google.protobuf.Timestamp vu = 4;
      Ville ville = 5; Niveau niveau = 6; }
    message Groupe {
      message Vide {}
      message Membre { string nom = 1; int64 age = 2; optional float note = 3; google.protobuf.Timestamp vu = 4;
        Ville ville = 5; Niveau niveau = 6; }
    }`,
}

const student = schema({
  nom: text(),
  age: integer(),
  note: number().optional(),
  niveau: text().optional(),
  inscrit: date().optional(),
  vu: timestamp().optional(),
  prix: text().optional(),
})

const BIG = 9_007_199_254_740_993n
const VU = 1_733_040_000_123
const empty = { note: null, niveau: null, inscrit: null, vu: null, prix: null }

/** Where the id of the schema stands. */
const PLACES = ['prefix', 'header']

/** What serialize.py sent to the two topics of each format. */
const expected = {
  avro: [
    { ...empty, nom: 'Zoé', age: 22 },
    {
      nom: 'Al',
      age: BIG,
      note: 14.3,
      niveau: 'M1',
      inscrit: '2024-12-01',
      vu: VU,
      prix: '726238597903828.56',
    },
  ],
  protobuf: [
    { ...empty, nom: 'Zoé', age: 22, niveau: 'INCONNU' },
    { ...empty, nom: 'Al', age: BIG, note: 14.3, niveau: 'M1', vu: VU },
  ],
  json: [{ ...empty, nom: 'Zoé', age: BIG, note: 14.3 }],
}

const missing = (await kafkaMissing()) ?? opensslMissing()

describe.skipIf(missing)(`messages of Confluent's own serializers${missing ? ` (${missing})` : ''}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'carnet-registry-'))
  const captures = join(folder, 'captures')
  let kafka: TestKafka
  let registry: TestRegistry
  let certificates: TestCertificates
  let env: NodeJS.ProcessEnv

  beforeAll(async () => {
    certificates = await makeCertificates(folder)
    registry = await startTestRegistry({ login, tls: certificates.server, protos })
    kafka = await startTestKafka()
    const client = openClient(readConfig({ brokers: kafka.bootstrap }, {}))
    for (const format of Object.keys(expected))
      for (const place of PLACES) await client.createTopic(`${format}-${place}`, { partitions: 1 })
    await client.close()
    const { python } = await ensureVenv('peers')
    const program = join(__dirname, '..', 'support', 'producers', 'serialize.py')
    const args = [program, kafka.bootstrap, registry.url, login.username, login.password, certificates.ca]
    const { code, tail } = await runProgram(python, args, { env: { ...process.env, PYTHONUTF8: '1' } })
    if (code !== 0) throw new Error(`serialize.py ended with ${code}:\n${tail.join('\n')}`)
  })
  afterAll(async () => {
    await registry?.close()
    await kafka?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  beforeEach(() => {
    env = {
      KAFKA_BROKERS: kafka.bootstrap,
      KAFKA_SCHEMA_REGISTRY: registry.url,
      KAFKA_SCHEMA_REGISTRY_USER: login.username,
      KAFKA_SCHEMA_REGISTRY_PASSWORD: login.password,
      KAFKA_SCHEMA_REGISTRY_CA: certificates.ca,
      CARNET_CAPTURES: captures,
    }
  })

  const reading = async <T>(
    work: (source: Source) => Promise<T>,
    more: NodeJS.ProcessEnv = {},
  ): Promise<T> => {
    const source = await connect({}, { ...env, ...more })
    try {
      return await work(source)
    } finally {
      await source.close()
    }
  }
  const read = (topic: string, more?: NodeJS.ProcessEnv): Promise<Batch> =>
    reading((source) => source.read(topic, { quiet: true }), more)
  const rowsOf = (batch: Batch): object[] => {
    const parsed = parse(batch, student)
    expect(parsed.rejects.map((r) => r.reason)).toEqual([])
    return [...parsed.rows].map((row) => ({ ...row }))
  }
  const rejectsOf = (batch: Batch): string[] => parse(batch, student).rejects.map((r) => r.reason)

  test.each(['avro', 'protobuf', 'json'] as const)('in %s are exact rows', async (format) => {
    for (const place of PLACES) {
      const batch = await read(`${format}-${place}`)
      expect(rowsOf(batch)).toEqual(expected[format])
      expect([...parse(batch, student).formats.keys()]).toEqual([`${format} in Confluent framing`])
    }
  })

  test('are the same from their capture, when broker and registry are gone', async () => {
    for (const [format, rows] of Object.entries(expected))
      for (const place of PLACES) {
        await read(`${format}-${place}`)
        const name = readdirSync(captures)
          .filter((n) => n.startsWith(`${format}-${place}-`))
          .at(-1)
        const replay = await connect({ replay: join(captures, name ?? '') }, {})
        expect(rowsOf(await replay.read(`${format}-${place}`, { quiet: true }))).toEqual(rows)
        await replay.close()
      }
  })

  test('are the same as a stream', async () => {
    const rows = await reading(async (source) => {
      const found: object[] = []
      for await (const batch of source.stream('protobuf-prefix', { quiet: true, capture: false }))
        found.push(...rowsOf(batch))
      return found
    })
    expect(rows).toEqual(expected.protobuf)
  })

  test('are read as docs/schema-registry.md says', async () => {
    const page = readFileSync(join(root, 'docs', 'schema-registry.md'), 'utf8')
    const code = [...page.matchAll(/```ts\n([^]*?)```/g)].map(([, block]) => block).join('')
    expect(code).toContain("kafka.read('message')")
    const file = join(folder, 'page.ipynb')
    // The second block is for a batch without schemas: this one has them.
    const counted =
      'if (complete !== batch || parsed.rows.length !== 2) throw new Error(String(parsed.rows.length))'
    const cells = `${code.replace("'message'", "'protobuf-prefix'")}\nawait kafka.close()\n${counted}`
    writeFileSync(file, JSON.stringify(notebookOf(cells)))
    const run = await carnet(['run', file, '--out', folder], { env })
    expect(run.stderr).toBe('')
    expect(run.code).toBe(0)
  })

  test('without a registry are rejects with the id of their schema; withSchemas fetches it later', async () => {
    const batch = await read('avro-prefix', { KAFKA_SCHEMA_REGISTRY: '', ...without })
    expect(rejectsOf(batch)[0]).toMatch(
      /^The message is in Confluent framing with the schema id \d+, and no schema registry was configured when it was read\.$/,
    )
    expect(rowsOf(await withSchemas(batch, {}, env))).toEqual(expected.avro)
  })
  const without = {
    KAFKA_SCHEMA_REGISTRY_USER: '',
    KAFKA_SCHEMA_REGISTRY_PASSWORD: '',
    KAFKA_SCHEMA_REGISTRY_CA: '',
  }

  test.each([
    [
      'a wrong login',
      () => ({ KAFKA_SCHEMA_REGISTRY_PASSWORD: 'hunter-2' }),
      'refuses the login of "étudiant"',
    ],
    [
      'no login',
      () => ({ KAFKA_SCHEMA_REGISTRY_USER: '', KAFKA_SCHEMA_REGISTRY_PASSWORD: '' }),
      'asks for a login',
    ],
    [
      'another authority',
      () => ({ KAFKA_SCHEMA_REGISTRY_CA: certificates.otherCa }),
      'is not from the authority',
    ],
    [
      'a wrong port',
      () => ({ KAFKA_SCHEMA_REGISTRY: 'https://localhost:1' }),
      'cannot be reached (ECONNREFUSED)',
    ],
    [
      'the port of the broker',
      () => ({ KAFKA_SCHEMA_REGISTRY: `http://${kafka.bootstrap}` }),
      'registry at http',
    ],
  ])('with %s are read, and rejects that say why', async (_what, more, said) => {
    const batch = await read('avro-prefix', more())
    expect(batch.length).toBe(2)
    expect(batch.summary.notes).toHaveLength(1)
    expect(batch.summary.notes[0]).toContain(said)
    for (const reason of rejectsOf(batch)) expect(reason).toContain(said)
    expect(JSON.stringify(batch.summary.notes)).not.toContain('hunter-2')
  })

  test('of a schema that is deleted are rejects, and the others rows', async () => {
    registry.answerNext({ status: 404, body: '{"error_code":40403,"message":"Schema 1 not found"}' })
    const batch = await read('avro-prefix')
    expect(batch.summary.notes).toEqual([])
    expect(rejectsOf(batch)).toHaveLength(1)
    expect(rejectsOf(batch)[0]).toContain('the schema registry does not know it')
    expect(parse(batch, student).rows.length).toBe(1)
  })

  test('with a registry that says nothing are read all the same', async () => {
    const ports = await openOddPorts(certificates.server)
    try {
      const batch = await read('avro-prefix', { KAFKA_SCHEMA_REGISTRY: `http://${ports.silent}` })
      expect(batch.summary.notes[0]).toContain('does not answer within 10 seconds')
      expect(batch.length).toBe(2)
    } finally {
      await ports.close()
    }
  })
})
