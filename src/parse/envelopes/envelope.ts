import { type FieldValues } from '../item'
import { type Refusal } from '../refusal'

/** What an envelope holds, and where. */
export interface Inside {
  readonly value: unknown
  /** The names that lead to it. */
  readonly path: readonly string[]
  /** As it is reported: `Debezium`. */
  readonly envelope: string
}

/** One way of wrapping the fields of a row in another object. */
export interface Envelope {
  /** What is inside; a refusal where there is nothing; null where the object is no such envelope. */
  open(fields: FieldValues): Inside | Refusal | null
  /** Whether an object of these names could be one, whatever its values are. */
  couldBe(names: readonly string[]): boolean
}

/** A value of an object by its own names; undefined where it has none such. */
export const own = (fields: FieldValues, name: string): unknown =>
  Object.hasOwn(fields, name) ? fields[name] : undefined
