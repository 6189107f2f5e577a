import { rangeText, type OffsetRange } from './record'

/** Where figures come from. Every table, chart, database and report carries one. */
export interface Provenance {
  readonly kind: 'provenance'
  readonly topics: readonly string[]
  /** The cluster's own id; null where the source never knew one (an NDJSON file made elsewhere). */
  readonly clusterId: string | null
  readonly ranges: readonly OffsetRange[]
  /** Messages delivered from these ranges (offsets may have gaps, so this can be less than their length). */
  readonly messages: number
  /** When the messages were read from the broker, ISO 8601 in UTC. A replay keeps the date of its capture. */
  readonly readAt: string
  readonly origin: 'live' | 'replay'
  /** The capture that holds these messages: its file name without folder, and the SHA-256 of the file. */
  readonly capture: { readonly file: string; readonly sha256: string } | null
}

/** One line: `10 messages of message[0] 0–9, read 2026-11-24T16:00:00.000Z, replayed from sample.ndjson`. */
export function provenanceText(p: Provenance): string {
  const ranges = p.ranges.map(rangeText).join(', ')
  const source = p.origin === 'replay' ? `, replayed from ${p.capture?.file ?? 'a capture'}` : ''
  return `${p.messages} messages of ${ranges || p.topics.join(', ')}, read ${p.readAt}${source}`
}

/**
 * What a table, frame or figure says of itself: where its figures come from and which filter made them. `by` and `of`
 * are set on group statistics: the column grouped by, and the column described.
 */
export interface Label {
  readonly provenance: Provenance | null
  /** The filter in words, such as `age > 20`; null where every row was used. */
  readonly filter: string | null
  readonly by?: string
  readonly of?: string
}

const labels = new WeakMap<object, Label>()

/** Labels a value, so that whatever is made from it can say where it comes from. Returns the value. */
export function setLabel<T extends object>(value: T, label: Label): T {
  labels.set(value, label)
  return value
}

/** The label of a value; undefined where it never got one. */
export function labelOf(value: object): Label | undefined {
  return labels.get(value)
}
