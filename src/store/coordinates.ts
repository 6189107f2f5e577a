import { type CarnetError, carnetError } from '../errors'
import { type Coordinates } from '../record'

/** `message[0] 17`, as errors name a message. */
export const messageAt = (at: Coordinates): string => `${at.topic}[${at.partition}] ${at.offset}`

/** A message's time as it is stored: NULL where the producer gave none. */
export const storedTimestamp = (timestamp: number): number | null => (timestamp === -1 ? null : timestamp)

/** For coordinates that hold another message already. */
export const otherMessage = (table: string, at: Coordinates): CarnetError =>
  carnetError('STORE_OTHER_MESSAGE', { table, at: messageAt(at) })

/**
 * The number of each item within its message, from 0, called in order: items that follow each other with the same
 * coordinates are of one message.
 */
export function numberWithinMessage(): (at: Coordinates) => number {
  let last: Coordinates | undefined
  let row = 0
  return (at) => {
    const isSame = last?.offset === at.offset && last.partition === at.partition && last.topic === at.topic
    row = isSame ? row + 1 : 0
    last = at
    return row
  }
}
