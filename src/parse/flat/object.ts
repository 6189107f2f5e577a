import { isUtf8 } from 'node:buffer'
import { type Shape } from '../match'
import { coercersOf, type SchemaFields } from '../values'
import { MISSING, type Coerced, type Coercer } from '../values/value'
import { TextMemo, textOf } from './memo'
import { type FlatFields, type NameNode } from './names'
import { FlatScanner, Kind } from './scanner'

/** One flat object after the other, as the fields of a schema: what is in its bytes is made out when it is asked for. */
export class FlatObject {
  readonly #coercers: readonly Coercer[]
  readonly #memos: (TextMemo | undefined)[]
  readonly #scanner = new FlatScanner()
  #bytes: Buffer = Buffer.alloc(0)
  #fields: FlatFields = { shape: { names: [], found: [], renamed: [] }, places: [], left: [] }
  #format = ''

  constructor(fields: SchemaFields) {
    this.#coercers = coercersOf(fields)
    this.#memos = this.#coercers.map(() => undefined)
  }

  /**
   * Takes the object that is just the bytes from `from` to `end`, of a message of that format. False where they are none
   * whose names are in the tree.
   */
  take(bytes: Buffer, { from, end, format }: FlatPlace, names: NameNode): boolean {
    const fields = this.#scanner.scan(bytes, from, end, names)
    if (fields === null || !this.#isText(bytes, fields.left)) return false
    this.#bytes = bytes
    this.#fields = fields
    this.#format = format
    return true
  }

  /** As its message is counted: `json in Connect`. */
  get format(): string {
    return this.#format
  }

  get shape(): Shape {
    return this.#fields.shape
  }

  /** What the value of a field becomes. */
  cellOf(field: number): Coerced {
    const n = this.#fields.places[field]
    if (n < 0) return MISSING
    const { kinds, starts, ends, hashes, joined } = this.#scanner
    if (kinds[n] !== Kind.text) return this.#coercers[field](this.#plain(n))
    const memo = (this.#memos[field] ??= new TextMemo(this.#coercers[field]))
    return memo.cellOf(this.#bytes, starts[n], ends[n], hashes[n], joined[n])
  }

  /** The value of a field, as JSON.parse has it; undefined where there is none. */
  valueOf(field: number): unknown {
    const n = this.#fields.places[field]
    if (n < 0) return undefined
    const { kinds, starts, ends, joined } = this.#scanner
    return kinds[n] === Kind.text ? textOf(this.#bytes, starts[n], ends[n], joined[n]) : this.#plain(n)
  }

  /** The number of a field in its digits. */
  digitsOf(field: number): string {
    return this.#written(this.#fields.places[field])
  }

  /** A value that is no text. */
  #plain(n: number): unknown {
    switch (this.#scanner.kinds[n]) {
      case Kind.number:
        return this.#scanner.numbers[n]
      case Kind.digits:
        return Number(this.#written(n))
      case Kind.none:
        return null
      default:
        return this.#scanner.kinds[n] === Kind.yes
    }
  }

  #written(n: number): string {
    const { starts, ends } = this.#scanner
    return this.#bytes.toString('latin1', starts[n], ends[n])
  }

  /** Whether the texts that no field is made of are UTF-8; of the others that is seen when they are made out. */
  #isText(bytes: Buffer, left: readonly number[]): boolean {
    const { kinds, starts, ends, joined } = this.#scanner
    return left.every(
      (n) => kinds[n] !== Kind.text || joined[n] < 0x80 || isUtf8(bytes.subarray(starts[n], ends[n])),
    )
  }
}

/** Where an object stands in the bytes of a message, and what such messages are. */
export interface FlatPlace {
  readonly from: number
  readonly end: number
  readonly format: string
}
