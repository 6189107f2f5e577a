import { type RegisteredSchema } from '../../registry/schema'
import { BinaryFault, Cursor } from '../binary/cursor'
import { budgetOf } from '../binary/avro/read'
import { avroReader } from '../binary/avro/schema'
import { type SchemaDecoder } from '../registry'

/**
 * Reads values as they were written: the writer's schema is enough, whatever came later. Throws a BinaryFault for a
 * schema that is none.
 */
export function avroDecoder({ schema, references }: RegisteredSchema): SchemaDecoder {
  const read = avroReader(
    jsonOf(schema),
    references.map((r) => jsonOf(r.schema)),
  )
  return {
    format: 'avro',
    decode(payload) {
      const cursor = new Cursor(payload)
      const value = read({ cursor, left: budgetOf(payload.length), depth: 0 })
      if (cursor.left > 0) throw new BinaryFault('it holds more than its schema says')
      return value
    },
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // A primitive may stand there by its bare name.
    if (/^\w+$/.test(text.trim())) return text.trim()
    throw new BinaryFault('its schema is marked as Avro and is no JSON')
  }
}
