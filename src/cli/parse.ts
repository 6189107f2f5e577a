import { carnetError } from '../errors'
import { type Reject } from '../parse/outcome'
import { outcomesOf } from '../parse/outcomes'
import { makeParser } from '../parse/parse'
import { type Schema } from '../parse/schema'
import { Tally } from '../parse/tally'
import { plainText } from '../show'
import { readManifest } from '../source/capture/read'
import { replaySource } from '../source/replay'
import { type BatchStream } from '../source/stream'
import { type Lang } from '../words'
import { outcomeLine } from './outcome-line'
import { pour } from './output'
import { schemaFlag } from './schema-flag'
import { withFile } from './spool'
import { type Terminal } from './terminal'

export interface ParseFlags {
  /** `students`, or a file of JSON. */
  readonly schema: string
  readonly strict?: boolean
  /** As typed. */
  readonly maxRejectShare?: string
  readonly csvHeader?: string
  readonly json?: boolean
  readonly lang: Lang
}

/** `carnet parse FILE|-`: the messages of a capture to rows, and what became of each; in constant memory. */
export async function parseCapture(
  file: string,
  flags: ParseFlags,
  terminal: Terminal & { readonly in: NodeJS.ReadableStream },
  signal: AbortSignal,
): Promise<number> {
  const run = new Run(await schemaFlag(flags.schema), flags)
  return withFile(file, terminal.in, signal, async (path) => {
    const { topics } = await readManifest(path)
    const source = replaySource(path, { say: () => undefined })
    try {
      const stream = source.stream(
        topics.map((t) => t.topic),
        { quiet: true, signal },
      )
      if (flags.json) await pour(terminal.out, run.lines(stream))
      else await pour(terminal.out, run.summary(stream))
      return 0
    } finally {
      await source.close()
    }
  })
}

class Run {
  readonly #schema: Schema<object>
  readonly #flags: ParseFlags
  readonly #most: number | undefined
  readonly #tally = new Tally()
  readonly #parser: ReturnType<typeof makeParser>

  /** Throws FLAG_INVALID, PARSE_OPTION_INVALID. */
  constructor(schema: Schema<object>, flags: ParseFlags) {
    this.#schema = schema
    this.#flags = flags
    this.#most = shareFlag(flags.maxRejectShare)
    const csvHeader = flags.csvHeader?.split(',').map((name) => name.trim())
    // Strict is a matter of the first reject in order of the messages: those before it are written.
    this.#parser = makeParser(schema, { csvHeader })
  }

  async *lines(stream: BatchStream): AsyncGenerator<string> {
    for await (const batch of stream) {
      const parsed = this.#parser(batch)
      let text = ''
      for (const outcome of outcomesOf(batch, parsed)) {
        text += outcomeLine(outcome, parsed)
        if (text.length > PIECE || (this.#flags.strict && outcome.as === 'reject')) {
          yield text
          text = ''
        }
        if (outcome.as === 'reject') this.#refuse(outcome.reject)
      }
      yield text
      this.#tally.add(parsed)
    }
    this.#tally.checkShare(this.#most)
  }

  async *summary(stream: BatchStream): AsyncGenerator<string> {
    for await (const batch of stream) {
      const parsed = this.#parser(batch)
      for (const reject of parsed.rejects.slice(0, 1)) this.#refuse(reject)
      this.#tally.add(parsed)
    }
    const { provenance } = stream
    if (provenance)
      yield plainText(this.#tally.overview({ schema: this.#schema, provenance }), this.#flags.lang) + '\n'
    this.#tally.checkShare(this.#most)
  }

  /** Throws MESSAGE_REJECTED where that is asked for. */
  #refuse({ record, index, code, reason, position }: Reject): void {
    if (!this.#flags.strict) return
    const at = `${record.topic}[${record.partition}] ${record.offset}`
    throw carnetError('MESSAGE_REJECTED', { at, index, code, reason, position })
  }
}

/** Characters that are written at once. */
const PIECE = 1 << 16

function shareFlag(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const share = text.trim() === '' ? NaN : Number(text)
  if (!(share >= 0 && share <= 1))
    throw carnetError('FLAG_INVALID', { flag: '--max-reject-share', text, wanted: 'a number from 0 to 1' })
  return share
}
