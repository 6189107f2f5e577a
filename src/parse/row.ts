import { type Cell, type Column } from '../table'
import { type Item } from './item'
import { type FieldMatcher, matcherOf, type Shape } from './match'
import { type Repair } from './outcome'
import { quoted, refuse, refuseValue, Refusal } from './refusal'
import { RepairCounts, type Mend } from './repairs'
import { type Field } from './schema'
import { WINDOWS_1252 } from './text'
import { coercerOf } from './values'
import { isBlank, MISSING, NEEDS_DIGITS, Unfit, WrittenNumber, type Coercer } from './values/value'

interface Target {
  readonly name: string
  readonly field: Field<unknown>
  readonly coerce: Coercer
  readonly values: Cell[]
}

/** What a coercer made of a value. */
interface Coercion {
  /** The name that the field has in the message; null where it has none. */
  readonly name: string | null
  readonly value: unknown
  readonly cell: ReturnType<Coercer>
}

const LONGEST_EXAMPLE = 60

/** Named values to typed columns: all of a row's cells, or none and the reason. */
export class RowBuilder {
  readonly #targets: readonly Target[]
  readonly #matcher: FieldMatcher
  readonly #repairs = new RepairCounts()
  /** The cells of the row at hand: one set for all rows. */
  readonly #cells: Cell[]
  #mends: Mend[] = []

  constructor(fields: Readonly<Record<string, Field<unknown>>>) {
    this.#targets = Object.entries(fields).map(([name, field]) => ({
      name,
      field,
      coerce: coercerOf(field),
      values: [],
    }))
    this.#matcher = matcherOf(fields)
    this.#cells = this.#targets.map(() => null)
  }

  /** Adds a row; returns why it cannot be one otherwise. */
  add(item: Item): Refusal | null {
    const shape = this.#matcher.shapeOf(Object.keys(item.fields))
    if (shape instanceof Refusal) return shape
    if (this.#mends.length > 0) this.#mends = []
    const { found } = shape
    const { fields } = item
    const targets = this.#targets
    const cells = this.#cells
    for (let i = 0; i < targets.length; i++) {
      const name = found[i]
      const value = name === null ? undefined : fields[name]
      const cell = targets[i].coerce(value)
      // Most values need no more than this.
      if (typeof cell === 'string' || typeof cell === 'number') cells[i] = cell
      else {
        const refusal = this.#settle(i, item, { name, value, cell })
        if (refusal) return refusal
      }
    }
    if (shape.renamed.length > 0) this.#noteNames(shape)
    if (item.format.length > WINDOWS_1252.length && item.format.includes(WINDOWS_1252)) this.#noteDecoded()
    for (let i = 0; i < targets.length; i++) targets[i].values.push(cells[i])
    if (this.#mends.length > 0) for (const mend of this.#mends) this.#repairs.add(mend)
    return null
  }

  columns(): Column[] {
    return this.#targets.map(({ name, field, values }) => ({ name, type: field.type, values }))
  }

  repairs(): readonly Repair[] {
    return this.#repairs.list(this.#targets.map((t) => t.name))
  }

  /** Puts the cell of a value that is no plain one, or says why there is none. */
  #settle(i: number, item: Item, { name, value: given, cell: first }: Coercion): Refusal | null {
    const { coerce, field, name: column } = this.#targets[i]
    let value = given
    let cell = first
    if (cell === NEEDS_DIGITS) {
      value = new WrittenNumber(item.digitsOf(name ?? column) ?? String(value))
      cell = coerce(value)
    }
    if (typeof cell === 'object' && cell !== null) {
      if (cell instanceof Unfit) {
        const shown = value instanceof WrittenNumber ? example(value) : quoted(value)
        const details = { field: name ?? column, value: shown, bound: cell.bound }
        return refuseValue(cell.code, details, item.positionOf(name ?? column))
      }
      this.#mends.push({ column, kind: cell.kind, from: example(value), to: example(cell.cell) })
      this.#cells[i] = cell.cell
    } else if (cell === MISSING) {
      if (!field.isOptional) {
        const position = name === null ? null : item.positionOf(name)
        return refuse('FIELD_MISSING', { field: name ?? column, how: howMissing(value) }, position)
      }
      if (typeof value === 'string')
        this.#mends.push({ column, kind: 'empty to missing', from: example(value), to: 'null' })
      this.#cells[i] = null
    } else if (typeof cell !== 'symbol') this.#cells[i] = cell
    return null
  }

  /** The names from the common table of synonyms: `major` was taken for `filiere`. */
  #noteNames({ found, renamed }: Shape): void {
    for (const i of renamed) {
      const { name } = this.#targets[i]
      const from = example(found[i])
      this.#mends.push({ column: name, kind: 'read from another name', from, to: name })
    }
  }

  /** The texts that would be other ones in another encoding than windows-1252, which is never said. */
  #noteDecoded(): void {
    this.#targets.forEach(({ name, field }, i) => {
      const cell = this.#cells[i]
      if (field.type !== 'text' || typeof cell !== 'string' || !BEYOND_ASCII.test(cell)) return
      const from = example(cell.replace(ALL_BEYOND_ASCII, '\ufffd'))
      this.#mends.push({ column: name, kind: 'windows-1252 to text', from, to: example(cell) })
    })
  }
}

const BEYOND_ASCII = /[^\0-\x7f]/
const ALL_BEYOND_ASCII = /[^\0-\x7f]/g

function howMissing(value: unknown): 'missing' | 'null' | 'empty' | 'NaN' {
  if (value === undefined) return 'missing'
  if (value === null) return 'null'
  return typeof value === 'string' && isBlank(value) ? 'empty' : 'NaN'
}

/** A value as an example of a repair: as it is, but short. */
function example(value: unknown): string {
  const text = value instanceof Date ? quoted(value) : String(value)
  return text.length > LONGEST_EXAMPLE ? text.slice(0, LONGEST_EXAMPLE) + '…' : text
}
