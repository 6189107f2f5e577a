import { type Cell, type Column } from '../table'
import { coercerOf, Mended, MISSING, NEEDS_DIGITS, Unfit, WrittenNumber, type Coercer } from './coerce'
import { type FieldValues, type Format } from './formats'
import { FieldMatcher } from './match'
import { type Repair } from './outcome'
import { quoted, refuse, refuseValue, type Refusal } from './refusal'
import { RepairCounts, type Mend } from './repairs'
import { type Field } from './schema'

interface Target {
  readonly name: string
  readonly field: Field<unknown>
  readonly coerce: Coercer
  readonly values: Cell[]
}

/** A message with more fields is no row, and looking at each would take long. */
const MOST_FIELDS = 10_000

const LONGEST_EXAMPLE = 60

/** Fields to typed columns: all of a message's cells, or none and the reason. */
export class RowBuilder {
  readonly #targets: readonly Target[]
  readonly #matcher: FieldMatcher
  readonly #repairs = new RepairCounts()
  // Of the message at hand, by field: the name that it has there, its value, and its cell. One set for all messages.
  readonly #names: (string | null)[]
  readonly #values: unknown[]
  readonly #cells: Cell[]
  #mends: Mend[] = []

  constructor(fields: Readonly<Record<string, Field<unknown>>>) {
    this.#targets = Object.entries(fields).map(([name, field]) => ({
      name,
      field,
      coerce: coercerOf(field),
      values: [],
    }))
    this.#matcher = new FieldMatcher(this.#targets.map((t) => t.name))
    this.#names = this.#targets.map(() => null)
    this.#values = this.#targets.map(() => undefined)
    this.#cells = this.#targets.map(() => null)
  }

  /** Adds a row; returns why it cannot be one otherwise. */
  add(fields: FieldValues, format: Format, bytes: Buffer, text: string | null): Refusal | null {
    const conflict = this.#match(fields)
    if (conflict) return conflict
    for (let i = 0; i < this.#targets.length; i++) {
      const refusal = this.#coerce(i, format, bytes, text)
      if (refusal) return refusal
    }
    for (let i = 0; i < this.#targets.length; i++) this.#targets[i]?.values.push(this.#cells[i] ?? null)
    for (const mend of this.#mends) this.#repairs.add(mend)
    return null
  }

  columns(): Column[] {
    return this.#targets.map(({ name, field, values }) => ({ name, type: field.type, values }))
  }

  repairs(): readonly Repair[] {
    return this.#repairs.list(this.#targets.map((t) => t.name))
  }

  #match(fields: FieldValues): Refusal | null {
    this.#names.fill(null)
    this.#values.fill(undefined)
    if (this.#mends.length > 0) this.#mends = []
    const names = Object.keys(fields)
    if (names.length > MOST_FIELDS)
      return refuse('TOO_MANY_FIELDS', { fields: names.length, most: MOST_FIELDS })
    for (const name of names) {
      const i = this.#matcher.indexOf(name)
      if (i < 0) continue
      const first = this.#names[i]
      if (first != null)
        return refuse('FIELD_CONFLICT', { field: this.#targets[i]?.name ?? name, first, second: name })
      this.#names[i] = name
      this.#values[i] = fields[name]
    }
    return null
  }

  #coerce(i: number, format: Format, bytes: Buffer, text: string | null): Refusal | null {
    const { coerce, field, name: column } = this.#targets[i]
    const name = this.#names[i] ?? column
    let value = this.#values[i]
    let cell = coerce(value)
    if (cell === NEEDS_DIGITS) {
      value = new WrittenNumber(format.digitsOf(bytes, text, name) ?? String(value))
      cell = coerce(value)
    }
    if (cell === MISSING) {
      if (!field.isOptional) {
        const position = this.#names[i] === null ? null : format.positionOf(bytes, text, name)
        return refuse('FIELD_MISSING', { field: name, how: howMissing(value) }, position)
      }
      if (typeof value === 'string')
        this.#mends.push({ column, kind: 'empty to missing', from: example(value), to: 'null' })
      this.#cells[i] = null
    } else if (cell instanceof Mended) {
      this.#mends.push({ column, kind: cell.kind, from: example(value), to: example(cell.cell) })
      this.#cells[i] = cell.cell
    } else if (cell instanceof Unfit) {
      const shown = value instanceof WrittenNumber ? example(value) : quoted(value)
      const details = { field: name, value: shown, bound: cell.bound }
      return refuseValue(cell.code, details, format.positionOf(bytes, text, name))
    } else if (typeof cell !== 'symbol') this.#cells[i] = cell
    return null
  }
}

function howMissing(value: unknown): 'missing' | 'null' | 'empty' | 'NaN' {
  if (value === undefined) return 'missing'
  if (value === null) return 'null'
  return typeof value === 'string' ? 'empty' : 'NaN'
}

/** A value as an example of a repair: as it is, but short. */
function example(value: unknown): string {
  const text = String(value)
  return text.length > LONGEST_EXAMPLE ? text.slice(0, LONGEST_EXAMPLE) + '…' : text
}
