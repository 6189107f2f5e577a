import { carnetError } from '../errors'
import { Rows, type Found } from '../parse/formats/format'
import { inputOf, readAgain } from '../parse/input'
import { type Parsed, type Reject } from '../parse/outcome'
import { type Coordinates, type KafkaRecord } from '../record'
import { explainMessage } from './explain-message'
import { type Explanation } from './explanation'
import { notKept } from './not-kept'

/** A message by where it stands, and one of its rows (from 0; the first by default). */
export interface MessagePlace extends Coordinates {
  readonly index?: number
}

/**
 * Shows the message behind a row, or behind a reject, and each step that was taken: bytes, encoding, format, envelope, the
 * names under which the fields were found, what was mended, and the cells or the place where it was refused. `which` is
 * the number of a row of `parsed.rows` (from 0), a reject of `parsed.rejects`, or a place such as `{ topic: 'message',
 * partition: 0, offset: 17n }`.
 *
 * The messages are read again, from the batch that was parsed. Throws MESSAGE_ABSENT where the outcome has no such row or
 * message, MESSAGES_NOT_KEPT where it was not made of a batch: rows of files, databases and web addresses, whose rejects
 * alone can be explained.
 */
export function explain(parsed: Parsed<object>, which: number | Reject | MessagePlace): Explanation {
  const input = inputOf(parsed)
  if (typeof which === 'object' && 'record' in which && !input) return ofReject(which)
  const place = placeOf(parsed, which)
  if (!input) throw notKept('explain', parsed, place)
  const isNear = (r: Coordinates): boolean => r.topic === place.topic && r.partition === place.partition
  for (const [record, found] of readAgain(parsed, input, isNear))
    if (record.offset === place.offset)
      return explainMessage(parsed.schema.fields, record, found, checkedIndex(place, found))
  throw absent(place, `the messages of ${input.batch.topics.join(', ')} that were parsed`)
}

/** A place, and which of the rows there; no index is the message as a whole, or its first row. */
function placeOf(parsed: Parsed<object>, which: number | Reject | MessagePlace): MessagePlace {
  if (typeof which === 'number') {
    const origin = parsed.origins.at(which)
    if (origin && Number.isInteger(which)) return origin
    const held = parsed.rows.length === 0 ? 'its rejects' : `the rows 0 to ${parsed.rows.length - 1}`
    throw carnetError('MESSAGE_ABSENT', { wanted: `row ${which}`, held })
  }
  if (!('record' in which)) return { ...which, offset: BigInt(which.offset) }
  const { topic, partition, offset } = which.record
  return { topic, partition, offset, ...(which.index !== null && { index: which.index }) }
}

function checkedIndex(place: MessagePlace, found: Found | null): number {
  const { index = 0 } = place
  const rows = found instanceof Rows ? found.items.length : 1
  if (index === 0 || (Number.isInteger(index) && index > 0 && index < rows)) return index
  throw absent(place, rows === 1 ? 'index 0 alone' : `the indexes 0 to ${rows - 1}`)
}

function absent({ topic, partition, offset, index }: MessagePlace, held: string): Error {
  const at = `${topic}[${partition}] ${offset}${index === undefined ? '' : `, index ${index}`}`
  return carnetError('MESSAGE_ABSENT', { wanted: `message ${at}`, held })
}

/** What a reject says by itself. */
function ofReject({ record, index, ...reject }: Reject): Explanation {
  return {
    ...explainMessage({}, bare(record), null, 0),
    record,
    index,
    outcome: 'reject',
    reject,
  }
}

const bare = (record: KafkaRecord): KafkaRecord => ({ ...record, value: null })
