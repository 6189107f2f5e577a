import { type KafkaRecord } from '../record'
import { type Origin, type Parsed, type Reject } from './outcome'

/** What became of a message, or of one of its rows. */
export type Outcome = {
  readonly record: KafkaRecord
  /** Which of the rows in the message it is, from 0; 0 where the message as a whole is meant. */
  readonly index: number
} & (
  | { readonly as: 'row'; /** Its index among the rows. */ readonly row: number }
  | { readonly as: 'reject'; readonly reject: Reject }
  | { readonly as: 'tombstone' | 'empty' }
)

/**
 * Everything that came of a batch, in its order: each message once, or once for each of its rows. `parsed` must be of that
 * batch, and have kept its rejects.
 */
export function* outcomesOf(
  batch: Iterable<KafkaRecord>,
  { origins, rejects }: Pick<Parsed<object>, 'origins' | 'rejects'>,
): Generator<Outcome> {
  let row = 0
  let rejected = 0
  let origin = origins.at(0)
  for (const record of batch) {
    let found = false
    for (;;) {
      const reject = isAt(rejects[rejected]?.record, record) ? rejects[rejected] : undefined
      const here = isAt(origin, record) ? origin : undefined
      if (here && !(reject && isBefore(reject, here))) {
        yield { record, index: here.index, as: 'row', row }
        origin = origins.at(++row)
      } else if (reject) {
        yield { record, index: reject.index ?? 0, as: 'reject', reject }
        rejected++
      } else break
      found = true
    }
    if (!found) yield { record, index: 0, as: record.value === null ? 'tombstone' : 'empty' }
  }
}

type Place = Pick<KafkaRecord, 'topic' | 'partition' | 'offset'>

const isAt = <P extends Place>(place: P | undefined, record: KafkaRecord): place is P =>
  place?.offset === record.offset && place.partition === record.partition && place.topic === record.topic

const isBefore = (reject: Reject, { index }: Origin): boolean => (reject.index ?? 0) < index
