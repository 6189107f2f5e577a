import { carnetError } from '../errors'
import { setLabel } from '../provenance'
import { type KafkaRecord } from '../record'
import { type Batch } from '../source/batch'
import { Table } from '../table'
import { formats, type FieldValues, type Format } from './formats'
import { OriginColumns } from './origins'
import { type Funnel, type Parsed, type Reject } from './outcome'
import { refuse, Refusal } from './refusal'
import { RowBuilder } from './row'
import { type Schema } from './schema'
import { notUtf8, textOf } from './text'

/** A message beyond this is kept as a reject: Kafka itself is seldom set to take so much. 64 MiB. */
const MOST_BYTES = 64 << 20

/**
 * Turns the messages of a batch into typed rows. Each message ends in exactly one of row, reject, tombstone, empty; the
 * rows are in the order of the batch. What cannot become a row is kept whole, with the reason. Both the outcome and its
 * rows carry the batch's provenance as their label. Throws FUNNEL_BROKEN where the counts do not add up.
 */
export function parse<Row extends object>(batch: Batch, schema: Schema<Row>): Parsed<Row> {
  const parsing = new Parsing(batch, schema.fields)
  for (const record of batch) parsing.add(record)
  const funnel = parsing.funnel()
  checkFunnel(funnel, batch.length)
  const label = { provenance: batch.provenance, filter: null }
  const parsed: Parsed<Row> = {
    kind: 'parsed',
    schema,
    rows: setLabel(new Table<Row>(parsing.rows.columns()), label),
    origins: parsing.origins,
    rejects: parsing.rejects,
    funnel,
    formats: parsing.formats,
    repairs: parsing.rows.repairs(),
    provenance: batch.provenance,
  }
  return setLabel(parsed, label)
}

function checkFunnel(funnel: Funnel, expected: number): void {
  const { read, parsed, rejected, tombstones, empty } = funnel
  const sum = parsed + rejected + tombstones + empty
  if (sum === read && read === expected) return
  const counts = `${parsed} parsed + ${rejected} rejected + ${tombstones} tombstones + ${empty} empty = ${sum}`
  throw carnetError('FUNNEL_BROKEN', { expected, counts })
}

class Parsing {
  readonly rows: RowBuilder
  readonly origins: OriginColumns
  readonly rejects: Reject[] = []
  readonly formats = new Map<string, number>()
  #read = 0
  #tombstones = 0
  #empty = 0

  constructor(batch: Batch, fields: Schema<Record<string, unknown>>['fields']) {
    this.rows = new RowBuilder(fields)
    this.origins = new OriginColumns(batch.length)
  }

  add(record: KafkaRecord): void {
    this.#read++
    const bytes = record.value
    if (bytes === null) this.#tombstones++
    else if (bytes.length === 0) this.#empty++
    else {
      const refusal = this.#addMessage(bytes)
      if (refusal) {
        const { stage, code, reason, position } = refusal
        this.rejects.push({ record, stage, code, reason, position })
      } else this.origins.add(record)
    }
  }

  #addMessage(bytes: Buffer): Refusal | null {
    if (bytes.length > MOST_BYTES)
      return refuse('MESSAGE_TOO_LARGE', { bytes: bytes.length, most: MOST_BYTES })
    const text = textOf(bytes)
    let first: Refusal | null = null
    for (const format of formats) {
      const found: FieldValues | Refusal | null = format.read(bytes, text)
      if (found instanceof Refusal) first ??= found
      else if (found !== null) return this.#addFields(found, format, bytes, text)
    }
    // Of a text the formats always say something: what none of them can say anything of is no text.
    return first ?? notUtf8(bytes)
  }

  #addFields(fields: FieldValues, format: Format, bytes: Buffer, text: string | null): Refusal | null {
    this.formats.set(format.name, (this.formats.get(format.name) ?? 0) + 1)
    return this.rows.add(fields, format, bytes, text)
  }

  funnel(): Funnel {
    return {
      read: this.#read,
      parsed: this.origins.length,
      rejected: this.rejects.length,
      tombstones: this.#tombstones,
      empty: this.#empty,
    }
  }
}
