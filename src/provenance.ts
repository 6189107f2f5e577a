import { type Coordinates, rangeText, type OffsetRange } from './record'

/**
 * Where figures come from. Every table, chart, database and report carries one. Rows of a file, a database or a web
 * address are told in the same words: its name stands in place of the topic, it has one partition, 0, and the offset is the
 * number of the line or row, from 1.
 */
export interface Provenance {
  readonly kind: 'provenance'
  readonly topics: readonly string[]
  /** The cluster's own id; null where the source never knew one (an NDJSON file made elsewhere). */
  readonly clusterId: string | null
  readonly ranges: readonly OffsetRange[]
  /** Messages delivered from these ranges (offsets may have gaps, so this can be less than their length). */
  readonly messages: number
  /** Which messages of the ranges these are, in words (`key = "a"`), where the read was asked for some of them only. */
  readonly where?: string
  /** When the messages were read from the broker, ISO 8601 in UTC. A replay keeps the date of its capture. */
  readonly readAt: string
  readonly origin: 'live' | 'replay' | 'file' | 'database' | 'http'
  /**
   * The file that holds these messages, a capture or the file that was read: its name without folder, and its SHA-256. Null
   * where no one file holds them.
   */
  readonly capture: { readonly file: string; readonly sha256: string } | null
  /** What ended the read of a file, database or web address before its end, where something did. */
  readonly stopped?: 'rows' | 'pages' | 'bytes' | 'time' | 'interrupt'
  /** Where the rows come from that were joined to these; null where that is not known. */
  readonly joined?: readonly (Provenance | null)[]
}

/** Whether the messages are of topics, so that their offsets mean something to a broker. */
export const isOfTopics = ({ origin }: Provenance): boolean => origin === 'live' || origin === 'replay'

/** Where a line or row of something that is no topic stands: `filieres.csv #17`. */
export const rowPlace = ({ topic, offset }: Coordinates): string => `${topic} #${offset}`

/** One line: `10 messages of message[0] 0–9, read 2026-11-24T16:00:00.000Z, replayed from sample.ndjson`. */
export function provenanceText(p: Provenance): string {
  const ranges = isOfTopics(p) ? p.ranges.map(rangeText).join(', ') : ''
  const source = p.origin === 'replay' ? `, replayed from ${p.capture?.file ?? 'a capture'}` : ''
  const where = p.where === undefined ? '' : `, only those with ${p.where}`
  const what = isOfTopics(p) ? 'messages' : 'rows'
  return `${p.messages} ${what} of ${ranges || p.topics.join(', ')}${where}, read ${p.readAt}${source}`
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
