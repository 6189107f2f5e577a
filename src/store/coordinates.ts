import { carnetError } from '../errors'
import { type Coordinates } from '../record'

/** `message[0] 17`, as errors name a message. */
export const messageAt = (at: Coordinates): string => `${at.topic}[${at.partition}] ${at.offset}`

/** A message's time as it is stored: NULL where the producer gave none. */
export const storedTimestamp = (timestamp: number): number | null => (timestamp === -1 ? null : timestamp)

/** Whether two rows, or a row and a reject, came in one message. */
export const inOneMessage = (a: Coordinates, b: Coordinates | undefined): boolean =>
  a.offset === b?.offset && a.partition === b.partition && a.topic === b.topic

/** Thrown inside a transaction where coordinates hold another message already; users see STORE_OTHER_MESSAGE. */
export class OtherMessage extends Error {
  constructor(
    readonly table: string,
    readonly at: Coordinates,
  ) {
    super(messageAt(at))
  }
}

/** The error that users see in place of an `OtherMessage`; any other error as it is. */
export const forUsers = (e: unknown): unknown =>
  e instanceof OtherMessage ? carnetError('STORE_OTHER_MESSAGE', { table: e.table, at: messageAt(e.at) }) : e
