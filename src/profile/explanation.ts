import { type Reject } from '../parse/outcome'
import { type RepairKind } from '../parse/values/value'
import { type KafkaRecord } from '../record'
import { type Cell, type ColumnType } from '../table'

/** How one message became a row, or why it did not: each step that was taken. */
export interface Explanation {
  readonly kind: 'explanation'
  /** The message as it came. */
  readonly record: KafkaRecord
  /** Which of the rows in the message it is, from 0; null where the message as a whole is explained. */
  readonly index: number | null
  /** How many rows the message has, refused ones among them; 0 where it could not be read, or holds nothing. */
  readonly rows: number
  /** The schema that the message names, where it is in Confluent framing. */
  readonly schemaId: number | string | null
  /** Of the text; null where the bytes are no text, or of a binary format. */
  readonly encoding: string | null
  /** Without what it stands in: `json`; null where none was found. */
  readonly format: string | null
  /** What the format stands in, from the inside out: `Debezium`, `Connect`. */
  readonly within: readonly string[]
  /** The names of what stood beside the fields in envelopes. */
  readonly outside: readonly string[]
  /** One for each field of the schema, as far as the message could be read. */
  readonly fields: readonly ExplainedField[]
  /** Names of the message that are no field of the schema. */
  readonly left: readonly string[]
  readonly outcome: 'row' | 'reject' | 'tombstone' | 'empty'
  /** Why there is no row; null where there is one, or nothing to make one of. */
  readonly reject: Omit<Reject, 'record' | 'index'> | null
}

/** How one field was found, and what its value became. */
export interface ExplainedField {
  readonly column: string
  readonly type: ColumnType
  /** Its name in the message; null where it has none. */
  readonly name: string | null
  /** How the name was found: as it is; by the same letters, or a synonym of the schema; by the common synonyms. */
  readonly match: 'exact' | 'alike' | 'common' | null
  /** The value as the message has it, short; empty where there is none. */
  readonly written: string
  /** How it was mended; null where it was not. */
  readonly repair: RepairKind | null
  /** The cell; null where the value is missing, or does not fit. */
  readonly cell: Cell
  /** Why the value does not fit, as a code; null where it does. */
  readonly problem: string | null
}
