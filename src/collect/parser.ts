import { type ParseOptions } from '../parse/options'
import { type Parsed } from '../parse/outcome'
import { makeParser } from '../parse/parse'
import { type Schema } from '../parse/schema'
import { type Batch } from '../source/batch'
import { rangeOf } from './batches'

/** The batches of a partition before an offset, from its log start on. */
export type Earlier = (partition: number, before: bigint) => AsyncIterable<Batch>

/**
 * Parses the batches of a collection in their order. A line of CSV means nothing without its header, which came in an
 * earlier message of the partition, perhaps before the collection was begun again: where one is missing, what the topic
 * still holds from before is read once more, so that the rows are those of a collection that never stopped.
 */
export class CollectParser {
  readonly #parse: (batch: Batch) => Parsed<object>
  readonly #earlier: Earlier
  /** What is known of a partition's headers: that they are needed, or all of them. */
  readonly #headers = new Map<number, 'needed' | 'known'>()
  readonly #isGiven: boolean

  /** Throws PARSE_OPTION_INVALID. */
  constructor(schema: Schema<object>, options: ParseOptions, earlier: Earlier) {
    this.#parse = makeParser(schema, options)
    this.#isGiven = options.csvHeader !== undefined
    this.#earlier = earlier
  }

  /** Throws FUNNEL_BROKEN, and what reading what came before throws: the same batch can be given again then. */
  async parse(batch: Batch): Promise<Parsed<object>> {
    const { partition, from } = rangeOf(batch)
    const headers = this.#headers.get(partition)
    if (headers !== 'needed') {
      const parsed = this.#parse(batch)
      if (this.#isGiven || headers === 'known' || !lacksHeader(parsed)) return parsed
      this.#headers.set(partition, 'needed')
    }
    for await (const before of this.#earlier(partition, from)) this.#parse(before)
    this.#headers.set(partition, 'known')
    return this.#parse(batch)
  }
}

const COMMA = 0x2c

/** Two cells with a comma between are text like any other, as long as no header says what they are. */
function lacksHeader({ rejectCounts, rejects }: Parsed<object>): boolean {
  if (rejectCounts.has('CSV_HEADER_UNKNOWN')) return true
  return rejects.some(({ code, record }) => code === 'FORMAT_UNKNOWN' && record.value?.includes(COMMA))
}
