import { type KafkaRecord } from '../record'
import { type Batch } from '../source/batch'
import { FlatLane } from './flat/lane'
import { keepInput } from './input'
import { matcherOf } from './match'
import { checkedOptions, type ParseOptions } from './options'
import { type Parsed } from './outcome'
import { Parsing } from './parsing'
import { MessageReader } from './reader'
import { type Schema } from './schema'

/**
 * Turns the messages of a batch into typed rows. Each message ends in exactly one of row(s), reject, tombstone, empty; the
 * rows are in the order of the batch. What cannot become a row is kept whole, with the reason. Both the outcome and its
 * rows carry the batch's provenance as their label. docs/parsing.md says what is read and what is mended.
 *
 * Throws MESSAGE_REJECTED in strict mode, REJECT_SHARE_EXCEEDED, PARSE_OPTION_INVALID, and FUNNEL_BROKEN where the counts
 * do not add up.
 */
export function parse<Row extends object>(
  batch: Batch,
  schema: Schema<Row>,
  options: ParseOptions = {},
): Parsed<Row> {
  return makeParser(schema, options)(batch)
}

/**
 * `parse` for several batches of the same topics, in their order: what one batch tells of the next (the header of CSV in a
 * partition) is kept between them. Throws as `parse` does.
 */
export function makeParser<Row extends object>(
  schema: Schema<Row>,
  options: ParseOptions = {},
): (batch: Batch) => Parsed<Row> {
  const { csvHeader, registry, ...rest } = checkedOptions(options)
  const matcher = matcherOf(schema.fields)
  const reader = new MessageReader({ isField: (name) => matcher.isField(name), csvHeader, registry })
  const lane = new FlatLane(schema.fields, matcher)
  return (batch) => {
    reader.begin(batch)
    const headers = reader.headers()
    const parsing = new Parsing(schema, rest, batch.length)
    for (const record of batch) addMessage(parsing, reader, record, lane)
    return keepInput(parsing.outcome(batch.provenance, batch.length), { batch, headers, csvHeader, registry })
  }
}

/** Adds a message with what the reader finds in it, or the lane, where there is one, which is quicker. */
export function addMessage(
  parsing: Parsing<object>,
  reader: MessageReader,
  record: KafkaRecord,
  lane?: FlatLane,
): void {
  const bytes = record.value
  if (bytes === null) return parsing.addTombstone()
  if (bytes.length === 0) return parsing.addEmpty()
  const object = lane?.read(record, bytes)
  if (object && parsing.addFlat(record, object)) return
  const found = reader.read(record, bytes)
  parsing.add(record, found)
  if (!object) lane?.learn(record, bytes, found)
}
