import { rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { carnetError } from '../errors'
import { type ReadFrom, type ReadSelection, type ReadSummary, type ReadUntil } from '../reading'
import { convertCapture, formOfName } from '../source/capture/convert'
import { bytesText } from '../show/amounts'
import { capturesFolder, shortPath } from '../source/catalog'
import { endLine, planLine } from '../source/lines'
import { liveSource } from '../source/live'
import { openCluster } from '../source/open'
import { type BatchStream } from '../source/stream'
import { currentLang } from '../words'
import { offsetFlag, wholeNumber } from './flags'
import { Progress, rateText, type Terminal } from './terminal'

/** As typed. */
export interface CaptureFlags {
  readonly out?: string
  readonly from?: string
  readonly until?: string
  readonly last?: string
  readonly limit?: string
  readonly seconds?: string
  readonly partition?: readonly string[]
  readonly json?: boolean
}

/** `carnet capture TOPIC...`: reads topics into a file. Interrupted, it keeps what was read until then. */
export async function capture(
  topics: readonly string[],
  flags: CaptureFlags,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<number> {
  const selection = selectionOf(flags)
  const out = flags.out === undefined ? null : { file: flags.out, form: formOfName(flags.out) }
  const cluster = await openCluster()
  if (!cluster) throw carnetError('SOURCE_NONE', {})
  const captures = capturesFolder()
  const source = liveSource(cluster.client, { captures, label: cluster.label })
  const progress = new Progress(terminal, flags.json)
  const started = performance.now()
  try {
    // Lines are made of record batches once they are all there: reading waits for nothing.
    const read = out && out.form !== 'kcap' ? `${out.file}.kcap` : (out?.file ?? true)
    const captured = await progress.step(topics.join(', '), (detail) =>
      ended(
        source.stream(topics, {
          ...selection,
          signal,
          quiet: true,
          capture: read,
          onPlan: (plan) => progress.say(planLine(plan, null, currentLang())),
          onProgress: ({ records }) => detail(rateText(records, performance.now() - started)),
        }),
      ),
    )
    const file = out?.file ?? join(captures, captured.file)
    if (out && read !== out.file) {
      await progress.step(out.file, () => convertCapture(`${out.file}.kcap`, out.file))
      await rm(`${out.file}.kcap`)
    }
    if (flags.json) {
      const milliseconds = Math.round(performance.now() - started)
      terminal.out.write(await jsonText(file, topics, captured.summary, milliseconds))
    } else {
      progress.say(endLine(captured.summary, currentLang()))
      for (const note of captured.summary.notes) progress.say(note)
      progress.say(`${shortPath(file)}, ${bytesText((await stat(file)).size, currentLang())}`)
    }
    return 0
  } finally {
    await source.close()
  }
}

/** Throws FLAG_INVALID. */
function selectionOf({ from, until, last, limit, seconds, partition }: CaptureFlags): ReadSelection {
  if (from !== undefined && last !== undefined)
    throw carnetError('FLAG_INVALID', { flag: '--last', text: last, wanted: 'either --last or --from' })
  return {
    ...(from !== undefined && { from: fromOf(from) }),
    ...(last !== undefined && { from: { last: wholeNumber('--last', last) } }),
    ...(until !== undefined && { until: untilOf(until) }),
    ...(limit !== undefined && { limit: wholeNumber('--limit', limit) }),
    ...(seconds !== undefined && { seconds: wholeNumber('--seconds', seconds, 1) }),
    ...(partition && { partitions: partition.map((p) => wholeNumber('--partition', p)) }),
  }
}

const isDigits = (text: string): boolean => /^\d+$/.test(text)

function fromOf(text: string): ReadFrom {
  if (text === 'beginning') return text
  return isDigits(text) ? { offset: offsetFlag('--from', text) } : { time: text }
}

function untilOf(text: string): ReadUntil {
  if (text === 'end') return text
  return isDigits(text) ? { offset: offsetFlag('--until', text) } : { time: text }
}

/** Goes through the stream, whose messages are kept as they pass. */
async function ended(stream: BatchStream): Promise<{ summary: ReadSummary; file: string }> {
  for await (const batch of stream) void batch
  const { summary, provenance } = stream
  if (!summary || !provenance?.capture) throw new Error('a stream ended without a summary')
  return { summary, file: provenance.capture.file }
}

async function jsonText(
  file: string,
  topics: readonly string[],
  { records, stop, ranges, notes }: ReadSummary,
  milliseconds: number,
): Promise<string> {
  const read = ranges.map((r) => ({ ...r, from: String(r.from), to: String(r.to) }))
  const { size } = await stat(file)
  const result = {
    ok: true,
    file: shortPath(file),
    size,
    topics,
    messages: records,
    stop,
    ranges: read,
    notes,
  }
  return JSON.stringify({ ...result, milliseconds }, null, 2) + '\n'
}
