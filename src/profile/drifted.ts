import { type Coordinates } from '../record'
import { type Provenance } from '../provenance'

/** How the messages of a topic change along their offsets, or over time. */
export interface Drift {
  readonly kind: 'drift'
  /** What the parts follow: the order in each partition, or the timestamps. */
  readonly by: 'offset' | 'time'
  /** Equal parts of the messages, in their order; one alone where there are too few messages to compare. */
  readonly parts: readonly DriftPart[]
  /** What changes, the earliest first. */
  readonly findings: readonly Finding[]
  /** Each format along the parts, the commonest first. */
  readonly formats: readonly Series[]
  readonly provenance: Provenance
}

/** One part of the messages. */
export interface DriftPart {
  readonly messages: number
  /** The least and greatest timestamp, milliseconds since 1970; null where no message has one. */
  readonly from: number | null
  readonly to: number | null
  /** The first message of it in each partition. */
  readonly begins: readonly Coordinates[]
}

/** How often something occurs in each part. */
export interface Series {
  readonly name: string
  readonly counts: readonly number[]
  /** Of how many. */
  readonly totals: readonly number[]
}

/** One thing that changes. */
export interface Finding {
  /** A name of the messages; the type of its values; a format; the values of a column. */
  readonly what: 'field' | 'type' | 'format' | 'range'
  /** The field, format or column. */
  readonly name: string
  /** The type that the values of a field change to or from; null for anything else. */
  readonly type: string | null
  readonly change: 'appears' | 'vanishes' | 'more' | 'less' | 'above' | 'below'
  /** The first part after the change, from 0. */
  readonly part: number
  /** Shares from 0 to 1 before and after; of a range, as text, the former bound and the value that is farthest beyond. */
  readonly before: number | string
  readonly after: number | string
  /** How often in each part; of a range the values beyond. */
  readonly counts: readonly number[]
  readonly totals: readonly number[]
}
