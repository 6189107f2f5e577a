import { type TargetTopic } from '../../kafka/target'
import { type PartitionSurvey } from '../capture/survey'
import { type Outgoing } from './outgoing'

/** What stands in the way of loading messages into a topic, each as a part of a sentence. */
export interface Objections {
  /** Why the broker would refuse them. */
  readonly refusals: readonly string[]
  /** How the topic would change or delete them. */
  readonly changes: readonly string[]
}

/** Kafka's own default, for a topic whose settings the user may not see. */
const MAX_MESSAGE_BYTES = 1_048_588

/** The largest batch that a topic takes. */
export const maxBytesOf = ({ settings }: TargetTopic): number =>
  Number(settings?.get('max.message.bytes') ?? MAX_MESSAGE_BYTES)

/**
 * Holds what is to be sent against a topic's partitions and settings. `now` is in milliseconds since 1970. What the user
 * may not see is not checked.
 */
export function objectionsOf(target: TargetTopic, outgoing: Outgoing, now: number): Objections {
  const settings = target.settings ?? new Map<string, string>()
  const context: Context = { settings, outgoing, now, setting: (name) => limitOf(settings, name) }
  return {
    refusals: [partitions(target, outgoing), size(target, outgoing), keys(context), ...times(context)].filter(
      isSaid,
    ),
    changes: [stamps(context), age(context), room(context), compaction(context)].filter(isSaid),
  }
}

interface Context {
  readonly settings: ReadonlyMap<string, string>
  readonly outgoing: Outgoing
  readonly now: number
  /** A limit in milliseconds or bytes; null for none. */
  readonly setting: (name: string) => number | null
}

const isSaid = (reason: string | null): reason is string => reason !== null

/** Null where it is not known, or unlimited: -1, or the greatest number of 64 bits. */
function limitOf(settings: ReadonlyMap<string, string>, name: string): number | null {
  const value = settings.get(name)
  return value === undefined || value.startsWith('-') || Number(value) >= 2 ** 63 ? null : Number(value)
}

function partitions({ partitions }: TargetTopic, { partitions: wanted }: Outgoing): string | null {
  if (partitions >= wanted) return null
  return `it has ${counted(partitions, 'partition')}, and the messages lie in ${wanted}`
}

function size(target: TargetTopic, { bytesToTake }: Outgoing): string | null {
  const max = maxBytesOf(target)
  if (bytesToTake <= max) return null
  return `the largest message takes ${bytesToTake} bytes, and max.message.bytes is ${max}`
}

function keys({ settings, outgoing }: Context): string | null {
  const keyless = sum(outgoing.survey, (p) => p.keyless)
  if (!isCompacted(settings) || keyless === 0) return null
  return `it is compacted, and ${counted(keyless, 'message')} ${keyless === 1 ? 'has' : 'have'} no key`
}

/** https://kafka.apache.org/documentation/#topicconfigs_message.timestamp.after.max.ms; the third is of before Kafka 3.6. */
function times({ settings, outgoing: { survey }, now, setting }: Context): (string | null)[] {
  if (settings.get('message.timestamp.type') === 'LogAppendTime') return []
  const first = earliest(survey)
  const last = latest(survey)
  const refusal = (name: string, distance: number, time: number): string | null => {
    const limit = setting(name)
    if (limit === null || !(distance > limit)) return null
    return `a message is of ${dateText(time)}, and ${name} is ${limit}`
  }
  return [
    refusal('message.timestamp.before.max.ms', now - first, first),
    refusal('message.timestamp.after.max.ms', last - now, last),
    refusal(
      'message.timestamp.difference.max.ms',
      Math.max(now - first, last - now),
      now - first > last - now ? first : last,
    ),
  ]
}

function stamps({ settings }: Context): string | null {
  if (settings.get('message.timestamp.type') !== 'LogAppendTime') return null
  return 'message.timestamp.type is LogAppendTime, which replaces every timestamp by the time of loading'
}

function age({ settings, outgoing: { survey }, now, setting }: Context): string | null {
  const retention = setting('retention.ms')
  const first = earliest(survey)
  if (!isDeleted(settings) || retention === null || !(first < now - retention)) return null
  return `retention.ms is ${retention}, so that messages from before ${dateText(now - retention)} are deleted at the next check, and the oldest is of ${dateText(first)}`
}

function room({ settings, outgoing: { survey }, setting }: Context): string | null {
  const retention = setting('retention.bytes')
  const largest = Math.max(0, ...survey.map((p) => p.stored))
  if (!isDeleted(settings) || retention === null || largest <= retention) return null
  return `retention.bytes is ${retention}, and a partition holds ${largest} bytes`
}

function compaction({ settings, outgoing }: Context): string | null {
  if (!isCompacted(settings) || outgoing.settings['cleanup.policy']?.includes('compact')) return null
  return 'cleanup.policy is compact, which keeps the newest message of each key alone'
}

const isCompacted = (settings: Context['settings']): boolean => policyOf(settings).includes('compact')
const isDeleted = (settings: Context['settings']): boolean => policyOf(settings).includes('delete')
const policyOf = (settings: Context['settings']): string => settings.get('cleanup.policy') ?? 'delete'

const sum = (survey: readonly PartitionSurvey[], of: (p: PartitionSurvey) => number): number =>
  survey.reduce((n, p) => n + of(p), 0)

/** NaN where no message has a timestamp: every comparison with it fails. */
function earliest(survey: readonly PartitionSurvey[]): number {
  const times = survey.map((p) => p.firstTimestamp).filter((t) => t !== null)
  return times.length > 0 ? Math.min(...times) : NaN
}

/** As `earliest`. */
function latest(survey: readonly PartitionSurvey[]): number {
  const times = survey.map((p) => p.lastTimestamp).filter((t) => t !== null)
  return times.length > 0 ? Math.max(...times) : NaN
}

const counted = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`

/** The ISO 8601 text of a time, or its digits where a calendar has no such day. */
const dateText = (ms: number): string => (Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : String(ms))
