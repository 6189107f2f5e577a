import { basename } from 'node:path'
import { CarnetError, carnetError } from '../errors'
import { type Provenance } from '../provenance'
import { type ReadPlan, type ReadSummary } from '../reading'
import { type RecordChunk } from '../record'
import { type RegisteredSchema } from '../registry/schema'
import { KcapWriter } from './capture/kcap-write'
import { type Opening } from './capture/manifest'
import { PartialFile } from './capture/partial-file'
import { Tally } from './capture/summary'
import { shortPath } from './catalog'

/** A capture that is written while its messages are read. */
export class Recording {
  readonly #opening: Opening
  readonly #writer: KcapWriter
  readonly #tally = new Tally()
  #plan: Pick<ReadPlan, 'there' | 'plan'> | undefined
  #began = false

  private constructor(opening: Opening, out: PartialFile) {
    this.#opening = opening
    this.#writer = new KcapWriter(out, opening)
  }

  /** Begins the first of these files that nobody has taken. Throws CAPTURE_NOT_WRITTEN. */
  static async begin(opening: Opening, files: Iterable<string>): Promise<Recording> {
    return new Recording(opening, await PartialFile.beginNew(files))
  }

  /** Begins this file, in place of what has the name once it is whole. Throws CAPTURE_NOT_WRITTEN. */
  static async into(opening: Opening, file: string): Promise<Recording> {
    return new Recording(opening, await PartialFile.begin(file))
  }

  planned({ there, plan }: ReadPlan): void {
    this.#plan = { there, plan }
  }

  /** Adds what was read, whether it was asked for or not. Throws CAPTURE_NOT_WRITTEN. */
  async add(chunk: RecordChunk): Promise<void> {
    this.#began = true
    this.#tally.add(chunk)
    await this.#writer.add(chunk)
  }

  /** The capture holds all that was read: nothing of it counts as left out. */
  async finish(
    summary: ReadSummary,
    schemas: readonly RegisteredSchema[] = [],
  ): Promise<NonNullable<Provenance['capture']>> {
    const { records, skipped } = summary
    const whole = { ...summary, records: records + skipped, skipped: 0 }
    const sha256 = await this.#writer.finish({ ...this.#opening, summary: whole, schemas })
    return { file: basename(this.#writer.file), sha256 }
  }

  /** Keeps what was read before the failure, where there is any. Returns the error to throw: READ_BROKEN, or the same. */
  async breakOff(failure: unknown, schemas: readonly RegisteredSchema[] = []): Promise<unknown> {
    if (!this.#began || (failure instanceof CarnetError && failure.code === 'CAPTURE_NOT_WRITTEN')) {
      await this.#writer.discard()
      return failure
    }
    const what = failure instanceof CarnetError ? failure.what : String(failure)
    const notes = [`The read broke off: ${what}`]
    const summary = this.#tally.summary({ ...this.#plan, stop: 'interrupted', notes })
    await this.#writer.finish({ ...this.#opening, summary, schemas })
    const topic = this.#opening.topics.map((t) => t.topic).join(', ')
    const file = shortPath(this.#writer.file)
    return carnetError('READ_BROKEN', { what, topic, messages: summary.records, file }, failure)
  }
}
