import { MOST_VALUES } from '../limits'
import { type Shape } from '../match'

/** One name of flat objects, after the names above it. */
export class NameNode {
  /** The names that came next, the commonest beginnings first. */
  readonly next: NameNode[] = []
  /** What the values are where an object ends with this name; null where none did. */
  fields: FlatFields | null = null

  constructor(
    /** In its quotes, as the bytes of a message have it. */
    readonly quoted: Uint8Array,
  ) {}
}

/** Which values of a flat object are the fields of the schema. */
export interface FlatFields {
  readonly shape: Shape
  /** By field: the number of its value, from 0; -1 where the object has none. */
  readonly places: readonly number[]
  /** The numbers of the values that are no field. */
  readonly left: readonly number[]
}

/** Names that are known, and names that may follow one: enough for any honest topic, and soon gone through. */
const MOST_NODES = 1000
const MOST_NEXT = 16

/** The names of flat objects in the orders in which messages had them, with the fields that they mean. */
export class NameTree {
  root = new NameNode(new Uint8Array())
  #nodes = 0

  /** Remembers the names of an object; those that would be written in another way than as they are cannot be. */
  add(names: readonly string[], shape: Shape): void {
    if (names.length > MOST_VALUES || !names.every(isWrittenAsItIs)) return
    let node = this.root
    for (const name of names) {
      const quoted = Buffer.from(`"${name}"`)
      let next = node.next.find((n) => quoted.equals(n.quoted))
      if (next === undefined) {
        // Names that go on changing are forgotten, so that others can be learned.
        if (this.#nodes >= MOST_NODES || node.next.length >= MOST_NEXT) return this.#forget()
        this.#nodes++
        node.next.push((next = new NameNode(quoted)))
      }
      node = next
    }
    const places = shape.found.map((name) => (name === null ? -1 : names.indexOf(name)))
    const left = names.flatMap((_, i) => (places.includes(i) ? [] : [i]))
    node.fields = { shape, places, left }
  }

  #forget(): void {
    this.root = new NameNode(this.root.quoted)
    this.#nodes = 0
  }
}

const isWrittenAsItIs = (name: string): boolean => JSON.stringify(name) === `"${name}"`
