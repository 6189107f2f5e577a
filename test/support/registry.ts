import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import * as http from 'node:http'
import * as https from 'node:https'
import { type AddressInfo, type Socket } from 'node:net'
import { FileDescriptorProto } from 'protobufjs/ext/descriptor'
import { type TestIdentity } from './certificates'

/** What a client registers under a subject. */
export interface NewSchema {
  readonly schema: string
  /** `AVRO` by default. */
  readonly schemaType?: string
  readonly references?: readonly {
    readonly name: string
    readonly subject: string
    readonly version: number
  }[]
}

interface Kept extends Required<NewSchema> {
  readonly id: number
  readonly guid: string
}

export interface RegistryOptions {
  /** Ask for this login. */
  readonly login?: { readonly username: string; readonly password: string }
  /** Speak TLS with this certificate. */
  readonly tls?: TestIdentity
  /** Below this path, as Apicurio has it: `/apis/ccompat/v7`. */
  readonly path?: string
  /**
   * The texts of .proto files by name. Some serializers register what protoc makes of a file; a registry turns that into
   * text again, and this one has it here.
   */
  readonly protos?: Readonly<Record<string, string>>
}

/** A schema registry in memory, with the part of Confluent's REST interface that clients and serializers use. */
export interface TestRegistry {
  readonly url: string
  /** `GET /schemas/ids/1`: what was asked for, in order. */
  readonly requests: readonly string[]
  /** Returns its id. */
  register(subject: string, schema: NewSchema): number
  guidOf(id: number): string
  /** Answers the next requests with these instead. */
  answerNext(...answers: readonly OddAnswer[]): void
  close(): Promise<void>
}

export interface OddAnswer {
  readonly status: number
  readonly body?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** Starts one on a free port of 127.0.0.1. */
export async function startTestRegistry(options: RegistryOptions = {}): Promise<TestRegistry> {
  const { login, tls, path = '', protos = {} } = options
  const shelf = new Shelf(protos)
  const requests: string[] = []
  const odd: OddAnswer[] = []
  const sockets = new Set<Socket>()
  const wanted = login && `Basic ${Buffer.from(`${login.username}:${login.password}`).toString('base64')}`

  const answer = async (request: http.IncomingMessage, response: http.ServerResponse): Promise<void> => {
    const { method = '', url = '' } = request
    requests.push(`${method} ${url}`)
    const next = odd.shift()
    if (next) return void response.writeHead(next.status, next.headers).end(next.body ?? '')
    let body = ''
    for await (const piece of request.setEncoding('utf8')) body += String(piece)
    const reply =
      wanted !== undefined && request.headers.authorization !== wanted
        ? fault(401, 401, 'Unauthorized')
        : url.startsWith(path)
          ? shelf.reply(method, new URL(url.slice(path.length), 'http://registry'), body)
          : fault(404, 404, 'HTTP 404 Not Found')
    const headers = { 'content-type': 'application/vnd.schemaregistry.v1+json' }
    response.writeHead(reply.status, headers).end(JSON.stringify(reply.json))
  }

  const listener: http.RequestListener = (request, response) => void answer(request, response)
  const server = tls
    ? https.createServer({ key: readFileSync(tls.key), cert: readFileSync(tls.certificate) }, listener)
    : http.createServer(listener)
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `${tls ? 'https' : 'http'}://localhost:${port}${path}`,
    requests,
    register: (subject, schema) => shelf.register(subject, schema).id,
    guidOf: (id) => shelf.byId(id)?.guid ?? '',
    answerNext: (...answers) => void odd.push(...answers),
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

interface Reply {
  readonly status: number
  readonly json: unknown
}

const ok = (json: unknown): Reply => ({ status: 200, json })
/** https://docs.confluent.io/platform/current/schema-registry/develop/api.html#errors */
const fault = (status: number, code: number, message: string): Reply => ({
  status,
  json: { error_code: code, message },
})

class Shelf {
  readonly #schemas: Kept[] = []
  readonly #subjects = new Map<string, Kept[]>()
  readonly #protos: Readonly<Record<string, string>>

  constructor(protos: Readonly<Record<string, string>>) {
    this.#protos = protos
  }

  byId(id: number): Kept | undefined {
    return this.#schemas[id - 1]
  }

  register(subject: string, { schema, schemaType = 'AVRO', references = [] }: NewSchema): Kept {
    const guid = createHash('md5')
      .update(JSON.stringify([schemaType, schema, references]))
      .digest('hex')
      .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
    let kept = this.#schemas.find((s) => s.guid === guid)
    if (!kept) {
      kept = { id: this.#schemas.length + 1, guid, schema, schemaType, references }
      this.#schemas.push(kept)
    }
    const versions = this.#subjects.get(subject) ?? []
    this.#subjects.set(subject, versions)
    if (!versions.includes(kept)) versions.push(kept)
    return kept
  }

  reply(method: string, { pathname }: URL, body: string): Reply {
    const [room, ...rest] = pathname.slice(1).split('/').map(decodeURIComponent)
    if (room === 'schemas' && method === 'GET') return this.#schemasReply(rest)
    if (room === 'subjects') return this.#subjectsReply(method, rest, body)
    if (room === 'config') return ok({ compatibilityLevel: 'BACKWARD' })
    if (room === 'mode') return ok({ mode: 'READWRITE' })
    return room === '' ? ok({}) : fault(404, 404, 'HTTP 404 Not Found')
  }

  #schemasReply([kind, id, part]: string[]): Reply {
    if (kind === 'types') return ok(['JSON', 'PROTOBUF', 'AVRO'])
    const found =
      kind === 'guids'
        ? this.#schemas.find((s) => s.guid === id)
        : kind === 'ids'
          ? this.byId(Number(id))
          : null
    if (found === null) return fault(404, 404, 'HTTP 404 Not Found')
    if (!found) return fault(404, 40403, `Schema ${id} not found`)
    if (part === undefined) return ok(textOf(found))
    const places = [...this.#subjects].filter(([, versions]) => versions.includes(found))
    if (part === 'subjects') return ok(places.map(([subject]) => subject))
    return part === 'versions'
      ? ok(places.map(([subject, versions]) => ({ subject, version: versions.indexOf(found) + 1 })))
      : ok(found.schema)
  }

  #subjectsReply(method: string, [subject, part, version]: string[], body: string): Reply {
    if (subject === undefined) return ok([...this.#subjects.keys()])
    const versions = this.#subjects.get(subject)
    if (method === 'POST') {
      const posted = this.#inText(JSON.parse(body) as NewSchema)
      if (part === 'versions') return ok(this.#described(subject, this.register(subject, posted)))
      const { schemaType = 'AVRO' } = posted
      const same = versions?.find((s) => s.schema === posted.schema && s.schemaType === schemaType)
      if (!versions) return fault(404, 40401, `Subject '${subject}' not found.`)
      return same ? ok(this.#described(subject, same)) : fault(404, 40403, 'Schema not found')
    }
    if (!versions) return fault(404, 40401, `Subject '${subject}' not found.`)
    if (version === undefined) return ok(versions.map((_, i) => i + 1))
    if (version !== 'latest' && !/^\d+$/.test(version))
      return fault(422, 42202, `The specified version '${version}' is not a valid version id.`)
    const found = version === 'latest' ? versions.at(-1) : versions[Number(version) - 1]
    return found ? ok(this.#described(subject, found)) : fault(404, 40402, `Version ${version} not found.`)
  }

  #inText(posted: NewSchema): NewSchema {
    if (posted.schemaType !== 'PROTOBUF' || /^\s*(syntax|edition|message)\b/.test(posted.schema))
      return posted
    const { name } = FileDescriptorProto.decode(Buffer.from(posted.schema, 'base64')) as { name?: string }
    return { ...posted, schema: this.#protos[name ?? ''] ?? '' }
  }

  #described(subject: string, schema: Kept): object {
    const version = (this.#subjects.get(subject)?.indexOf(schema) ?? -1) + 1
    return { subject, version, id: schema.id, ...textOf(schema) }
  }
}

/** Avro is what is meant where no type is said. */
function textOf({ guid, schema, schemaType, references }: Kept): object {
  return {
    guid,
    ...(schemaType !== 'AVRO' && { schemaType }),
    schema,
    ...(references.length > 0 && { references }),
  }
}
