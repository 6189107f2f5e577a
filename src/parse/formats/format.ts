import { type Refusal } from '../refusal'

/** The fields of a message by the names that it has for them; own properties alone count. */
export type FieldValues = Readonly<Record<string, unknown>>

/**
 * One format of messages: bytes to fields, or a reason. Formats are tried in the order of their list (index.ts); the
 * first that gives fields has the message, and where none does the first reason is the message's.
 */
export interface Format {
  /** As it is counted: `json`. */
  readonly name: string
  /**
   * The fields of a message; a Refusal where it is not right; null where it is nothing of this format at all.
   * `text` is the message as UTF-8 text without byte order mark, null where it is none.
   */
  read(bytes: Buffer, text: string | null): FieldValues | Refusal | null
  /** The number of field `name` in the digits of the message; null where it cannot be told. */
  digitsOf(bytes: Buffer, text: string | null, name: string): string | null
  /** Where the value of field `name` begins in the text; null where that makes no sense. */
  positionOf(bytes: Buffer, text: string | null, name: string): number | null
}
