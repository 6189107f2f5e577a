import { type Item } from '../parse/item'
import { coercerOf } from '../parse/values'
import { missing, Mended } from '../parse/values/value'
import { date, integer, number, timestamp, type Field } from '../parse/schema'
import { type Cell, type ColumnType } from '../table'
import { seenAs, writtenAs } from './coerced'
import { typesOf } from './speaks-for'

const EXAMPLES = 3

/** Types with an order, whose least and greatest values say something. */
const ORDERED: Partial<Record<ColumnType, Field<unknown>>> = {
  integer: integer(),
  number: number(),
  date: date(),
  timestamp: timestamp(),
}

/** What rows say of one field. */
export class FieldTally {
  /** Rows that have it, with a value or without. */
  rows = 0
  values = 0
  readonly votes = new Map<ColumnType, number>()
  readonly spellings = new Map<string, number>()
  readonly examples: string[] = []
  readonly #extremes = new Map<ColumnType, { least: Cell; greatest: Cell }>()

  /** The field in a row, under the name that it has there. */
  add(item: Item, name: string): void {
    this.rows++
    this.spellings.set(name, (this.spellings.get(name) ?? 0) + 1)
    const value = item.fields[name]
    if (missing(value) !== undefined) return
    this.values++
    for (const type of typesOf(item, name)) {
      this.votes.set(type, (this.votes.get(type) ?? 0) + 1)
      const field = ORDERED[type]
      if (field) this.#note(type, seenAs(coercerOf(field), item, name).coerced)
    }
    if (this.examples.length === EXAMPLES) return
    const written = writtenAs(value)
    if (!this.examples.includes(written)) this.examples.push(written)
  }

  extremes(type: ColumnType): { readonly least: Cell; readonly greatest: Cell } {
    return this.#extremes.get(type) ?? { least: null, greatest: null }
  }

  #note(type: ColumnType, coerced: unknown): void {
    const cell = coerced instanceof Mended ? coerced.cell : (coerced as Cell)
    if (cell === null || typeof cell === 'symbol') return
    const known = this.#extremes.get(type)
    if (!known) this.#extremes.set(type, { least: cell, greatest: cell })
    else if (cell < (known.least ?? cell)) known.least = cell
    else if (cell > (known.greatest ?? cell)) known.greatest = cell
  }
}
