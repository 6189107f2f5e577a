import { carnetError } from '../errors'
import { Rows } from '../parse/formats/format'
import { inputOf, readAgain } from '../parse/input'
import { Item } from '../parse/item'
import { type Parsed } from '../parse/outcome'
import { Refusal } from '../parse/refusal'
import { type KafkaRecord } from '../record'
import { type Drift, type Finding } from './drifted'
import { rangeFindings } from './former-range'
import { notKept } from './not-kept'
import { PartTally, partsByOffset, partsByTime } from './parts'
import { SeriesTally } from './series'

export interface DriftOptions {
  /**
   * What the parts follow. `offset` (default): the order in each partition, so that late messages count where they were
   * sent. `time`: the timestamps.
   */
  readonly by?: Drift['by']
  /** Parts in which the messages are compared, from 2 to 100; 20 by default, fewer where there are few messages. */
  readonly parts?: number
}

/**
 * How the messages change along their offsets: fields that appear, vanish, become more or less frequent, or change type;
 * formats that do; values that leave the range they had before. A change is told where chance hardly explains it, and
 * placed at the part of the messages where it is most likely (one change for each thing, the greatest). Rejects count as
 * far as they could be read.
 *
 * The messages are read again, from the batch that was parsed. Throws MESSAGES_NOT_KEPT where there is none,
 * INSPECT_OPTION_INVALID.
 */
export function drift(parsed: Parsed<object>, options: DriftOptions = {}): Drift {
  const { by, parts: wanted } = checked(options)
  const input = inputOf(parsed)
  if (!input) throw notKept('drift', parsed, null)
  const parting = (by === 'time' ? partsByTime : partsByOffset)(input.batch, wanted)
  const tally = new PartTally(parting.count)
  const series = new SeriesTally(parting.count)
  const partOf = new Uint8Array(parsed.rows.length)
  const rows = new RowWalk(parsed)
  for (const [record, found] of readAgain(parsed, input)) {
    const part = parting.next(record)
    tally.add(part, record)
    for (const row of rows.of(record)) partOf[row] = part
    if (found === null || found instanceof Refusal || (found instanceof Rows && found.items.length === 0))
      continue
    series.addFormat(found.format, part)
    for (const item of found instanceof Rows ? found.items : [found])
      if (item instanceof Item) series.addRow(item, part)
  }
  const ranges = parsed.rows.columns.flatMap((column) => rangeFindings(column, partOf, parting.count))
  return {
    kind: 'drift',
    by,
    parts: tally.list(),
    findings: [...series.findings(), ...ranges].sort(inOrder),
    formats: series.formats(),
    provenance: parsed.provenance,
  }
}

const KINDS: readonly Finding['what'][] = ['format', 'field', 'type', 'range']

const inOrder = (a: Finding, b: Finding): number =>
  a.part - b.part || KINDS.indexOf(a.what) - KINDS.indexOf(b.what)

/** Rows are in the order of their messages. */
class RowWalk {
  #row = 0
  #origin

  constructor(private readonly parsed: Parsed<object>) {
    this.#origin = parsed.origins.at(0)
  }

  /** The rows of the next message, by number. */
  *of({ topic, partition, offset }: KafkaRecord): Generator<number> {
    for (;;) {
      const origin = this.#origin
      if (origin?.offset !== offset || origin.partition !== partition || origin.topic !== topic) return
      yield this.#row
      this.#origin = this.parsed.origins.at(++this.#row)
    }
  }
}

const PARTS = 20

function checked({ by = 'offset', parts = PARTS }: DriftOptions): Required<DriftOptions> {
  const refuse = (option: string, given: unknown, wanted: string): Error =>
    carnetError('INSPECT_OPTION_INVALID', { call: 'drift', option, given: String(given), wanted })
  if (by !== 'offset' && by !== 'time') throw refuse('by', by, '"offset" or "time"')
  if (!Number.isInteger(parts) || parts < 2 || parts > 100)
    throw refuse('parts', parts, 'a whole number from 2 to 100')
  return { by, parts }
}
