import { carnetError } from '../errors'
import { fold } from '../parse/fold'
import { Rows } from '../parse/formats/format'
import { Item } from '../parse/item'
import { matcherOf } from '../parse/match'
import { addMessage } from '../parse/parse'
import { Parsing } from '../parse/parsing'
import { MessageReader } from '../parse/reader'
import {
  schema,
  boolean,
  date,
  integer,
  number,
  text,
  timestamp,
  type Field,
  type Schema,
} from '../parse/schema'
import { schemaToJson } from '../parse/schema-json'
import { type KafkaRecord } from '../record'
import { type Batch } from '../source/batch'
import { type Cell, type ColumnType } from '../table'
import { FieldTally } from './field-tally'
import { type InferredSchema, type LeftOut, type Sample, type SeenField } from './inferred'
import { NameGroups } from './name-groups'
import { schemaCode } from './schema-code'
import { typeOf } from './speaks-for'

export interface InferOptions {
  /** Messages that are looked at, evenly spread over the batch: 10,000 by default. */
  readonly sample?: number
  /** The name of the schema; the topic by default. */
  readonly name?: string
}

const SAMPLE = 10_000
/** Of the rows that could be read, the share that must have a field. */
const LEAST_ROWS = 0.01

const FIELDS: Readonly<Record<ColumnType, () => Field<unknown>>> = {
  text,
  integer,
  number,
  boolean,
  date,
  timestamp,
}

/**
 * Proposes a schema from a sample of messages: the fields that at least 1 % of its rows have, each with the narrowest type
 * that takes at least 90 % of its values, optional where a row has none, and with the synonyms that it needs. What was seen
 * (the range of numbers, say) becomes no rule of the schema, but stands beside it. The share of the sample that the schema
 * accepts is measured by parsing it. The result is a schema, and shows as code to paste.
 *
 * Throws SCHEMA_NOT_INFERRED where no message of the sample has fields, INSPECT_OPTION_INVALID.
 */
export function inferSchema(batch: Batch, options: InferOptions = {}): InferredSchema {
  const most = options.sample ?? SAMPLE
  if (!Number.isSafeInteger(most) || most < 1)
    throw carnetError('INSPECT_OPTION_INVALID', {
      call: 'inferSchema',
      option: 'sample',
      given: String(most),
      wanted: 'a whole number from 1',
    })
  const sample = spread(batch, most)
  const { tallies, rows } = talliesOf(batch, sample)
  const leftOut: LeftOut[] = []
  const found = [...tallies].flatMap(([group, tally]) => {
    const made = group < 0 ? 'no name' : tally.rows < LEAST_ROWS * rows ? 'rare' : seenOf(tally, rows)
    if (typeof made !== 'string') return [made]
    leftOut.push({ name: commonest(tally.spellings), rows: tally.rows, why: made })
    return []
  })
  if (found.length === 0)
    throw carnetError('SCHEMA_NOT_INFERRED', { messages: sample.length, topics: batch.topics })
  const name = options.name ?? batch.topics[0] ?? 'rows'
  const made = schema(Object.fromEntries(found.map((seen) => [seen.name, fieldOf(seen)])), { name })
  return Object.freeze({
    ...(made as Schema<Record<string, Cell>>),
    kind: 'inferred' as const,
    code: schemaCode(made, found),
    json: schemaToJson(made),
    seen: found,
    leftOut,
    sample: measured(made, batch, sample),
    provenance: batch.provenance,
  })
}

/** At most so many messages, the same distance from each other. */
function spread(batch: Batch, most: number): readonly KafkaRecord[] {
  const step = Math.max(1, batch.length / most)
  const sample: KafkaRecord[] = []
  let i = 0
  for (const record of batch) if (i++ >= sample.length * step && sample.length < most) sample.push(record)
  return sample
}

function talliesOf(
  batch: Batch,
  sample: readonly KafkaRecord[],
): { readonly tallies: ReadonlyMap<number, FieldTally>; readonly rows: number } {
  const items = [...itemsOf(batch, sample)]
  const groups = new NameGroups(items.map((item) => Object.keys(item.fields)))
  const tallies = new Map<number, FieldTally>()
  for (const item of items) addRow(item, groups, tallies)
  return { tallies, rows: items.length }
}

function* itemsOf(batch: Batch, sample: readonly KafkaRecord[]): Generator<Item> {
  const reader = new MessageReader({ isField: () => false })
  reader.begin(batch)
  for (const record of sample) {
    if (record.value === null || record.value.length === 0) continue
    const found = reader.read(record, record.value)
    for (const item of found instanceof Rows ? found.items : [found]) if (item instanceof Item) yield item
  }
}

function addRow(item: Item, groups: NameGroups, tallies: Map<number, FieldTally>): void {
  const met = new Set<number>()
  for (const name of Object.keys(item.fields)) {
    const group = groups.of(name)
    // A field under two names is a reject, whatever the schema: it says nothing of the field.
    if (met.has(group)) continue
    met.add(group)
    const tally = tallies.get(group) ?? new FieldTally()
    tallies.set(group, tally)
    tally.add(item, name)
  }
}

function seenOf(tally: FieldTally, rows: number): SeenField | 'nested' {
  const type = typeOf(tally.votes, tally.values)
  if (type === null) return 'nested'
  const { values, spellings, examples } = tally
  const names = [...spellings].sort(([, a], [, b]) => b - a).map(([name]) => name)
  const missing = rows - values
  return {
    name: names[0],
    type,
    isOptional: missing > 0,
    present: values,
    missing,
    names,
    ...tally.extremes(type),
    examples,
  }
}

/** The field, with those of its names as synonyms that are other letters. */
function fieldOf({ name, type, isOptional, names }: SeenField): Field<unknown> {
  // Of several spellings of the same letters the commonest, which comes first, is kept.
  const letters = new Map(names.toReversed().map((other): [string, string] => [fold(other), other]))
  letters.delete(fold(name))
  const field = FIELDS[type]().synonyms(...letters.values())
  return isOptional ? field.optional() : field
}

const commonest = (spellings: ReadonlyMap<string, number>): string =>
  [...spellings].sort(([, a], [, b]) => b - a)[0]?.[0] ?? ''

/** What the schema makes of the sample. */
function measured(made: Schema<object>, batch: Batch, sample: readonly KafkaRecord[]): Sample {
  const matcher = matcherOf(made.fields)
  const reader = new MessageReader({ isField: (name) => matcher.isField(name) })
  reader.begin(batch)
  const parsing = new Parsing(made, {}, sample.length)
  for (const record of sample) addMessage(parsing, reader, record)
  const { funnel, rejectCounts } = parsing.outcome(batch.provenance, sample.length)
  const candidates = funnel.parsed + funnel.rejected
  const accepted = candidates === 0 ? 0 : funnel.parsed / candidates
  return { messages: sample.length, of: batch.length, accepted, funnel, rejectCounts }
}
