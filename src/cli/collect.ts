import { type CollectOptions, collectTelling, progressText } from '../collect'
import { openMetrics } from '../collect/metrics'
import { type CollectProgress } from '../collect/progress'
import { carnetError } from '../errors'
import { momentMs } from '../kafka/moment'
import { connect } from '../source/open'
import { openStore } from '../store'
import { currentLang } from '../words'
import { wholeNumber } from './flags'
import { exactJson } from './output'
import { retainFlag } from './retain-flag'
import { schemaFlag } from './schema-flag'
import { Progress, type Terminal } from './terminal'

/** As typed. */
export interface CollectFlags {
  readonly schema: string
  readonly db: string
  readonly follow?: boolean
  readonly from?: string
  readonly raw?: boolean
  readonly retain?: readonly string[]
  readonly csvHeader?: string
  readonly poll?: string
  readonly seconds?: string
  readonly limit?: string
  readonly metrics?: string
  readonly metricsPort?: string
  readonly replay?: string
  readonly json?: boolean
}

/** Where there is no terminal, how far it has come is said so often. */
const LINE_MS = 60_000

/**
 * `carnet collect TOPIC`: a topic into a database, exactly once. A signal is how one that follows is meant to end: what was
 * read until then is stored, and the command has done its work.
 */
export async function collectTopic(
  topic: string,
  flags: CollectFlags,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<number> {
  const options = optionsOf(flags)
  const schema = await schemaFlag(flags.schema)
  const port = flags.metricsPort === undefined ? undefined : wholeNumber('--metrics-port', flags.metricsPort)
  // Standard output is for the one who asked for it.
  const progress = new Progress(terminal, flags.json === true || flags.metrics === '-')
  const say = (line: string): void => progress.say(line)
  const store = openStore(flags.db)
  const source = await connect(flags.replay === undefined ? {} : { replay: flags.replay })
  const subject = { topic, schema: schema.name }
  const metrics = await openMetrics(subject, { file: flags.metrics, port, out: terminal.out, say })
  if (metrics.url !== null) say(metrics.url)
  const line = new ProgressLine(topic, progress)
  try {
    const collected = await collectTelling({ say, complain: say }, source, topic, schema, store, {
      ...options,
      signal,
      onProgress: (now) => {
        metrics.update(now)
        line.update(now)
      },
    })
    if (flags.json) terminal.out.write(exactJson({ ok: true, ...collected }) + '\n')
    return 0
  } finally {
    await metrics.close()
    await source.close()
    store.close()
  }
}

/** Throws FLAG_INVALID. */
function optionsOf(flags: CollectFlags): CollectOptions {
  const { follow, from, raw, retain, csvHeader, poll, seconds, limit } = flags
  const rule = retain ? retainFlag(retain) : raw
  return {
    ...(follow !== undefined && { follow }),
    ...(from !== undefined && { from: fromOf(from) }),
    ...(rule !== undefined && { raw: rule }),
    ...(csvHeader !== undefined && { parse: { csvHeader: csvHeader.split(',').map((name) => name.trim()) } }),
    ...(poll !== undefined && { poll: secondsFlag('--poll', poll) }),
    ...(seconds !== undefined && { seconds: wholeNumber('--seconds', seconds, 1) }),
    ...(limit !== undefined && { limit: wholeNumber('--limit', limit, 1) }),
  }
}

function fromOf(text: string): NonNullable<CollectOptions['from']> {
  if (text === 'beginning' || text === 'end') return text
  if (momentMs(text) === null)
    throw carnetError('FLAG_INVALID', {
      flag: '--from',
      text,
      wanted: 'beginning, end, or a time such as 2026-11-24T16:00:00Z',
    })
  return { time: text }
}

function secondsFlag(flag: string, text: string): number {
  const seconds = text.trim() === '' ? NaN : Number(text)
  if (!(seconds > 0 && seconds < Infinity))
    throw carnetError('FLAG_INVALID', { flag, text, wanted: 'a number of seconds above 0' })
  return seconds
}

/** How far it has come: written anew in its place on a terminal, else a line now and then. */
class ProgressLine {
  readonly #topic: string
  readonly #progress: Progress
  #saidAt = performance.now()
  #said = 0

  constructor(topic: string, progress: Progress) {
    this.#topic = topic
    this.#progress = progress
  }

  update(now: CollectProgress): void {
    const text = progressText(this.#topic, now, currentLang())
    if (now.state !== 'stopped') this.#progress.begin(text)
    if (this.#progress.isLive || now.messages === this.#said) return
    if (performance.now() - this.#saidAt < LINE_MS) return
    this.#saidAt = performance.now()
    this.#said = now.messages
    this.#progress.say(text)
  }
}
