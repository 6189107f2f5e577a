import { carnetError } from '../../errors'
import { hiddenColumns, type TopicInfo } from '../../kafka/topics'
import { STOP_REASONS, type ReadSummary, type StopReason } from '../../reading'
import { type OffsetRange } from '../../record'
import { type RegisteredSchema, schemaOfJson } from '../../registry/schema'

/** What a capture knows of a topic besides its messages. */
export interface CapturedTopic {
  readonly topic: string
  /** Its settings that differ from the broker's defaults, in Kafka's words. */
  readonly settings: Readonly<Record<string, string>>
  /** Its line in the topic table, where the reader had seen the table. */
  readonly info: TopicInfo | null
}

/** What is known of a read when it begins. */
export interface Opening {
  /** In the order in which they were asked for. */
  readonly topics: readonly CapturedTopic[]
  /** The cluster's own id; null where the file was made by a program that did not note it. */
  readonly clusterId: string | null
  /** When the read began, ISO 8601 in UTC. */
  readonly readAt: string
}

/** What a capture says of itself. */
export interface Manifest extends Opening {
  readonly summary: ReadSummary
  /** The schemas that its messages name, where a registry gave them: a replay needs no registry. */
  readonly schemas?: readonly RegisteredSchema[]
}

/** A manifest as it was found: a hand-made one may leave out what its messages tell by themselves. */
export type FoundManifest = { readonly [K in keyof Manifest]: Manifest[K] | null }

/** Version of both forms of a capture. */
export const VERSION = 1

/** The JSON of what is known at the beginning. Offsets are decimal text: a JSON number loses digits beyond 2^53. */
export function openingJson(opening: Opening): Record<string, unknown> {
  const { topics, clusterId, readAt } = opening
  return { carnet: 'capture', version: VERSION, topics, clusterId, readAt }
}

/** The JSON of a whole manifest: the first line of an NDJSON capture, the last frame of a .kcap file. */
export function manifestJson(manifest: Manifest): Record<string, unknown> {
  const { there, plan, ranges, stop, notes, ...counts } = manifest.summary
  const { records, skipped, control, aborted, missing, expired } = counts
  const offsets = (rs: readonly OffsetRange[]): object[] =>
    rs.map(({ topic, partition, from, to }) => ({ topic, partition, from: String(from), to: String(to) }))
  return {
    ...openingJson(manifest),
    there: offsets(there),
    plan: offsets(plan),
    ranges: offsets(ranges),
    stop,
    records,
    skipped,
    control,
    aborted,
    missing,
    expired,
    notes,
    ...(manifest.schemas?.length && { schemas: manifest.schemas }),
  }
}

/** Whether a JSON value is a manifest, of whatever version. */
export function isManifest(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && 'carnet' in value && value.carnet === 'capture'
}

/**
 * Reads the JSON of a manifest. `summary` is null where ranges or the number of messages are not given.
 * Throws CAPTURE_NEWER for a version that is not known, CAPTURE_MANIFEST_INVALID for a member of the wrong form.
 */
export function parseManifest(json: Record<string, unknown>, file: string): FoundManifest {
  if (json.version !== VERSION) throw carnetError('CAPTURE_NEWER', { file, version: shown(json.version) })
  const found = new Members(json, file)
  const ranges = found.ranges('ranges')
  const records = found.count('records')
  const plan = found.ranges('plan') ?? ranges
  const there = found.ranges('there') ?? plan
  const summary: ReadSummary | null =
    ranges === null || plan === null || there === null || records === null
      ? null
      : {
          there,
          plan,
          ranges,
          stop: found.stop(),
          records,
          skipped: found.count('skipped') ?? 0,
          control: found.count('control') ?? 0,
          aborted: found.count('aborted') ?? 0,
          missing: found.count('missing') ?? 0,
          expired: found.count('expired') ?? 0,
          notes: found.texts('notes'),
        }
  return {
    topics: found.topics(),
    clusterId: found.text('clusterId'),
    readAt: found.date('readAt'),
    summary,
    schemas: found.schemas(),
  }
}

/** A value as a person would quote it from the file. */
function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text === undefined ? 'missing' : text.length > 60 ? text.slice(0, 60) + '…' : text
}

/** The members of a manifest's JSON, each checked as it is taken. */
class Members {
  readonly #json: Record<string, unknown>
  readonly #file: string
  constructor(json: Record<string, unknown>, file: string) {
    this.#json = json
    this.#file = file
  }

  #fault(name: string, value: unknown, wanted: string): never {
    const reason = `"${name}" is ${shown(value)}, not ${wanted}`
    throw carnetError('CAPTURE_MANIFEST_INVALID', { file: this.#file, reason })
  }

  #take(name: string): unknown {
    return Object.hasOwn(this.#json, name) ? this.#json[name] : null
  }

  text(name: string): string | null {
    const value = this.#take(name)
    return value === null || typeof value === 'string' ? value : this.#fault(name, value, 'text')
  }

  date(name: string): string | null {
    const value = this.text(name)
    const time = value === null ? 0 : Date.parse(value)
    return Number.isNaN(time) ? this.#fault(name, value, 'a date of ISO 8601') : value
  }

  count(name: string): number | null {
    const value = this.#take(name)
    if (value === null) return null
    return typeof value === 'number' && Number.isInteger(value) && value >= 0
      ? value
      : this.#fault(name, value, 'a whole number from 0')
  }

  stop(): StopReason {
    const value = this.#take('stop') ?? 'end'
    const stop = STOP_REASONS.find((reason) => reason === value)
    return stop ?? this.#fault('stop', value, `one of ${STOP_REASONS.join(', ')}`)
  }

  texts(name: string): readonly string[] {
    const value = this.#take(name) ?? []
    return Array.isArray(value) && value.every((v): v is string => typeof v === 'string')
      ? value
      : this.#fault(name, value, 'a list of texts')
  }

  topics(): readonly CapturedTopic[] | null {
    const value = this.#take('topics')
    if (value === null) return null
    if (!Array.isArray(value) || value.length === 0) return this.#fault('topics', value, 'a list of topics')
    return value.map((entry: unknown) => {
      if (!isObject(entry) || typeof entry.topic !== 'string')
        return this.#fault('topics', entry, 'a topic such as {"topic":"message"}')
      const { topic, settings = {}, info = null } = entry
      if (!isObject(settings) || !Object.values(settings).every((v) => typeof v === 'string'))
        return this.#fault('topics.settings', settings, 'an object of texts')
      return { topic, settings: settings as Record<string, string>, info: this.#topicInfo(info) }
    })
  }

  schemas(): readonly RegisteredSchema[] | undefined {
    const value = this.#take('schemas') ?? undefined
    if (value === undefined) return undefined
    if (!Array.isArray(value)) return this.#fault('schemas', value, 'a list of schemas')
    return value.map(
      (schema: unknown) =>
        schemaOfJson(schema) ??
        this.#fault('schemas', schema, 'a schema with "id", "type", "schema" and "references"'),
    )
  }

  ranges(name: string): readonly OffsetRange[] | null {
    const value = this.#take(name)
    if (value === null) return null
    if (!Array.isArray(value)) return this.#fault(name, value, 'a list of offset ranges')
    return value.map((range: unknown) => {
      const { topic, partition, from, to } = isObject(range) ? range : {}
      const first = offsetOf(from)
      const end = offsetOf(to)
      if (
        typeof topic !== 'string' ||
        !isPartition(partition) ||
        first === null ||
        end === null ||
        end < first
      )
        return this.#fault(
          name,
          range,
          'an offset range such as {"topic":"message","partition":0,"from":"0","to":"10"}',
        )
      return { topic, partition, from: first, to: end }
    })
  }

  #topicInfo(value: unknown): TopicInfo | null {
    if (value === null) return null
    if (!isObject(value)) return this.#fault('topics.info', value, 'an object')
    const number = (name: string): number | null => {
      const n = value[name] ?? null
      return n === null || typeof n === 'number' ? n : this.#fault(`topics.info.${name}`, n, 'a number')
    }
    const text = (name: string): string | null => {
      const t = value[name] ?? null
      return t === null || typeof t === 'string' ? t : this.#fault(`topics.info.${name}`, t, 'text')
    }
    return {
      topic: text('topic') ?? '',
      partitions: number('partitions') ?? 0,
      replication: number('replication'),
      minInSyncReplicas: number('minInSyncReplicas'),
      retentionHours: number('retentionHours'),
      retentionBytes: number('retentionBytes'),
      cleanupPolicy: text('cleanupPolicy'),
      messages: number('messages'),
      bytes: number('bytes'),
      firstTimestamp: number('firstTimestamp'),
      lastTimestamp: number('lastTimestamp'),
      internal: value.internal === true,
      hidden: hiddenColumns(value.hidden),
    }
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A partition of Kafka: a whole number of 31 bits. */
export const isPartition = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 2 ** 31

const GREATEST_OFFSET = 2n ** 63n - 1n

/** An offset from decimal text or an exact number; null where it is none. */
export function offsetOf(value: unknown): bigint | null {
  if (typeof value === 'number' ? !Number.isSafeInteger(value) : typeof value !== 'string') return null
  const text = String(value)
  if (!/^\d{1,19}$/.test(text)) return null
  const offset = BigInt(text)
  return offset <= GREATEST_OFFSET ? offset : null
}
