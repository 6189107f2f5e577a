import { fold } from './fold'
import { MOST_FIELDS } from './limits'
import { refuse, type Refusal } from './refusal'
import { type Field } from './schema'
import { commonNames } from './synonyms'

/** A field as it is looked for: by its name and by the synonyms that the schema gives it. */
export interface Wanted {
  readonly name: string
  readonly otherNames: readonly string[]
}

/** The matcher for the fields of a schema, in their order. */
export const matcherOf = (fields: Readonly<Record<string, Field<unknown>>>): FieldMatcher =>
  new FieldMatcher(Object.entries(fields).map(([name, { otherNames }]) => ({ name, otherNames })))

/** Which names of a message are which fields: the same for all messages with the same names in the same order. */
export interface Shape {
  readonly names: readonly string[]
  /** By field: the name that it has in the message; null where it has none. */
  readonly found: readonly (string | null)[]
  /** The fields that were found under a name from the common table of synonyms. */
  readonly renamed: readonly number[]
}

/** Names that are remembered: enough for any honest topic, few enough that a hostile one cannot fill the memory. */
const REMEMBERED = 10_000

/** A longer name is looked up exactly alone: folding it would cost more than it can be worth. */
const LONGEST_FOLDED = 256

const NO_SHAPE: Shape = { names: [], found: [], renamed: [] }

/**
 * Finds the fields that the names of a message mean. In this order: the exact name; the folded name, and the field's own
 * synonyms, folded; the common synonyms, for a field that nothing else fits.
 */
export class FieldMatcher {
  readonly #fields: readonly Wanted[]
  /** By exact name: the field, or NONE. */
  readonly #seen = new Map<string, number>()
  readonly #folded = new Map<string, number>()
  readonly #common = new Map<string, number>()
  #last = NO_SHAPE

  constructor(fields: readonly Wanted[]) {
    this.#fields = fields
    fields.forEach(({ name, otherNames }, index) => {
      this.#seen.set(name, index)
      for (const folded of [name, ...otherNames].map(fold)) if (folded !== '') this.#folded.set(folded, index)
    })
    // Where two fields are in one group, such as `note` and `moyenne`, a third name of it could be either.
    const claims = fields.flatMap(({ name }, index) => commonNames(name).map((other) => ({ other, index })))
    for (const { other, index } of claims)
      if (claims.every((c) => c.other !== other || c.index === index)) this.#common.set(other, index)
  }

  /** The index of the field that has this name, or one of its own synonyms; -1 where it is none of the schema's. */
  indexOf(name: string): number {
    return this.#seen.get(name) ?? this.#lookUp(name)
  }

  /** Whether the name is one of a field, by any rule. */
  isField(name: string): boolean {
    return this.indexOf(name) >= 0 || this.#commonIndex(name) >= 0
  }

  /** The fields among the names of a message; a refusal where one field is there twice, or there are too many names. */
  shapeOf(names: readonly string[]): Shape | Refusal {
    if (isSame(names, this.#last.names)) return this.#last
    if (names.length > MOST_FIELDS)
      return refuse('TOO_MANY_FIELDS', { fields: names.length, most: MOST_FIELDS })
    const found: (string | null)[] = this.#fields.map(() => null)
    const conflict =
      this.#place(names, found, (name) => this.indexOf(name)) ?? this.#placeCommon(names, found)
    if (!Array.isArray(conflict)) return conflict
    return (this.#last = { names, found, renamed: conflict })
  }

  /** Puts each name to the field that `indexOf` says; a refusal where the field has one already. */
  #place(
    names: readonly string[],
    found: (string | null)[],
    indexOf: (name: string) => number,
  ): Refusal | undefined {
    for (const second of names) {
      const i = indexOf(second)
      if (i < 0) continue
      const first = found[i]
      if (first != null)
        return refuse('FIELD_CONFLICT', { field: this.#fields[i]?.name ?? second, first, second })
      found[i] = second
    }
    return undefined
  }

  #placeCommon(names: readonly string[], found: (string | null)[]): number[] | Refusal {
    const isOpen = found.map((name) => name === null)
    if (!isOpen.includes(true)) return []
    const conflict = this.#place(names, found, (name) => {
      const i = this.indexOf(name) < 0 ? this.#commonIndex(name) : -1
      return isOpen[i] ? i : -1
    })
    return conflict ?? found.flatMap((name, i) => (isOpen[i] && name !== null ? [i] : []))
  }

  #lookUp(name: string): number {
    if (name.length > LONGEST_FOLDED) return -1
    const index = this.#folded.get(fold(name)) ?? -1
    if (this.#seen.size < REMEMBERED) this.#seen.set(name, index)
    return index
  }

  #commonIndex(name: string): number {
    return name.length > LONGEST_FOLDED ? -1 : (this.#common.get(fold(name)) ?? -1)
  }
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length || a.length === 0) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}
