import { afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type SchemaRegistry } from '../../src/config'
import { RegistryClient } from '../../src/registry/client'
import { isMissing, type SchemaId } from '../../src/registry/schema'
import { Secret } from '../../src/secret'
import { makeCertificates, opensslMissing, type TestCertificates } from '../support/certificates'
import { openOddPorts, type OddPorts } from '../support/odd-ports'
import { type RegistryOptions, startTestRegistry, type TestRegistry } from '../support/registry'

const AVRO = '{"type":"record","name":"Etudiant","fields":[{"name":"nom","type":"string"}]}'

const started = async (options?: RegistryOptions): Promise<TestRegistry> => {
  const registry = await startTestRegistry(options)
  onTestFinished(() => registry.close())
  return registry
}

const settings = (url: string, more: Partial<SchemaRegistry> = {}): SchemaRegistry => ({
  url,
  username: null,
  password: null,
  ca: null,
  ...more,
})

const clientOf = (registry: SchemaRegistry, stop?: AbortSignal): RegistryClient => {
  const client = new RegistryClient(registry, stop)
  onTestFinished(() => client.close())
  return client
}

const schemaOf = async (client: RegistryClient, id: SchemaId): Promise<unknown> =>
  (await client.schemasOf([id])).get(id)

describe('a schema', () => {
  test('is fetched by its id, once, whoever asks', async () => {
    const registry = await started()
    const id = registry.register('message-value', { schema: AVRO })
    const client = clientOf(settings(registry.url))
    const [first, second] = await Promise.all([client.schemasOf([id]), client.schemasOf([id, id])])
    expect(first.get(id)).toEqual({ id, type: 'AVRO', schema: AVRO, references: [] })
    expect(second).toEqual(first)
    expect(await schemaOf(client, id)).toBe(first.get(id))
    expect(registry.requests).toEqual([`GET /schemas/ids/${id}`])
    expect(client.failure).toBeNull()
  })

  test('is fetched by its GUID', async () => {
    const registry = await started()
    const guid = registry.guidOf(registry.register('message-value', { schema: AVRO }))
    expect(await schemaOf(clientOf(settings(registry.url)), guid)).toMatchObject({ id: guid, schema: AVRO })
    expect(registry.requests).toEqual([`GET /schemas/guids/${guid}`])
  })

  test('is fetched below a path, with letters of every kind in it', async () => {
    const registry = await started({ path: '/apis/ccompat/v7' })
    const schema = AVRO.replace('nom', 'prénom 𝄞').padEnd(200_000)
    const id = registry.register('a/b é', { schema })
    expect(await schemaOf(clientOf(settings(registry.url)), id)).toMatchObject({ schema })
  })

  test('that the registry does not know is missing, and the others are there', async () => {
    const registry = await started()
    const id = registry.register('message-value', { schema: AVRO })
    const client = clientOf(settings(registry.url))
    const schemas = await client.schemasOf([99, id, '89791762-2336-4186-9674-299b90a802e2'])
    expect(schemas.get(99)).toEqual({
      id: 99,
      why: 'the schema registry does not know it ("Schema 99 not found")',
    })
    expect(schemas.get(id)).toMatchObject({ schema: AVRO })
    expect(schemas.get('89791762-2336-4186-9674-299b90a802e2')).toHaveProperty('why')
    expect(client.failure).toBeNull()
  })

  test.each([
    [403, '{"error_code":40301,"message":"User is denied"}', 'the schema registry does not let you see it'],
    [
      422,
      '{"error_code":42201,"message":"Invalid\\n\\u001b[1mid."}',
      'the schema registry refuses it (Invalid [1mid)',
    ],
  ])('with the status %i is missing by itself', async (status, body, why) => {
    const registry = await started()
    const id = registry.register('message-value', { schema: AVRO })
    registry.answerNext({ status, body })
    const client = clientOf(settings(registry.url))
    expect(await schemaOf(client, 99)).toEqual({ id: 99, why })
    expect(await schemaOf(client, id)).toMatchObject({ schema: AVRO })
  })
})

describe('references', () => {
  const proto = (name: string, ...imports: string[]): string =>
    `syntax = "proto3"; ${imports.map((i) => `import "${i}";`).join(' ')} message ${name} {}`
  const refer = (name: string): { name: string; subject: string; version: number } => ({
    name,
    subject: name,
    version: 1,
  })

  test('come along, through others too, each once and before those that refer to it', async () => {
    const registry = await started()
    const file = (name: string, ...imports: string[]): number =>
      registry.register(name, {
        schemaType: 'PROTOBUF',
        schema: proto(name[0], ...imports),
        references: imports.map(refer),
      })
    file('d/ville.proto')
    file('c.proto', 'd/ville.proto')
    file('b.proto', 'd/ville.proto')
    const id = file('a.proto', 'b.proto', 'c.proto')
    expect(await schemaOf(clientOf(settings(registry.url)), id)).toEqual({
      id,
      type: 'PROTOBUF',
      schema: proto('a', 'b.proto', 'c.proto'),
      references: [
        { name: 'd/ville.proto', schema: proto('d') },
        { name: 'b.proto', schema: proto('b', 'd/ville.proto') },
        { name: 'c.proto', schema: proto('c', 'd/ville.proto') },
      ],
    })
    expect(registry.requests).toContain('GET /subjects/d%2Fville.proto/versions/1?deleted=true')
    expect(registry.requests).toHaveLength(4)
  })

  test('in a circle come to an end', async () => {
    const registry = await started()
    registry.register('b', { schema: AVRO.replace('Etudiant', 'B'), references: [refer('a')] })
    const id = registry.register('a', { schema: AVRO, references: [refer('b')] })
    expect(await schemaOf(clientOf(settings(registry.url)), id)).toHaveProperty('references.length', 2)
  })

  test('that are not there make the schema missing', async () => {
    const registry = await started()
    const id = registry.register('a', { schema: AVRO, references: [refer('fr.Adresse')] })
    const odd = registry.register('b', { schema: AVRO, references: [{ name: 'x' } as never] })
    const client = clientOf(settings(registry.url))
    expect(await schemaOf(client, id)).toEqual({
      id,
      why: `of what it refers to, "fr.Adresse": the schema registry does not know it ("Subject 'fr.Adresse' not found")`,
    })
    expect(await schemaOf(client, odd)).toHaveProperty(
      'why',
      'what it refers to is not named as a registry does',
    )
    expect(client.failure).toBeNull()
  })

  test('of JSON are not needed', async () => {
    const registry = await started()
    const id = registry.register('a', { schemaType: 'JSON', schema: '{}', references: [refer('nowhere')] })
    expect(await schemaOf(clientOf(settings(registry.url)), id)).toMatchObject({ type: 'JSON' })
  })
})

describe('a login', () => {
  const login = { username: 'étudiant', password: 'p:@ssé' }

  test('is sent, and let in', async () => {
    const registry = await started({ login })
    const id = registry.register('message-value', { schema: AVRO })
    const client = clientOf(settings(registry.url, { ...login, password: new Secret(login.password) }))
    expect(await schemaOf(client, id)).toMatchObject({ schema: AVRO })
  })

  test.each([
    ['wrong', { username: 'étudiant', password: new Secret('hunter-2') }, 'refuses the login of "étudiant"'],
    ['missing', {}, 'asks for a login, and none is given'],
  ])('that is %s is said once, and nothing more is asked', async (_what, more, sentence) => {
    const registry = await started({ login })
    const client = clientOf(settings(registry.url, more))
    const missing = (await schemaOf(client, 1)) as { why: string }
    expect(client.failure).toMatchObject({ code: 'REGISTRY_LOGIN_REFUSED' })
    expect(missing.why).toBe(`the schema registry at ${registry.url} ${sentence}`)
    expect(await schemaOf(client, 2)).toEqual({ id: 2, why: missing.why })
    await client.schemasOf(Array.from({ length: 100 }, (_, i) => i + 3))
    expect(registry.requests).toHaveLength(1)
    expect(JSON.stringify(client.failure)).not.toContain('hunter-2')
  })
})

describe('many schemas', () => {
  test('come in the order of their ids', async () => {
    const registry = await started()
    const ids = Array.from({ length: 100 }, (_, i) =>
      registry.register('message-value', { schema: AVRO.replace('nom', `nom${i}`) }),
    )
    const schemas = await clientOf(settings(registry.url)).schemasOf(ids)
    expect([...schemas.keys()]).toEqual(ids)
    expect([...schemas.values()].filter(isMissing)).toEqual([])
  })

  test('end with the first failure of the registry', async () => {
    const registry = await started({ login: { username: 'u', password: 'p' } })
    const client = clientOf(settings(registry.url))
    const schemas = await client.schemasOf(Array.from({ length: 100 }, (_, i) => i + 1))
    expect([...schemas.values()].filter(isMissing)).toHaveLength(100)
    expect(registry.requests.length).toBeLessThanOrEqual(8)
  })
})

describe('a registry that', () => {
  test.each([
    ['is none', { status: 404, body: '<html>Not Found</html>' }, 'the status 404 without an error code'],
    [
      'leads elsewhere',
      { status: 302, headers: { location: 'https://u:p@sso/x' } },
      'a redirect to https://sso/x',
    ],
    ['says something else', { status: 200, body: 'hello' }, 'an answer of another kind'],
  ])('%s is told as such', async (_what, answer, said) => {
    const registry = await started()
    registry.answerNext(answer)
    const client = clientOf(settings(registry.url))
    await client.schemasOf([1])
    expect(client.failure?.code).toBe('REGISTRY_NOT_ONE')
    expect(client.failure?.what).toContain(said)
  })

  test('is busy is asked again, and one that fails is told', async () => {
    const registry = await started()
    const id = registry.register('message-value', { schema: AVRO })
    registry.answerNext({ status: 503 }, { status: 429 })
    const client = clientOf(settings(registry.url))
    expect(await schemaOf(client, id)).toMatchObject({ schema: AVRO })
    registry.answerNext({ status: 500, body: '{"error_code":50001,"message":"Error in the backend."}' })
    expect(await schemaOf(client, 2)).toHaveProperty(
      'why',
      `the schema registry at ${registry.url} fails with the status 500: Error in the backend`,
    )
  })

  test('is not there', async () => {
    const registry = await startTestRegistry()
    await registry.close()
    const client = clientOf(settings(registry.url))
    expect(await schemaOf(client, 1)).toEqual({
      id: 1,
      why: `the schema registry at ${registry.url} cannot be reached (ECONNREFUSED)`,
    })
    const nowhere = clientOf(settings('http://no-such-host.invalid:8081'))
    await nowhere.schemasOf([1])
    expect(nowhere.failure).toMatchObject({ code: 'REGISTRY_UNREACHABLE' })
  })
})

test('what is stopped is missing, and no fault of the registry', async () => {
  const stop = new AbortController()
  const registry = await started()
  const client = clientOf(settings(registry.url), stop.signal)
  stop.abort()
  expect(await schemaOf(client, 1)).toEqual({
    id: 1,
    why: 'the read was stopped before the schema was there',
  })
  expect(client.failure).toBeNull()
})

describe.skipIf(opensslMissing())('over TLS', () => {
  const folder = mkdtempSync(join(tmpdir(), 'carnet-registry-'))
  let certificates: TestCertificates
  let ports: OddPorts
  beforeAll(async () => {
    certificates = await makeCertificates(folder)
    return () => rmSync(folder, { recursive: true, force: true })
  })
  beforeEach(async () => {
    ports = await openOddPorts(certificates.server)
  })
  afterEach(() => ports.close())

  const pem = (file: string): string => readFileSync(file, 'utf8')

  test('a schema comes from a registry of the given authority', async () => {
    const registry = await started({ tls: certificates.server, login: { username: 'u', password: 'p' } })
    const id = registry.register('message-value', { schema: AVRO })
    const more = { ca: pem(certificates.ca), username: 'u', password: new Secret('p') }
    expect(await schemaOf(clientOf(settings(registry.url, more)), id)).toMatchObject({ schema: AVRO })
  })

  test('whom not to trust is told, whatever the environment says', async () => {
    const before = process.env.NODE_TLS_REJECT_UNAUTHORIZED
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'
    onTestFinished(() => {
      if (before === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED
      else process.env.NODE_TLS_REJECT_UNAUTHORIZED = before
    })
    const failureOf = async (url: string, ca: string | null): Promise<unknown> => {
      const client = clientOf(settings(url, { ca }))
      await client.schemasOf([1])
      return client.failure
    }
    const { url } = await started({ tls: certificates.server })
    expect(await failureOf(url, pem(certificates.otherCa))).toMatchObject({
      code: 'REGISTRY_CA_UNKNOWN',
      details: { isGiven: true },
    })
    expect(await failureOf(url, null)).toMatchObject({
      code: 'REGISTRY_CA_UNKNOWN',
      details: { isGiven: false },
    })
    const ca = pem(certificates.ca)
    const otherHost = await started({ tls: certificates.otherHost })
    expect(await failureOf(otherHost.url, ca)).toMatchObject({
      code: 'REGISTRY_TLS_FAILED',
      details: { reason: 'ERR_TLS_CERT_ALTNAME_INVALID' },
    })
    const expired = await started({ tls: certificates.expiredServer })
    expect(await failureOf(expired.url, ca)).toMatchObject({ details: { reason: 'CERT_HAS_EXPIRED' } })
  })

  test('ports of another kind are told apart', async () => {
    const codeOf = async (url: string): Promise<string | undefined> => {
      const client = clientOf(settings(url, { ca: pem(certificates.ca) }))
      await client.schemasOf([1])
      return client.failure?.code
    }
    expect(await codeOf(`https://${ports.http}`)).toBe('REGISTRY_TLS_FAILED')
    expect(await codeOf(`http://${ports.http}`)).toBe('REGISTRY_NOT_ONE')
    expect(await codeOf(`https://${ports.https}`)).toBe('REGISTRY_NOT_ONE')
    expect(await codeOf(`http://${ports.https}`)).toBe('REGISTRY_UNREACHABLE')
    expect(await codeOf(`http://${ports.closing}`)).toBe('REGISTRY_UNREACHABLE')
  })
})
