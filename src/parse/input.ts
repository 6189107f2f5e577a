import { type KafkaRecord } from '../record'
import { type Batch } from '../source/batch'
import { type LearnedHeaders } from './csv-headers'
import { type Found } from './formats/format'
import { matcherOf } from './match'
import { type ParseOptions } from './options'
import { type Parsed } from './outcome'
import { MessageReader } from './reader'

/** What an outcome was made of, so that its messages can be read again in the same way. */
export interface Input extends Pick<ParseOptions, 'csvHeader' | 'registry'> {
  readonly batch: Batch
  /** The headers of CSV that were known before its first message. */
  readonly headers: LearnedHeaders
}

/** The batch lives as long as its outcome does; whoever lets go of the outcome lets go of both. */
const inputs = new WeakMap<object, Input>()

/** Notes what an outcome was made of; returns the outcome. */
export function keepInput<P extends Parsed<object>>(parsed: P, input: Input): P {
  inputs.set(parsed, input)
  return parsed
}

/** What an outcome was made of; undefined where it was not made of a batch. */
export const inputOf = (parsed: Parsed<object>): Input | undefined => inputs.get(parsed)

/**
 * Each message once more, with what is found in it: nothing in a tombstone or where there are no bytes. `isWanted` false
 * leaves a message out.
 */
export function* readAgain(
  { schema }: Pick<Parsed<object>, 'schema'>,
  { batch, headers, csvHeader, registry }: Input,
  isWanted: (record: KafkaRecord) => boolean = () => true,
): Generator<readonly [KafkaRecord, Found | null]> {
  const matcher = matcherOf(schema.fields)
  const isField = (name: string): boolean => matcher.isField(name)
  const reader = new MessageReader({ isField, csvHeader, registry, headers: headers.copy() })
  reader.begin(batch)
  for (const record of batch) {
    if (!isWanted(record)) continue
    const bytes = record.value
    yield [record, bytes === null || bytes.length === 0 ? null : reader.read(record, bytes)]
  }
}
