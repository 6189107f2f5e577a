import { plainText } from '../show'
import { manifestJson } from '../source/capture/manifest'
import { lineOf } from '../source/capture/ndjson-line'
import { overviewOf, type CaptureOverview } from '../source/capture/overview'
import { offsetFlag, wholeNumber } from './flags'
import { pour } from './output'
import { type Terminal } from './terminal'

export interface ShowFlags {
  /** As typed. */
  readonly messages: string
  readonly topic?: string
  readonly partition?: string
  readonly offset?: string
  readonly json?: boolean
}

/** `carnet show FILE`: what a capture says of itself, what its partitions hold, and some of its messages. */
export async function showCapture(
  file: string,
  flags: ShowFlags,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<number> {
  const { messages, topic, partition, offset } = flags
  const overview = await overviewOf(file, {
    signal,
    messages: wholeNumber('--messages', messages),
    topic,
    partition: partition === undefined ? undefined : wholeNumber('--partition', partition),
    offset: offset === undefined ? undefined : offsetFlag('--offset', offset),
  })
  const text = flags.json ? jsonText(overview) : plainText(overview)
  await pour(terminal.out, once(text + '\n'))
  return 0
}

async function* once(text: string): AsyncGenerator<string> {
  yield text
}

/** The messages are spliced in as lines: their offsets may have more digits than a number of JavaScript. */
function jsonText({
  file,
  form,
  state,
  size,
  sha256,
  manifest,
  partitions,
  messages,
}: CaptureOverview): string {
  const counted = partitions.map((p) => ({ ...p, from: String(p.from), to: String(p.to) }))
  const rest = {
    ok: true,
    file,
    form,
    state,
    size,
    sha256,
    manifest: manifestJson(manifest),
    partitions: counted,
  }
  const lines = messages.map((r) => `\n    ${lineOf(r)}`).join(',')
  return `${JSON.stringify(rest, null, 2).slice(0, -2)},\n  "messages": [${lines}${lines ? '\n  ' : ''}]\n}`
}
