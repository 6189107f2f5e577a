import { framingOf } from '../../registry/framing'
import { Message } from '../message'
import { refuse, Refusal } from '../refusal'
import { found } from './values'
import { type Format } from './format'

const NAME = 'Confluent framing'
const OPEN_BRACE = 0x7b
const OPEN_BRACKET = 0x5b

/**
 * The framing of Confluent's serializers. JSON inside needs no registry; Avro and Protobuf need the decoder that a
 * registry gave beforehand.
 */
export const confluent: Format = {
  name: NAME,
  read(message, context) {
    const framing = message.depth > 0 ? null : framingOf(message.record.headers, message.bytes)
    if (framing === null) return null
    const { id, payload, length, indexes } = framing
    const decoder = context.registry.decoderOf(id)
    if (decoder?.decode) {
      try {
        return found(decoder.decode(payload, indexes), `${decoder.format} in ${NAME}`)
      } catch (e) {
        return refuse('BINARY_INVALID', { format: decoder.format, problem: (e as Error).message })
      }
    }
    const isJson = decoder !== undefined || payload[0] === OPEN_BRACE || payload[0] === OPEN_BRACKET
    // With its schema in a header the message may be one that needs none.
    if (isJson || length === 0) {
      const inner = context.read(new Message(message.record, payload, message.depth + 1))
      if (!(inner instanceof Refusal)) return inner.within(NAME)
      if (isJson) return inner
    }
    const why = context.registry.whyNot?.(id) ?? 'the schema registry does not know it'
    return refuse('SCHEMA_ID_UNKNOWN', { id, why })
  },
}
