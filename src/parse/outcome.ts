import { type Provenance } from '../provenance'
import { type Coordinates, type KafkaRecord } from '../record'
import { type Table } from '../table'
import { type Schema } from './schema'

/** How many messages ended where. `read = parsed + rejected + tombstones + empty`, or `parse` throws. */
export interface Funnel {
  readonly read: number
  /** Messages that became at least one row. */
  readonly parsed: number
  /** Messages of which nothing became a row. */
  readonly rejected: number
  /** Messages without a value. */
  readonly tombstones: number
  /** Messages that hold nothing to make a row of: no bytes, blanks, an empty array, a header of CSV. */
  readonly empty: number
}

/** A message, or one of its rows, that could not become a row: the message whole, with where it was and why. */
export interface Reject {
  readonly record: KafkaRecord
  /** Which of the rows in the message it is, from 0; null where the message as a whole could not be one. */
  readonly index: number | null
  /** The stage that refused it: bytes to text, text to fields, fields to typed values. */
  readonly stage: 'bytes' | 'format' | 'schema'
  /** A code of the rejects' own list, such as `JSON_INVALID` or `FIELD_MISSING`. */
  readonly code: string
  /** One sentence: what is wrong with the message. */
  readonly reason: string
  /**
   * 0-based character of the message's text where it goes wrong; null where that makes no sense. The text is without a
   * byte order mark, and without the frame of a schema registry.
   */
  readonly position: number | null
  /** What the reason speaks of, by name, for views in other languages; not there where the reject was read from a database. */
  readonly details?: object
}

/** Values of one column that were mended on the way, by kind: `17 values like "22 ans" became 22`. */
export interface Repair {
  readonly column: string
  readonly kind: string
  readonly count: number
  readonly example: { readonly from: string; readonly to: string }
}

/** Where one row came from. */
export interface Origin extends Coordinates {
  /** Which of the rows in the message it is, from 0. */
  readonly index: number
  /** The format that it had there: `json`, `json in Debezium`. */
  readonly format: string
  /** Of the message, milliseconds since 1970; -1 where the producer gave none. */
  readonly timestamp: number
}

/** Where each row came from, by its index: kept as columns of numbers, an object is made when asked for. */
export interface Origins extends Iterable<Origin> {
  readonly length: number
  at(index: number): Origin | undefined
}

/**
 * The outcome of parsing: every message of the batch is in exactly one of rows, rejects, tombstones, empty;
 * of a message with several rows some may be rejects.
 */
export interface Parsed<Row extends object = Record<string, unknown>> {
  readonly kind: 'parsed'
  readonly schema: Schema<Row>
  readonly rows: Table<Row>
  /** `origins.at(i)` is where row `i` of `rows` came from. */
  readonly origins: Origins
  /** What could not become a row, in the order of the batch; none where they were dropped. */
  readonly rejects: readonly Reject[]
  /** How many rejects there were by code, kept or dropped. */
  readonly rejectCounts: ReadonlyMap<string, number>
  readonly funnel: Funnel
  /** Formats found, by number of messages: `{ json: 10 }`. */
  readonly formats: ReadonlyMap<string, number>
  readonly repairs: readonly Repair[]
  readonly provenance: Provenance
}
