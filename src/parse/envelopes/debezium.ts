import { refuse } from '../refusal'
import { own, type Envelope } from './envelope'

/** Create, update, read of a snapshot, delete, truncate, message: what Debezium says happened. */
const OPERATIONS: ReadonlySet<unknown> = new Set(['c', 'u', 'r', 'd', 't', 'm'])

/**
 * A change event of Debezium (https://debezium.io/documentation/reference/stable/connectors/postgresql.html): the row after
 * the change; of a deletion the row before it.
 */
export const debezium: Envelope = {
  open(fields) {
    if (!OPERATIONS.has(own(fields, 'op'))) return null
    if (!Object.hasOwn(fields, 'source') && !Object.hasOwn(fields, 'ts_ms')) return null
    const isDeletion = fields.op === 'd'
    const part = isDeletion ? 'before' : 'after'
    const value = own(fields, part)
    if (value === undefined || value === null) return refuse('ENVELOPE_EMPTY', { envelope: 'Debezium', part })
    return { value, path: [part], envelope: isDeletion ? 'Debezium deletion' : 'Debezium' }
  },
  couldBe: (names) => names.includes('op') && (names.includes('source') || names.includes('ts_ms')),
}
