import { type MessageFilter } from '../reading'
import { type Header, type KafkaRecord } from '../record'
import { momentMs, momentText } from './moment'
import { invalid, isPlainObject, requireMembers } from './options'

/** What a filter looks at: a record, or a cursor that stands on one. */
export type Filtered = Pick<KafkaRecord, 'key' | 'timestamp' | 'headers'>

/** A filter of messages, checked. */
export interface CheckedFilter {
  /** `key = "a" and header source = "lycée"`. */
  readonly words: string
  matches(record: Filtered): boolean
}

type Rule = NonNullable<MessageFilter['key']> | null

interface Condition {
  readonly words: string
  readonly holds: (record: Filtered) => boolean
}

/** Checks a filter; null for none, or for one without a condition. Throws READ_OPTION_UNKNOWN, READ_OPTION_INVALID. */
export function checkedFilter(filter: MessageFilter | undefined): CheckedFilter | null {
  if (filter === undefined) return null
  if (!isPlainObject(filter)) throw invalid('where', filter, 'an object with key, headers or time')
  requireMembers('where', filter, ['key', 'headers', 'time'])
  const conditions = [...keyConditions(filter), ...headerConditions(filter), ...timeConditions(filter)]
  if (!conditions.length) return null
  return {
    words: conditions.map((c) => c.words).join(' and '),
    matches: (record) => conditions.every((c) => c.holds(record)),
  }
}

function keyConditions({ key }: MessageFilter): Condition[] {
  if (key === undefined) return []
  const fits = bytesTest('where.key', key)
  return [{ words: `key ${ruleWords(key)}`, holds: (record) => fits(record.key) }]
}

function headerConditions({ headers }: MessageFilter): Condition[] {
  if (headers === undefined) return []
  if (!isPlainObject(headers)) throw invalid('where.headers', headers, 'an object such as { source: "web" }')
  return Object.entries(headers).map(([name, rule]) => {
    const fits = bytesTest(`where.headers.${name}`, rule)
    const named = (all: readonly Header[]): readonly Header[] => all.filter(([n]) => n === name)
    return {
      words: `header ${name} ${ruleWords(rule)}`,
      holds:
        rule === null
          ? (record) => named(record.headers).every(([, value]) => value === null)
          : (record) => named(record.headers).some(([, value]) => fits(value)),
    }
  })
}

function timeConditions({ time }: MessageFilter): Condition[] {
  if (time === undefined) return []
  if (!isPlainObject(time)) throw invalid('where.time', time, 'an object with from or to')
  requireMembers('where.time', time, ['from', 'to'])
  const conditions: Condition[] = []
  if (time.from !== undefined) {
    const from = requireMoment('where.time.from', time.from)
    conditions.push({ words: `time ≥ ${momentText(from)}`, holds: (record) => record.timestamp >= from })
  }
  if (time.to !== undefined) {
    const to = requireMoment('where.time.to', time.to)
    conditions.push({ words: `time < ${momentText(to)}`, holds: (record) => record.timestamp < to })
  }
  return conditions
}

/** Milliseconds since 1970. Throws READ_OPTION_INVALID. */
export function requireMoment(option: string, value: unknown): number {
  const ms = momentMs(value as string)
  if (ms !== null) return ms
  const wanted = 'a date, ISO 8601 text such as "2026-11-24T16:00:00Z", or milliseconds since 1970'
  throw invalid(option, value, wanted)
}

function bytesTest(option: string, rule: Rule): (bytes: Buffer | null) => boolean {
  if (rule === null) return (bytes) => bytes === null
  if (typeof rule === 'string' || rule instanceof Uint8Array) {
    const wanted = Buffer.from(rule as string)
    return (bytes) => bytes !== null && wanted.equals(bytes)
  }
  if (!(rule instanceof RegExp)) throw invalid(option, rule, 'text, a Buffer, a regular expression, or null')
  // One with these flags would go on from where it stopped at the message before.
  const pattern = new RegExp(rule.source, rule.flags.replace(/[gy]/g, ''))
  return (bytes) => bytes !== null && pattern.test(bytes.toString('utf8'))
}

function ruleWords(rule: Rule): string {
  if (rule === null) return 'is missing'
  if (rule instanceof RegExp) return `~ ${rule}`
  return `= ${typeof rule === 'string' ? JSON.stringify(rule) : `0x${Buffer.from(rule).toString('hex')}`}`
}
