import { isMissing, type RegisteredSchema, type SchemaId, type Schemas } from '../../registry/schema'
import { BinaryFault } from '../binary/cursor'
import { type SchemaDecoder, type SchemaRegistry } from '../registry'
import { avroDecoder } from './avro'
import { protobufDecoder } from './protobuf'

/** The decoders of the schemas that batches bring along. Each is made when the first message needs it, and kept. */
export class BatchDecoders implements SchemaRegistry {
  readonly #schemas = new Map<SchemaId, Schemas>()

  /** From now on these are known, too: a later batch of the same read may bring more. */
  use(schemas: Schemas): void {
    for (const id of schemas.keys()) this.#schemas.set(id, schemas)
  }

  decoderOf(id: SchemaId): SchemaDecoder | undefined {
    const made = this.#made(id)
    return typeof made === 'string' ? undefined : made
  }

  whyNot(id: SchemaId): string | undefined {
    const made = this.#made(id)
    if (made === undefined) return 'no schema registry was configured when it was read'
    return typeof made === 'string' ? made : undefined
  }

  /** The decoder, or why there is none; undefined for an id that nobody asked a registry for. */
  #made(id: SchemaId): SchemaDecoder | string | undefined {
    const schema = this.#schemas.get(id)?.get(id)
    if (!schema) return undefined
    return isMissing(schema) ? schema.why : decoderOf(schema)
  }
}

const decoders = new WeakMap<RegisteredSchema, SchemaDecoder | string>()

/** The decoder of a schema, or why there is none. */
function decoderOf(schema: RegisteredSchema): SchemaDecoder | string {
  const known = decoders.get(schema)
  if (known !== undefined) return known
  const made = makeDecoder(schema)
  decoders.set(schema, made)
  return made
}

function makeDecoder(schema: RegisteredSchema): SchemaDecoder | string {
  try {
    if (schema.type === 'AVRO') return avroDecoder(schema)
    if (schema.type === 'PROTOBUF') return protobufDecoder(schema)
    return schema.type === 'JSON'
      ? { format: 'json', decode: null }
      : `its schema is of the type ${JSON.stringify(schema.type)}, which is not read here`
  } catch (e) {
    if (e instanceof BinaryFault) return e.message
    throw e
  }
}
