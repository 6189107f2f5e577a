import { type Message } from '../message'
import { type Refusal } from '../refusal'
import { type SchemaRegistry } from '../registry'
import { type Item } from '../item'

/** What a message of several rows holds: each becomes a row, or is refused by its index. */
export class Rows {
  constructor(
    readonly format: string,
    readonly items: readonly (Item | Refusal)[],
  ) {}

  /** The same rows, within something else: `json` is `json in a string` there. */
  within(outer: string, beside: readonly string[] = []): Rows {
    const items = this.items.map((item) => ('fields' in item ? item.within(outer, beside) : item))
    return new Rows(`${this.format} in ${outer}`, items)
  }
}

/** What was found in a message: one row, several (none where the message is a header), or why there is none. */
export type Found = Item | Rows | Refusal

/**
 * One format of messages: bytes or text to named values, or a reason. `read` gives null where the message is nothing of
 * this format at all. Formats are tried in the order of their lists (index.ts): the first that finds rows has the
 * message. Where none does, the reason of the format that got farthest in the text is the message's.
 *
 * No format guesses, evaluates, or takes more than linear time; nesting, rows and values are bounded (`limits.ts`).
 */
export interface Format {
  /** As it is counted: `json`. */
  readonly name: string
  read(message: Message, context: Context): Found | null
}

/** What a format may need to know besides the message. */
export interface Context {
  /** Whether a name is one of the schema's fields, by any rule. */
  isField(name: string): boolean
  /** Reads a message within this one: what a frame or a string holds. */
  read(message: Message): Found
  readonly registry: SchemaRegistry
  /** Headers of CSV. */
  readonly headers: CsvHeaders
}

/** The names of the columns of CSV, and what parts the cells. */
export interface CsvHeader {
  readonly names: readonly string[]
  /** Null: to be seen in each line. */
  readonly sign: string | null
}

/** The header that holds for a message: given, or the last one that came in its partition. */
export interface CsvHeaders {
  of(message: Message): CsvHeader | undefined
  learn(message: Message, header: CsvHeader): void
}
