import { type Item } from '../parse/item'
import { changeOf } from './change-point'
import { type Finding, type Series } from './drifted'

/** Names that are followed: enough for any honest topic, few enough that a hostile one cannot fill the memory. */
const FOLLOWED = 2000

/** Counts by name and part. */
class Counts {
  readonly #byName = new Map<string, number[]>()

  constructor(private readonly parts: number) {}

  add(name: string, part: number): void {
    let counts = this.#byName.get(name)
    if (!counts) {
      if (this.#byName.size >= FOLLOWED) return
      this.#byName.set(name, (counts = new Array<number>(this.parts).fill(0)))
    }
    counts[part]++
  }

  of(name: string): readonly number[] {
    return this.#byName.get(name) ?? []
  }

  entries(): Iterable<readonly [string, readonly number[]]> {
    return this.#byName
  }
}

/** What occurs in messages, by part: formats, names, and the types of their values. */
export class SeriesTally {
  readonly #formats: Counts
  readonly #fields: Counts
  readonly #types: Counts
  /** Messages with a format, and rows, of each part. */
  readonly #read: number[]
  readonly #rows: number[]

  constructor(parts: number) {
    this.#formats = new Counts(parts)
    this.#fields = new Counts(parts)
    this.#types = new Counts(parts)
    this.#read = new Array<number>(parts).fill(0)
    this.#rows = new Array<number>(parts).fill(0)
  }

  addFormat(format: string, part: number): void {
    this.#read[part]++
    this.#formats.add(format, part)
  }

  addRow({ fields }: Item, part: number): void {
    this.#rows[part]++
    for (const name of Object.keys(fields)) {
      this.#fields.add(name, part)
      this.#types.add(`${typeName(fields[name])}\0${name}`, part)
    }
  }

  formats(): Series[] {
    return [...this.#formats.entries()]
      .map(([name, counts]) => ({ name, counts, totals: this.#read }))
      .sort((a, b) => total(b.counts) - total(a.counts))
  }

  findings(): Finding[] {
    return [
      ...findingsIn('format', this.#formats.entries(), () => this.#read),
      ...findingsIn('field', this.#fields.entries(), () => this.#rows),
      ...this.#typeFindings(),
    ]
  }

  /** A type that comes and goes with its field says nothing more than the field. */
  #typeFindings(): Finding[] {
    const nameIn = (key: string): string => key.slice(key.indexOf('\0') + 1)
    return findingsIn('type', this.#types.entries(), (key) => this.#fields.of(nameIn(key))).map(
      (finding) => ({
        ...finding,
        name: nameIn(finding.name),
        type: finding.name.slice(0, finding.name.indexOf('\0')),
      }),
    )
  }
}

function findingsIn(
  what: Finding['what'],
  series: Iterable<readonly [string, readonly number[]]>,
  totalsOf: (name: string) => readonly number[],
): Finding[] {
  return [...series].flatMap(([name, counts]) => {
    const totals = totalsOf(name)
    const found = changeOf(counts, totals)
    if (!found) return []
    const { bucket: part, before, after } = found
    const change = before === 0 ? 'appears' : after === 0 ? 'vanishes' : after > before ? 'more' : 'less'
    return [{ what, name, type: null, change, part, before, after, counts, totals }]
  })
}

const total = (counts: readonly number[]): number => counts.reduce((a, b) => a + b, 0)

/** The type of a value as the message has it. */
function typeName(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  if (value instanceof Date) return 'timestamp'
  if (value instanceof Uint8Array) return 'bytes'
  if (typeof value === 'bigint') return 'number'
  return typeof value === 'string' ? 'text' : typeof value
}
