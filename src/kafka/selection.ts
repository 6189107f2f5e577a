import { type Offset, type Offsets, type ReadFrom, type ReadSelection, type ReadUntil } from '../reading'
import { type OffsetRange } from '../record'
import { type CheckedFilter, checkedFilter, requireMoment } from './filter'
import { invalid, isPlainObject, requireMembers } from './options'

/** A partition of a topic. */
export type Place = Pick<OffsetRange, 'topic' | 'partition'>

/** The offsets that were named, each for its partition; null for a partition without one. */
export interface NamedOffsets {
  /** Whether one offset stands for all partitions. */
  readonly forAll: boolean
  readonly of: (place: Place) => bigint | null
  /** The partitions that were named by number, whatever the topic. */
  readonly partitions: readonly number[]
}

export type StartRule =
  | { readonly by: 'beginning' }
  | { readonly by: 'offset'; readonly offsets: NamedOffsets }
  | { readonly by: 'time'; readonly time: number }
  | { readonly by: 'last'; readonly count: number }

export type EndRule =
  | { readonly by: 'end' }
  | { readonly by: 'offset'; readonly offsets: NamedOffsets }
  | { readonly by: 'time'; readonly time: number }

/** What a read was asked for, checked and without defaults left open. */
export interface Selection {
  readonly from: StartRule
  readonly until: EndRule
  /** Infinity for none. */
  readonly limit: number
  readonly bytes: number
  readonly seconds: number
  /** Null for all. */
  readonly partitions: readonly number[] | null
  readonly committed: boolean
  readonly where: CheckedFilter | null
}

/** Checks what a read is asked for. Throws READ_OPTION_INVALID, READ_OPTION_UNKNOWN. */
export function checkedSelection(options: ReadSelection): Selection {
  const { from = 'beginning', until = 'end', isolation = 'read_committed' } = options
  const { limit = Infinity, bytes = Infinity, seconds = Infinity } = options
  if (limit !== Infinity && !(Number.isSafeInteger(limit) && limit >= 0))
    throw invalid('limit', limit, 'a whole number from 0, or no limit to read all that is there')
  if (bytes !== Infinity && !(Number.isSafeInteger(bytes) && bytes > 0))
    throw invalid('bytes', bytes, 'a whole number from 1')
  if (!(typeof seconds === 'number' && seconds > 0)) throw invalid('seconds', seconds, 'a number above 0')
  if (isolation !== 'read_committed' && isolation !== 'read_uncommitted')
    throw invalid('isolation', isolation, '"read_committed" or "read_uncommitted"')
  return {
    from: startRule(from),
    until: endRule(until),
    limit,
    bytes,
    seconds,
    partitions: options.partitions === undefined ? null : checkedPartitions(options.partitions),
    committed: isolation === 'read_committed',
    where: checkedFilter(options.where),
  }
}

/** The topics of a read, each once. Throws READ_OPTION_INVALID. */
export function checkedTopics(topics: string | readonly string[]): readonly string[] {
  const names: unknown = typeof topics === 'string' ? [topics] : topics
  if (!Array.isArray(names) || !names.length || !names.every((n) => typeof n === 'string' && n !== ''))
    throw invalid('topics', topics, 'the name of a topic, or a list of names')
  return [...new Set(names as readonly string[])]
}

const FROM = '"beginning", or an object with one of offset, positions, time, last, such as { last: 100 }'
const UNTIL = '"end", or an object with one of offset, time'

function startRule(from: ReadFrom): StartRule {
  if (from === 'beginning') return { by: 'beginning' }
  const rule = onlyMember('from', from, ['offset', 'positions', 'time', 'last'], FROM)
  if ('offset' in rule) return { by: 'offset', offsets: namedOffsets('from.offset', rule.offset) }
  if ('positions' in rule) return { by: 'offset', offsets: storedPositions(rule.positions) }
  if ('time' in rule) return { by: 'time', time: requireMoment('from.time', rule.time) }
  const { last } = rule
  if (!Number.isSafeInteger(last) || last < 0) throw invalid('from.last', last, 'a whole number from 0')
  return { by: 'last', count: last }
}

function endRule(until: ReadUntil): EndRule {
  if (until === 'end') return { by: 'end' }
  const rule = onlyMember('until', until, ['offset', 'time'], UNTIL)
  if ('offset' in rule) return { by: 'offset', offsets: namedOffsets('until.offset', rule.offset) }
  return { by: 'time', time: requireMoment('until.time', rule.time) }
}

function onlyMember<T extends object>(option: string, rule: T, known: readonly string[], wanted: string): T {
  if (!isPlainObject(rule)) throw invalid(option, rule, wanted)
  requireMembers(option, rule, known)
  if (Object.keys(rule).length !== 1) throw invalid(option, rule, wanted)
  return rule
}

const WHOLE = 'a whole number from 0, such as 42 or 42n'

function namedOffsets(option: string, offsets: Offsets): NamedOffsets {
  if (typeof offsets !== 'object') {
    const all = wholeOffset(option, offsets)
    return { forAll: true, of: () => all, partitions: [] }
  }
  if (!isPlainObject(offsets))
    throw invalid(option, offsets, 'an offset, or an object such as { 0: 100, 1: 50 }')
  const known = new Map<number, bigint>()
  for (const [name, offset] of Object.entries(offsets)) {
    if (!/^\d{1,10}$/.test(name))
      throw invalid(option, offsets, 'partitions as the names, such as { 0: 100 }')
    known.set(Number(name), wholeOffset(`${option}[${name}]`, offset))
  }
  return { forAll: false, of: ({ partition }) => known.get(partition) ?? null, partitions: [...known.keys()] }
}

function storedPositions(positions: unknown): NamedOffsets {
  const wanted = 'a list such as [{ topic: "message", partition: 0, offset: 42n }]'
  if (!Array.isArray(positions)) throw invalid('from.positions', positions, wanted)
  const known = new Map<string, bigint>()
  for (const position of positions as unknown[]) {
    if (!isPlainObject(position)) throw invalid('from.positions', position, wanted)
    const { topic, partition, offset } = position
    if (typeof topic !== 'string' || !isPartition(partition))
      throw invalid('from.positions', position, wanted)
    known.set(keyOf({ topic, partition }), wholeOffset('from.positions', offset as Offset))
  }
  // A store keeps the positions of every topic: those of others than the ones that are read do not matter here.
  return { forAll: false, of: (place) => known.get(keyOf(place)) ?? null, partitions: [] }
}

/** What stands for one partition of one topic among many. */
export const keyOf = ({ topic, partition }: Place): string => `${topic}\0${partition}`

const GREATEST_OFFSET = 2n ** 63n - 1n

function wholeOffset(option: string, offset: Offset): bigint {
  if (typeof offset === 'number' && Number.isSafeInteger(offset) && offset >= 0) return BigInt(offset)
  if (typeof offset === 'bigint' && offset >= 0n && offset <= GREATEST_OFFSET) return offset
  const inexact = typeof offset === 'number' && Number.isInteger(offset) && offset > 0
  throw invalid(
    option,
    offset,
    inexact ? 'an offset beyond 2^53 as a bigint, such as 9007199254740993n' : WHOLE,
  )
}

function checkedPartitions(partitions: readonly number[]): readonly number[] {
  if (!Array.isArray(partitions) || !partitions.length || !partitions.every(isPartition))
    throw invalid('partitions', partitions, 'a list of partitions, such as [0, 2]')
  return [...new Set(partitions)].sort((a, b) => a - b)
}

const isPartition = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 2 ** 31
