import { type Parsed } from '../parse/outcome'
import { type Schema } from '../parse/schema'
import { type Provenance } from '../provenance'
import { type Cell, type ColumnType } from '../table'

/** A schema that was proposed from a sample of messages. It is a schema: `parse(batch, inferred)`. */
export interface InferredSchema extends Schema<Record<string, Cell>> {
  readonly kind: 'inferred'
  /** TypeScript to paste into a cell, with what was seen beside each field. */
  readonly code: string
  /** The same as the content of a schema file, for `schemaFromJson` and `carnet parse --schema FILE`. */
  readonly json: object
  /** What speaks for each field. */
  readonly seen: readonly SeenField[]
  /** Names that are no field of it, and why: too rare, or without one type that fits. */
  readonly leftOut: readonly LeftOut[]
  readonly sample: Sample
  readonly provenance: Provenance
}

/** What was found of one field. */
export interface SeenField {
  readonly name: string
  readonly type: ColumnType
  readonly isOptional: boolean
  /** Rows in which it has a value, and in which it has none. */
  readonly present: number
  readonly missing: number
  /** Its names as messages have them, the commonest first. */
  readonly names: readonly string[]
  /** The least and greatest number or date; null for other types. */
  readonly least: Cell
  readonly greatest: Cell
  /** The first different values, as messages have them. */
  readonly examples: readonly string[]
}

export interface LeftOut {
  readonly name: string
  readonly rows: number
  readonly why: 'rare' | 'nested' | 'no name'
}

/** What was looked at, and what the proposed schema makes of it. */
export interface Sample {
  /** Messages looked at, of those there were; evenly spread where not all were. */
  readonly messages: number
  readonly of: number
  /** Of the messages that have a value, the share that becomes rows, from 0 to 1; 0 where none has a value. */
  readonly accepted: number
  readonly funnel: Parsed['funnel']
  /** How many of their rows are refused, by code. */
  readonly rejectCounts: ReadonlyMap<string, number>
}
