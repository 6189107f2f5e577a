import { type Taken } from '../parse/parsing'
import { rowPlace } from '../provenance'
import { type Header, type KafkaRecord } from '../record'

const NO_HEADERS: readonly Header[] = []

/**
 * A line of a file or a row of a table in the shape of a message, so that a reject of it is kept, shown and stored like any
 * other: the name of its source stands for the topic, the number of the line or row for the offset.
 */
export class RowRecord implements Taken {
  readonly partition = 0
  readonly offset: bigint
  readonly timestamp = -1
  readonly timestampType = 'CreateTime'
  readonly key = null
  readonly headers = NO_HEADERS
  #written: Buffer | (() => Buffer)

  /** `written` is the row as its source has it, or makes that when it is asked for: most rows never are. */
  constructor(
    readonly topic: string,
    number: number,
    written: Buffer | (() => Buffer),
  ) {
    this.offset = BigInt(number)
    this.#written = written
  }

  get value(): Buffer {
    if (typeof this.#written === 'function') this.#written = this.#written()
    return this.#written
  }

  get place(): string {
    return rowPlace(this)
  }

  /** The record as plain data, which does not hold on to the block that the row came in. */
  kept(): KafkaRecord {
    const { topic, partition, offset, timestamp, timestampType, key, headers } = this
    return {
      topic,
      partition,
      offset,
      timestamp,
      timestampType,
      key,
      value: Buffer.from(this.value),
      headers,
    }
  }
}
