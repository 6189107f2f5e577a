import { nearNames } from '../config/near'
import { type CarnetError, carnetError } from '../errors'
import { momentMs } from '../kafka/moment'
import { isPlainObject, shown } from '../kafka/options'
import { checkedOptions, type ParseOptions } from '../parse/options'
import { type Moment } from '../reading'
import { type CollectProgress } from './progress'

/** How long raw messages are kept. At least one of the two. */
export interface RawRule {
  /** Seconds, by the message's timestamp. */
  readonly maxAge?: number
  /** Bytes of all raw messages of the topic; the oldest go first. */
  readonly maxBytes?: number
}

export interface CollectOptions {
  /** Goes on when the end is reached: waits for messages to come, until it is stopped. It ends there by default. */
  readonly follow?: boolean
  /**
   * Where a topic begins that is collected into this database for the first time: at its log start (`'beginning'`, the
   * default), at its end, or at the first message with that timestamp or a later one. After that it goes on where it was.
   */
  readonly from?: 'beginning' | 'end' | { readonly time: Moment }
  /**
   * Whether each message is kept as it came, beside its rows: for ever (`true`), or as long as a rule says. Those behind
   * a reject are always kept.
   */
  readonly raw?: boolean | RawRule
  /** As for `parse`. What cannot become a row is stored as a reject, or counted only (`drop`); the collection goes on. */
  readonly parse?: Pick<ParseOptions, 'csvHeader' | 'registry'> & { readonly mode?: 'keep' | 'drop' }
  /** Seconds between two looks for new messages, while there are none; 1 by default. */
  readonly poll?: number
  /** Ends after so many seconds. */
  readonly seconds?: number
  /** Ends with so many messages, exactly. */
  readonly limit?: number
  /** Ends it, with all that was collected stored. */
  readonly signal?: AbortSignal
  /** Is told how far it has come: after each batch, when its state changes, and at the end. */
  readonly onProgress?: (progress: CollectProgress) => void
  /** Whether the lines for people are left out; they are printed by default. */
  readonly quiet?: boolean
  /** What the run was asked to do, such as `params()`: kept with the run, and part of its id. */
  readonly parameters?: Readonly<Record<string, unknown>>
}

/** The options, checked, without defaults left open. */
export interface CollectRequest {
  readonly follow: boolean
  readonly from: 'beginning' | 'end' | { readonly time: Moment }
  readonly raw: boolean
  /** Null where raw messages are kept for ever, or not at all. */
  readonly retention: { readonly maxAge?: number; readonly maxBytes?: number } | null
  readonly parse: ParseOptions
  readonly pollMs: number
  readonly seconds: number
  readonly limit: number
  readonly signal: AbortSignal | undefined
  readonly onProgress: ((progress: CollectProgress) => void) | undefined
  readonly quiet: boolean
  readonly parameters: Readonly<Record<string, unknown>>
}

const NAMES = [
  'follow',
  'from',
  'raw',
  'parse',
  'poll',
  'seconds',
  'limit',
  'signal',
  'onProgress',
  'quiet',
  'parameters',
] as const satisfies readonly (keyof CollectOptions)[]

/** Throws COLLECT_OPTION_UNKNOWN, COLLECT_OPTION_INVALID, PARSE_OPTION_INVALID. */
export function checkedCollect(options: CollectOptions): CollectRequest {
  const given: unknown = options
  if (!isPlainObject(given)) throw invalid('options', options, 'an object such as { follow: true }')
  for (const name of Object.keys(options))
    if (!(NAMES as readonly string[]).includes(name))
      throw carnetError('COLLECT_OPTION_UNKNOWN', {
        option: name,
        near: nearNames(name, NAMES),
        known: NAMES,
      })
  const { follow = false, from = 'beginning', raw = false, parse = {}, poll = 1, quiet = false } = options
  const { seconds = Infinity, limit = Infinity, signal, onProgress, parameters = {} } = options
  for (const [name, value] of Object.entries({ follow, quiet }))
    if (typeof value !== 'boolean') throw invalid(name, value, 'true or false')
  for (const [name, value] of Object.entries({ poll, seconds }))
    if (!(typeof value === 'number' && value > 0)) throw invalid(name, value, 'a number of seconds above 0')
  if (limit !== Infinity && !(Number.isSafeInteger(limit) && limit > 0))
    throw invalid('limit', limit, 'a whole number from 1')
  if (signal !== undefined && !(signal instanceof AbortSignal))
    throw invalid('signal', signal, 'the signal of an AbortController')
  if (onProgress !== undefined && typeof onProgress !== 'function')
    throw invalid('onProgress', onProgress, 'a function')
  if (!isPlainObject(parameters)) throw invalid('parameters', parameters, 'an object such as params()')
  return {
    follow,
    from: checkedFrom(from),
    ...checkedRaw(raw),
    parse: checkedParse(parse),
    pollMs: poll * 1000,
    seconds,
    limit,
    signal,
    onProgress,
    quiet,
    parameters,
  }
}

function checkedFrom(from: CollectRequest['from']): CollectRequest['from'] {
  if (from === 'beginning' || from === 'end') return from
  if (!isPlainObject(from) || Object.keys(from).join() !== 'time' || momentMs(from.time) === null)
    throw invalid('from', from, '"beginning", "end", or a time such as { time: "2026-11-24T16:00:00Z" }')
  return from
}

function checkedRaw(raw: NonNullable<CollectOptions['raw']>): Pick<CollectRequest, 'raw' | 'retention'> {
  if (typeof raw === 'boolean') return { raw, retention: null }
  const wanted = 'true, false, or how long, such as { maxAge: 7 * 86_400 } in seconds or { maxBytes: 500e6 }'
  if (!isPlainObject(raw)) throw invalid('raw', raw, wanted)
  const { maxAge, maxBytes } = raw as RawRule
  const given = Object.values({ maxAge, maxBytes }).filter((n) => n !== undefined)
  const isKnown = Object.keys(raw).every((name) => name === 'maxAge' || name === 'maxBytes')
  if (!isKnown || given.length === 0 || !given.every((n) => typeof n === 'number' && n >= 0))
    throw invalid('raw', raw, wanted)
  return {
    raw: true,
    retention: {
      ...(maxAge !== undefined && { maxAge: maxAge * 1000 }),
      ...(maxBytes !== undefined && { maxBytes }),
    },
  }
}

function checkedParse(parse: ParseOptions): ParseOptions {
  if (!isPlainObject(parse))
    throw invalid('parse', parse, 'the options of parse, such as { csvHeader: ["nom", "age"] }')
  const { mode, maxRejectShare, ...rest }: ParseOptions = parse
  if (maxRejectShare !== undefined)
    throw invalid(
      'parse.maxRejectShare',
      maxRejectShare,
      'none: rejects do not end a collection, they are stored and counted',
    )
  if (mode === 'strict')
    throw invalid('parse.mode', mode, '"keep" or "drop": rejects do not end a collection')
  return checkedOptions({ ...rest, ...(mode !== undefined && { mode }) })
}

const invalid = (option: string, value: unknown, wanted: string): CarnetError =>
  carnetError('COLLECT_OPTION_INVALID', { option, value: shown(value), wanted })
