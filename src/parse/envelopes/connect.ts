import { refuse } from '../refusal'
import { own, type Envelope } from './envelope'

/**
 * Kafka Connect's JsonConverter with schemas: `schema` and `payload`, and nothing else
 * (https://kafka.apache.org/documentation/#connect_configuring).
 */
export const connect: Envelope = {
  open(fields) {
    const schema = own(fields, 'schema')
    if (typeof schema !== 'object' || !Object.hasOwn(fields, 'payload')) return null
    if (Object.keys(fields).length !== 2) return null
    const value = fields.payload
    if (value === null) return refuse('ENVELOPE_EMPTY', { envelope: 'Connect', part: 'payload' })
    return { value, path: ['payload'], envelope: 'Connect' }
  },
  couldBe: (names) => names.length === 2 && names.includes('schema') && names.includes('payload'),
}
