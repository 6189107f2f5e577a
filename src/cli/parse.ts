import { basename } from 'node:path'
import { carnetError } from '../errors'
import { type Parsed, type Reject } from '../parse/outcome'
import { outcomesOf } from '../parse/outcomes'
import { makeParser } from '../parse/parse'
import { type Schema } from '../parse/schema'
import { Tally } from '../parse/tally'
import { isOfTopics, type Provenance, rowPlace } from '../provenance'
import { plainText } from '../show'
import { type Batch } from '../source/batch'
import { holdsMessages } from '../source/capture/holds-messages'
import { readManifest } from '../source/capture/read'
import { replaySource } from '../source/replay'
import { type Lang, phrase } from '../words'
import { outcomeLine } from './outcome-line'
import { pour } from './output'
import { schemaFlag } from './schema-flag'
import { withFile } from './spool'
import { type Terminal } from './terminal'
import { ValueLines } from './value-lines'

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

/**
 * `carnet parse FILE|-`: the messages of a capture, or lines that are the values of messages, to rows, and what became of
 * each; in constant memory. Which of both a file holds is told by its content.
 */
export async function parseMessages(
  file: string,
  flags: ParseFlags,
  terminal: Terminal & { readonly in: NodeJS.ReadableStream },
  signal: AbortSignal,
): Promise<number> {
  const run = new Run(await schemaFlag(flags.schema), flags)
  return withFile(file, terminal.in, signal, async (path, name) => {
    const print = (messages: Messages): Promise<unknown> =>
      pour(terminal.out, flags.json ? run.lines(messages) : run.summary(messages))
    if (await isCapture(path)) await ofCapture(path, signal, print)
    else {
      terminal.err.write(phrase('parse.values', flags.lang, { name }) + '\n')
      await print(new ValueLines(path, basename(name), signal))
    }
    return 0
  })
}

/** Messages in batches, and in the end where they come from. */
interface Messages extends AsyncIterable<Batch> {
  readonly provenance: Provenance | null
}

/** What cannot be read is opened as a capture, which tells why. */
const isCapture = (path: string): Promise<boolean> => holdsMessages(path).catch(() => true)

async function ofCapture(
  path: string,
  signal: AbortSignal,
  work: (messages: Messages) => Promise<unknown>,
): Promise<void> {
  const { topics } = await readManifest(path)
  const source = replaySource(path, { say: () => undefined })
  try {
    await work(
      source.stream(
        topics.map((t) => t.topic),
        { quiet: true, signal },
      ),
    )
  } finally {
    await source.close()
  }
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

  async *lines(messages: Messages): AsyncGenerator<string> {
    for await (const batch of messages) {
      const parsed = this.#parser(batch)
      let text = ''
      for (const outcome of outcomesOf(batch, parsed)) {
        text += outcomeLine(outcome, parsed)
        if (text.length > PIECE || (this.#flags.strict && outcome.as === 'reject')) {
          yield text
          text = ''
        }
        if (outcome.as === 'reject') this.#refuse(outcome.reject, parsed)
      }
      yield text
      this.#tally.add(parsed)
    }
    this.#tally.checkShare(this.#most)
  }

  async *summary(messages: Messages): AsyncGenerator<string> {
    for await (const batch of messages) {
      const parsed = this.#parser(batch)
      for (const reject of parsed.rejects.slice(0, 1)) this.#refuse(reject, parsed)
      this.#tally.add(parsed)
    }
    const { provenance } = messages
    if (provenance)
      yield plainText(this.#tally.overview({ schema: this.#schema, provenance }), this.#flags.lang) + '\n'
    this.#tally.checkShare(this.#most)
  }

  /** Throws MESSAGE_REJECTED where that is asked for. */
  #refuse(
    { record, index, code, reason, position }: Reject,
    { provenance }: Pick<Parsed<object>, 'provenance'>,
  ): void {
    if (!this.#flags.strict) return
    const { topic, partition, offset } = record
    const at = isOfTopics(provenance) ? `${topic}[${partition}] ${offset}` : rowPlace(record)
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
