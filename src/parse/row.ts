import { type Cell, type Column } from '../table'
import { type FlatObject } from './flat/object'
import { type Item } from './item'
import { type FieldMatcher, matcherOf, type Shape } from './match'
import { type Repair } from './outcome'
import { quoted, refuse, refuseValue, Refusal } from './refusal'
import { example, RepairCounts, type Mend } from './repairs'
import { type Field } from './schema'
import { WINDOWS_1252 } from './text'
import { coercerOf, type SchemaFields } from './values'
import {
  isBlank,
  Mended,
  MISSING,
  NEEDS_DIGITS,
  Unfit,
  WrittenNumber,
  type Coerced,
  type Coercer,
} from './values/value'

interface Target {
  readonly name: string
  readonly field: Field<unknown>
  readonly coerce: Coercer
  readonly values: Cell[]
}

type Fault = Unfit | typeof MISSING

/** A value that does not fit its field, or is missing where it must not be. */
interface Faulty {
  readonly target: Target
  readonly value: unknown
  readonly fault: Fault
}

/** Named values to typed columns: all of a row's cells, or none and the reason. */
export class RowBuilder {
  readonly #targets: readonly Target[]
  readonly #matcher: FieldMatcher
  readonly #repairs = new RepairCounts()
  /** What was mended in the row at hand. */
  readonly #mends: Mend[] = []

  constructor(fields: SchemaFields) {
    this.#targets = Object.entries(fields).map(([name, field]) => ({
      name,
      field,
      coerce: coercerOf(field),
      values: [],
    }))
    this.#matcher = matcherOf(fields)
  }

  /** Adds a row; returns why it cannot be one otherwise. */
  add(item: Item): Refusal | null {
    const shape = this.#matcher.shapeOf(Object.keys(item.fields))
    if (shape instanceof Refusal) return shape
    const { fields } = item
    const targets = this.#targets
    for (let i = 0; i < targets.length; i++) {
      const name = shape.found[i]
      let value = name === null ? undefined : fields[name]
      let cell = targets[i].coerce(value)
      if (cell === NEEDS_DIGITS) {
        value = new WrittenNumber(item.digitsOf(name ?? targets[i].name) ?? String(value))
        cell = targets[i].coerce(value)
      }
      const fault = this.#put(i, value, cell)
      if (fault !== null) {
        this.#takeBack(i)
        return this.#refusal(item, name, { target: targets[i], value, fault })
      }
    }
    this.#noteNames(shape)
    if (item.format.length > WINDOWS_1252.length && item.format.includes(WINDOWS_1252)) this.#noteDecoded()
    this.#countMends()
    return null
  }

  /** Adds the row of an object that goes the short way; false where more has to be said of it than that it is one. */
  addFlat(object: FlatObject): boolean {
    const targets = this.#targets
    for (let i = 0; i < targets.length; i++) {
      const cell = object.cellOf(i)
      // Nearly all values need no more than this.
      if (typeof cell === 'string' || typeof cell === 'number') targets[i].values.push(cell)
      else if (!this.#putFlat(i, object, cell)) {
        this.#takeBack(i)
        return false
      }
    }
    this.#noteNames(object.shape)
    this.#countMends()
    return true
  }

  #putFlat(i: number, object: FlatObject, first: Coerced): boolean {
    if (first !== NEEDS_DIGITS) return this.#put(i, object.valueOf(i), first) === null
    const value = new WrittenNumber(object.digitsOf(i))
    return this.#put(i, value, this.#targets[i].coerce(value)) === null
  }

  columns(): Column[] {
    return this.#targets.map(({ name, field, values }) => ({ name, type: field.type, values }))
  }

  repairs(): readonly Repair[] {
    return this.#repairs.list(this.#targets.map((t) => t.name))
  }

  /** Puts the cell of a value into its column; returns what is wrong where there is none. */
  #put(i: number, value: unknown, cell: Coerced): Fault | null {
    const { field, name: column, values } = this.#targets[i]
    if (typeof cell === 'symbol') {
      if (!field.isOptional) return MISSING
      if (typeof value === 'string')
        this.#mends.push({ column, kind: 'empty to missing', from: value, to: null })
      values.push(null)
    } else if (cell instanceof Unfit) return cell
    else if (cell instanceof Mended) {
      this.#mends.push({ column, kind: cell.kind, from: value, to: cell.cell })
      values.push(cell.cell)
    } else values.push(cell)
    return null
  }

  /** A row whose cell `i` cannot be is none. */
  #takeBack(i: number): void {
    for (const { values } of this.#targets.slice(0, i)) values.pop()
    this.#mends.length = 0
  }

  /** The names from the common table of synonyms: `major` was taken for `filiere`. */
  #noteNames({ found, renamed }: Shape): void {
    for (const i of renamed) {
      const { name } = this.#targets[i]
      this.#mends.push({ column: name, kind: 'read from another name', from: found[i], to: name })
    }
  }

  /** Counts what was mended in the row that was put. */
  #countMends(): void {
    if (this.#mends.length === 0) return
    for (const mend of this.#mends) this.#repairs.add(mend)
    this.#mends.length = 0
  }

  #refusal(item: Item, name: string | null, { target, value, fault }: Faulty): Refusal {
    const field = name ?? target.name
    if (fault === MISSING) {
      const position = name === null ? null : item.positionOf(name)
      return refuse('FIELD_MISSING', { field, how: howMissing(value) }, position)
    }
    const shown = value instanceof WrittenNumber ? example(value) : quoted(value)
    return refuseValue(fault.code, { field, value: shown, bound: fault.bound }, item.positionOf(field))
  }

  /** The texts that would be other ones in another encoding than windows-1252, which is never said. */
  #noteDecoded(): void {
    for (const { name, field, values } of this.#targets) {
      const cell = values[values.length - 1]
      if (field.type !== 'text' || typeof cell !== 'string' || !BEYOND_ASCII.test(cell)) continue
      const from = cell.replace(ALL_BEYOND_ASCII, '\ufffd')
      this.#mends.push({ column: name, kind: 'windows-1252 to text', from, to: cell })
    }
  }
}

const BEYOND_ASCII = /[^\0-\x7f]/
const ALL_BEYOND_ASCII = /[^\0-\x7f]/g

function howMissing(value: unknown): 'missing' | 'null' | 'empty' | 'NaN' {
  if (value === undefined) return 'missing'
  if (value === null) return 'null'
  return typeof value === 'string' && isBlank(value) ? 'empty' : 'NaN'
}
