import { clearPasswordNote, type SchemaRegistry } from '../config'
import { CarnetError } from '../errors'
import { batchesOf } from '../kafka/decode'
import { RecordCursor } from '../kafka/record-cursor'
import { type RecordChunk } from '../record'
import { type RegistryClient } from '../registry/client'
import { schemaIdsOf } from '../registry/framing'
import {
  foundIn,
  type MissingSchema,
  type RegisteredSchema,
  type SchemaId,
  type Schemas,
} from '../registry/schema'

/** The schemas that the messages of one read name, fetched while it reads. The read goes on where they cannot be had. */
export class ReadSchemas {
  readonly #registry: SchemaRegistry | null
  readonly #stop: AbortSignal
  readonly #schemas = new Map<SchemaId, RegisteredSchema | MissingSchema>()
  #client: RegistryClient | null = null

  /** Without a registry nothing is looked for. */
  constructor(registry: SchemaRegistry | null, stop: AbortSignal) {
    this.#registry = registry
    this.#stop = stop
  }

  /** Resolves when the schemas of the chunk's messages are there, or cannot be had. */
  async fetchFor(chunk: RecordChunk): Promise<void> {
    if (!this.#registry) return
    const wanted = idsIn(chunk).filter((id) => !this.#schemas.has(id))
    if (wanted.length === 0) return
    this.#client ??= await newRegistryClient(this.#registry, this.#stop)
    for (const [id, schema] of await this.#client.schemasOf(wanted)) this.#schemas.set(id, schema)
  }

  /** As far as they were asked for. */
  get schemas(): Schemas {
    return this.#schemas
  }

  /** Those that a capture keeps. */
  get found(): readonly RegisteredSchema[] {
    return foundIn(this.#schemas)
  }

  /** What is wrong with the registry, or the way to it, for the notes of the read; null where nothing is. */
  get note(): string | null {
    if (!this.#client) return null
    const { failure } = this.#client
    const clear = clearPasswordNote(this.#registry)
    if (!failure) return clear
    const lead = clear === null ? '' : `${clear} `
    return `${lead}${failure.what} ${failure.todo} Until then messages that need a schema are rejects; parse(await withSchemas(batch), …) asks for it again.`
  }

  close(): void {
    this.#client?.close()
  }
}

function idsIn(chunk: RecordChunk): SchemaId[] {
  try {
    return [...schemaIdsOf(recordsOf(chunk))]
  } catch (e) {
    // What cannot be decoded is told by those who need its messages.
    if (e instanceof CarnetError) return []
    throw e
  }
}

/** The records one after the other, each over the one before: none is made into an object. */
function* recordsOf(chunk: RecordChunk): Generator<RecordCursor> {
  for (const { header, content } of batchesOf(chunk)) {
    if (content !== 'records') continue
    const cursor = new RecordCursor(chunk, header)
    while (cursor.next()) yield cursor
  }
}

/** HTTP is loaded where a topic needs it. */
export async function newRegistryClient(
  registry: SchemaRegistry,
  stop?: AbortSignal,
): Promise<RegistryClient> {
  const { RegistryClient } = await import('../registry/client.js')
  return new RegistryClient(registry, stop)
}
