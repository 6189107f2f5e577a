import { type Header, type KafkaRecord } from '../../record'
import { refuse } from '../refusal'
import { own, type Envelope } from './envelope'

const NAME = 'CloudEvents'

/** CloudEvents in structured mode (https://github.com/cloudevents/spec/blob/main/cloudevents/formats/json-format.md). */
export const cloudEvents: Envelope = {
  open(fields) {
    if (typeof own(fields, 'specversion') !== 'string') return null
    if (!Object.hasOwn(fields, 'type') || !Object.hasOwn(fields, 'source')) return null
    const data = own(fields, 'data')
    if (data !== undefined && data !== null) return { value: data, path: ['data'], envelope: NAME }
    const base64 = own(fields, 'data_base64')
    if (typeof base64 !== 'string') return refuse('ENVELOPE_EMPTY', { envelope: NAME, part: 'data' })
    return { value: Buffer.from(base64, 'base64'), path: ['data_base64'], envelope: NAME }
  },
  couldBe: (names) => ['specversion', 'type', 'source'].every((name) => names.includes(name)),
}

/**
 * The attributes of a CloudEvent in binary mode, where they are headers that begin with `ce_` and the message is the data
 * (https://github.com/cloudevents/spec/blob/main/cloudevents/bindings/kafka-protocol-binding.md); null where there are none.
 */
export function binaryAttributes({ headers }: KafkaRecord): readonly string[] | null {
  if (!isBinaryEvent(headers)) return null
  return headers.flatMap(([name]) => (name.startsWith('ce_') ? [name] : []))
}

/** Whether headers say that a message is a CloudEvent in binary mode. */
export const isBinaryEvent = (headers: readonly Header[]): boolean =>
  headers.length > 0 && headers.some(([name]) => name === 'ce_specversion')
