import { type CsvHeader, type CsvHeaders } from './formats/format'
import { type Message } from './message'

/** Partitions whose headers are remembered: more than a cluster gives a reader. */
const MOST_PARTITIONS = 100_000

/** The headers of CSV by partition: what comes in one partition says nothing of another, whose order is its own. */
export class LearnedHeaders implements CsvHeaders {
  readonly #given: CsvHeader | undefined
  #learned = new Map<string, CsvHeader>()

  constructor(given: readonly string[] | undefined) {
    this.#given = given && { names: given, sign: null }
  }

  /** The same headers, to which others may be added on their own. */
  copy(): LearnedHeaders {
    const same = new LearnedHeaders(this.#given?.names)
    same.#learned = new Map(this.#learned)
    return same
  }

  of({ record }: Message): CsvHeader | undefined {
    return this.#learned.get(`${record.topic}\0${record.partition}`) ?? this.#given
  }

  learn({ record }: Message, header: CsvHeader): void {
    if (this.#learned.size < MOST_PARTITIONS)
      this.#learned.set(`${record.topic}\0${record.partition}`, header)
  }
}
