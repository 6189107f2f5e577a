import { invalid, isPlainObject, requireMembers } from '../kafka/options'
import { checkedOptions, type ParseOptions } from '../parse/options'

/** How rows of a file, a database or a web address are read, and what is done with those that do not fit the schema. */
export interface RowOptions extends Pick<ParseOptions, 'mode' | 'maxRejectShare'> {
  /** Reads at most so many rows; all of them by default. Provenance and captions tell where it cut. */
  readonly limit?: number
  /** Ends the read early; what was read until then is kept. Interrupting the cell does the same. */
  readonly signal?: AbortSignal
}

const ROW_OPTIONS: readonly (keyof RowOptions)[] = ['mode', 'maxRejectShare', 'limit', 'signal']

/**
 * The options that all readers of rows have, checked; `own` are the names of those that this one has besides. Throws
 * READ_OPTION_UNKNOWN, READ_OPTION_INVALID, PARSE_OPTION_INVALID.
 */
export function checkedRowOptions(options: RowOptions, own: readonly string[]): RowOptions {
  const given: unknown = options
  if (!isPlainObject(given)) throw invalid('options', given, 'an object such as { limit: 10 }')
  requireMembers('', given, [...own, ...ROW_OPTIONS])
  const { mode, maxRejectShare, limit, signal } = options
  checkedOptions({ mode, maxRejectShare })
  if (limit !== undefined && !isCount(limit)) throw invalid('limit', limit, 'a whole number of rows above 0')
  if (signal !== undefined && !(signal instanceof AbortSignal))
    throw invalid('signal', signal, 'the signal of an AbortController')
  return options
}

export const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) > 0
