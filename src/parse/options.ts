import { nearNames } from '../config/near'
import { carnetError } from '../errors'
import { type SchemaRegistry } from './registry'

const MODES = ['keep', 'strict', 'drop'] as const

/** How `parse` goes about what cannot become a row, and what it may know of the messages. */
export interface ParseOptions {
  /**
   * `keep` (default): rejects are kept whole, with their reasons. `strict`: the first one throws. `drop`: they are counted
   * by reason, and not kept.
   */
  readonly mode?: (typeof MODES)[number]
  /** The greatest share of rejects among what could be rows, from 0 to 1: beyond it `parse` throws. None by default. */
  readonly maxRejectShare?: number
  /** The names of the columns, for lines of CSV without a header of their own. */
  readonly csvHeader?: readonly string[]
  /** Schemas of framed messages, in place of those that the batch brings along. */
  readonly registry?: SchemaRegistry
}

const NAMES = ['mode', 'maxRejectShare', 'csvHeader', 'registry']

/** The options, checked. Throws PARSE_OPTION_INVALID. */
export function checkedOptions(options: ParseOptions): ParseOptions {
  for (const name of Object.keys(options))
    if (!NAMES.includes(name)) {
      const [near] = nearNames(name, NAMES, 1)
      throw invalid(
        name,
        'it is none',
        near === undefined ? `use ${NAMES.join(', ')}` : `did you mean "${near}"?`,
      )
    }
  const { mode, maxRejectShare, csvHeader } = options
  if (mode !== undefined && !MODES.includes(mode))
    throw invalid('mode', `it is ${JSON.stringify(mode)}`, `use ${MODES.join(', ')}`)
  if (maxRejectShare !== undefined && !(maxRejectShare >= 0 && maxRejectShare <= 1))
    throw invalid('maxRejectShare', `it is ${String(maxRejectShare)}`, 'use a number from 0 to 1')
  if (csvHeader !== undefined && (csvHeader.length === 0 || new Set(csvHeader).size !== csvHeader.length))
    throw invalid('csvHeader', 'it names a column twice, or none', 'name each column once')
  return options
}

const invalid = (option: string, problem: string, remedy: string): Error =>
  carnetError('PARSE_OPTION_INVALID', { option, problem, remedy })
