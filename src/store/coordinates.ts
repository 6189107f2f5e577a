import { type CarnetError, carnetError } from '../errors'
import { type Coordinates } from '../record'

/** `message[0] 17`, as errors name a message. */
export const messageAt = (at: Coordinates): string => `${at.topic}[${at.partition}] ${at.offset}`

/** A message's time as it is stored: NULL where the producer gave none. */
export const storedTimestamp = (timestamp: number): number | null => (timestamp === -1 ? null : timestamp)

/** For coordinates that hold another message already. */
export const otherMessage = (table: string, at: Coordinates): CarnetError =>
  carnetError('STORE_OTHER_MESSAGE', { table, at: messageAt(at) })

/** Whether two rows, or a row and a reject, came in one message. */
export const inOneMessage = (a: Coordinates, b: Coordinates | undefined): boolean =>
  a.offset === b?.offset && a.partition === b.partition && a.topic === b.topic
