import { setTimeout as delay } from 'node:timers/promises'
import { type SchemaRegistry } from '../config'
import { type CarnetError, carnetError } from '../errors'
import { explainSocket, isPassing, isSchema, isTypes, type Meaning, meaningOf } from './explain'
import { type Answer, RegistryConnection } from './request'
import {
  membersOf,
  type MissingSchema,
  type RegisteredSchema,
  type SchemaId,
  type SchemaReference,
  type Schemas,
} from './schema'
import { Turns } from './turns'

/** Pauses before another try, where the registry is busy. */
const PAUSES_MS = [300, 900]
/** Requests at once. */
const MOST_REQUESTS = 8
/** Schemas that one refers to, through others too. */
const MOST_REFERENCES = 1000

/**
 * Schemas by the REST interface of Confluent's registry, which Karapace, Apicurio and Redpanda have too
 * (https://docs.confluent.io/platform/current/schema-registry/develop/api.html). Each schema is asked for once. A client
 * is for one piece of work: what it was told it does not ask again.
 */
export class RegistryClient {
  readonly #registry: SchemaRegistry
  readonly #connection: RegistryConnection
  readonly #stop: AbortSignal | undefined
  readonly #schemas = new Map<SchemaId, Promise<RegisteredSchema | MissingSchema>>()
  readonly #versions = new Map<string, Promise<Meaning>>()
  readonly #turns = new Turns(MOST_REQUESTS)
  #failure: CarnetError | null = null

  /** Aborting `stop` ends what is under way; the schemas that it was for are missing. */
  constructor(registry: SchemaRegistry, stop?: AbortSignal) {
    this.#registry = registry
    this.#stop = stop
    this.#connection = new RegistryConnection(registry, stop)
  }

  /**
   * What is wrong with the registry itself, or the way to it; null as long as nothing was found. After that it is not
   * asked again: every further schema is missing for the same reason.
   */
  get failure(): CarnetError | null {
    return this.#failure
  }

  /** The schemas of these ids, each of them or why it cannot be had. Never rejects. */
  async schemasOf(ids: Iterable<SchemaId>): Promise<Schemas> {
    const found = await Promise.all([...ids].map((id) => this.#schemaOf(id)))
    return new Map(found.map((schema) => [schema.id, schema]))
  }

  /** Whether a registry answers, and lets us in: the types of schemas that it knows. Throws REGISTRY_…. */
  async check(): Promise<readonly string[]> {
    const meaning = await this.#ask('/schemas/types', isTypes)
    if ('json' in meaning) return Object.values(meaning.json).map(String).sort()
    const { url, username } = this.#registry
    throw 'error' in meaning ? meaning.error : carnetError('REGISTRY_LOGIN_REFUSED', { url, username })
  }

  close(): void {
    this.#connection.close()
  }

  #schemaOf(id: SchemaId): Promise<RegisteredSchema | MissingSchema> {
    const asked = this.#schemas.get(id) ?? this.#fetched(id)
    this.#schemas.set(id, asked)
    return asked
  }

  async #fetched(id: SchemaId): Promise<RegisteredSchema | MissingSchema> {
    const meaning = await this.#ask(`/schemas/${typeof id === 'number' ? 'ids' : 'guids'}/${id}`)
    if (!('json' in meaning)) return { id, why: whyOf(meaning) }
    const { schema, schemaType, references } = meaning.json
    const type = typeof schemaType === 'string' ? schemaType : 'AVRO'
    const referred = new Map<string, SchemaReference | null>()
    // JSON is read without its schema.
    const why = type === 'JSON' ? null : await this.#refer(references, referred)
    if (why !== null) return { id, why }
    return { id, type, schema: String(schema), references: [...referred.values()].filter((r) => r !== null) }
  }

  /** Adds what `references` name, those that they refer to first. Returns why that cannot be done; null where it can. */
  async #refer(references: unknown, referred: Map<string, SchemaReference | null>): Promise<string | null> {
    for (const reference of Array.isArray(references) ? references : []) {
      const { name, subject, version } = membersOf(reference)
      if (typeof name !== 'string' || typeof subject !== 'string' || typeof version !== 'number')
        return 'what it refers to is not named as a registry does'
      if (referred.has(name)) continue
      if (referred.size >= MOST_REFERENCES) return `it refers to more than ${MOST_REFERENCES} schemas`
      // Keeps a circle of schemas from going round.
      referred.set(name, null)
      const meaning = await this.#version(subject, version)
      if (!('json' in meaning)) return `of what it refers to, "${name}": ${whyOf(meaning)}`
      const why = await this.#refer(meaning.json.references, referred)
      if (why !== null) return why
      // Behind those that it refers to itself.
      referred.delete(name)
      referred.set(name, { name, schema: String(meaning.json.schema) })
    }
    return null
  }

  #version(subject: string, version: number): Promise<Meaning> {
    // A version that was deleted is still referred to.
    const path = `/subjects/${encodeURIComponent(subject)}/versions/${version}?deleted=true`
    const asked = this.#versions.get(path) ?? this.#ask(path)
    this.#versions.set(path, asked)
    return asked
  }

  /** Waits for its turn: what is found wrong meanwhile ends it. */
  #ask(path: string, isRight = isSchema): Promise<Meaning> {
    return this.#turns.take(async () => {
      if (this.#failure) return { error: this.#failure }
      const meaning = await this.#asked(path, isRight)
      if ('error' in meaning) this.#failure ??= meaning.error
      return meaning
    })
  }

  async #asked(path: string, isRight: (json: unknown) => boolean): Promise<Meaning> {
    try {
      return meaningOf(await this.#answer(path), this.#registry, isRight)
    } catch (e) {
      if (this.#stop?.aborted) return { why: 'the read was stopped before the schema was there' }
      return { error: explainSocket(e, this.#registry) }
    }
  }

  async #answer(path: string): Promise<Answer> {
    for (const pause of PAUSES_MS) {
      const answer = await this.#connection.get(path)
      if (!isPassing(answer)) return answer
      await delay(pause, undefined, { signal: this.#stop })
    }
    return this.#connection.get(path)
  }
}

/** Words that follow "and". */
function whyOf(meaning: Exclude<Meaning, { json: unknown }>): string {
  if ('why' in meaning) return meaning.why
  const { what } = meaning.error
  return what.charAt(0).toLowerCase() + what.slice(1).replace(/\.$/, '')
}
