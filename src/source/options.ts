import { invalid, isPlainObject, requireMembers } from '../kafka/options'
import { checkedSelection, checkedTopics, type Selection } from '../kafka/selection'
import { type ReadPlan, type ReadProgress, type ReadSelection } from '../reading'

export interface ReadOptions extends ReadSelection {
  /** Ends the read early; what was read until then is kept. */
  readonly signal?: AbortSignal
  /** Without an answer of the brokers for so many seconds, the read is given up; 30 by default. */
  readonly failAfter?: number
  /**
   * What to do where the broker cannot be reached: use the last capture of these topics instead of failing; or fail, though
   * the source was opened with `when-unreachable`.
   */
  readonly replay?: 'when-unreachable' | 'never'
  /** Whether a live read is kept as a capture (it is by default), or the `.kcap` file to keep it in. */
  readonly capture?: boolean | string
  /** Whether the lines that say what is read are left out; they are printed by default. */
  readonly quiet?: boolean
  /** Is told what the read is about to do, before the first message. */
  readonly onPlan?: (plan: ReadPlan) => void
  /** Is told how far the read has come, now and then. */
  readonly onProgress?: (progress: ReadProgress) => void
}

/** Every option of a read, so that a name that is none of them is found. */
const OPTIONS: Readonly<Record<keyof ReadOptions, true>> = {
  from: true,
  until: true,
  limit: true,
  bytes: true,
  seconds: true,
  partitions: true,
  isolation: true,
  where: true,
  signal: true,
  failAfter: true,
  replay: true,
  capture: true,
  quiet: true,
  onPlan: true,
  onProgress: true,
}

/** What a read was asked for, checked. */
export interface Request {
  readonly topics: readonly string[]
  readonly selection: Selection
  readonly options: ReadOptions
}

/** Throws READ_OPTION_UNKNOWN, READ_OPTION_INVALID. */
export function checkedRequest(topics: string | readonly string[], options: ReadOptions = {}): Request {
  if (!isPlainObject(options)) throw invalid('options', options, 'an object such as { limit: 10 }')
  requireMembers('', options, Object.keys(OPTIONS))
  const { failAfter, replay, signal, capture, quiet, onPlan, onProgress } = options
  if (quiet !== undefined && typeof quiet !== 'boolean') throw invalid('quiet', quiet, 'true or false')
  if (!(capture === undefined || typeof capture === 'boolean' || isCaptureName(capture)))
    throw invalid('capture', capture, 'true, false or the name of a .kcap file')
  for (const [name, told] of Object.entries({ onPlan, onProgress }))
    if (told !== undefined && typeof told !== 'function') throw invalid(name, told, 'a function')
  if (failAfter !== undefined && !(typeof failAfter === 'number' && failAfter > 0))
    throw invalid('failAfter', failAfter, 'a number of seconds above 0')
  if (replay !== undefined && replay !== 'when-unreachable' && replay !== 'never')
    throw invalid(
      'replay',
      replay,
      '"when-unreachable" or "never", or name a capture: connect({ replay: FILE })',
    )
  if (signal !== undefined && !(signal instanceof AbortSignal))
    throw invalid('signal', signal, 'the signal of an AbortController')
  return { topics: checkedTopics(topics), selection: checkedSelection(options), options }
}

const isCaptureName = (name: unknown): boolean => typeof name === 'string' && name.endsWith('.kcap')
