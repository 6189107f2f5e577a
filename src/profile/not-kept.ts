import { carnetError } from '../errors'
import { type Parsed } from '../parse/outcome'
import { rowPlace } from '../provenance'
import { type Coordinates } from '../record'

/** The error that the messages behind an outcome are not at hand; `place` is where the one stands that was asked for. */
export function notKept(
  call: 'explain' | 'drift',
  { provenance }: Pick<Parsed<object>, 'provenance'>,
  place: Coordinates | null,
): Error {
  const { origin, topics } = provenance
  return carnetError('MESSAGES_NOT_KEPT', {
    call,
    origin,
    source: topics.join(', '),
    place: place && rowPlace(place),
  })
}
