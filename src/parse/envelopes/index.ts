import { type FieldValues } from '../item'
import { type Refusal } from '../refusal'
import { cloudEvents } from './cloudevents'
import { connect } from './connect'
import { debezium } from './debezium'
import { type Envelope, type Inside } from './envelope'
import { wrapper } from './wrapper'

/**
 * The envelopes that are known, in the order in which they are tried: those with the surest marks first. The wrapper of one
 * name is last, because Connect without its schema looks like one. A new one is a file beside this, and a line here.
 */
const envelopes: readonly Envelope[] = [connect, debezium, cloudEvents, wrapper]

/** What is inside of the object, where it is an envelope. A field of the schema is never taken for one. */
export function openEnvelope(
  fields: FieldValues,
  isField: (name: string) => boolean,
): Inside | Refusal | null {
  if (!mayBeEnvelope(fields)) return null
  for (const envelope of envelopes) {
    const inside = envelope.open(fields)
    if (inside === null) continue
    return 'path' in inside && isField(inside.path[0] ?? '') ? null : inside
  }
  return null
}

/** One look at each name that an envelope has: nearly all objects have none of them. */
export function mayBeEnvelope(fields: FieldValues): boolean {
  return (
    fields.payload !== undefined ||
    fields.op !== undefined ||
    fields.specversion !== undefined ||
    fields.data !== undefined ||
    fields.value !== undefined ||
    fields.record !== undefined ||
    fields.message !== undefined ||
    fields.body !== undefined ||
    fields.event !== undefined
  )
}

/** Whether an object of these names could be an envelope, whatever its values are. */
export const couldBeEnvelope = (names: readonly string[]): boolean =>
  envelopes.some((envelope) => envelope.couldBe(names))
