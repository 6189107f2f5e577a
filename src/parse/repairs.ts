import { type RepairKind } from './values/value'
import { type Repair } from './outcome'
import { quoted } from './refusal'

/** One mended value. */
export interface Mend {
  readonly column: string
  readonly kind: RepairKind
  readonly from: unknown
  readonly to: unknown
}

const LONGEST_EXAMPLE = 60

type Kinds = Map<RepairKind, { count: number; readonly example: Repair['example'] }>

/** Counts mended values by column and kind, with the first of each as its example. */
export class RepairCounts {
  readonly #columns = new Map<string, Kinds>()

  add({ column, kind, from, to }: Mend): void {
    const kinds = this.#columns.get(column) ?? (new Map() as Kinds)
    this.#columns.set(column, kinds)
    const known = kinds.get(kind)
    if (known) known.count++
    else kinds.set(kind, { count: 1, example: { from: example(from), to: example(to) } })
  }

  /** In order of the columns given, then of first appearance. */
  list(columns: readonly string[]): readonly Repair[] {
    return columns.flatMap((column) =>
      [...(this.#columns.get(column) ?? [])].map(([kind, found]) => ({ column, kind, ...found })),
    )
  }
}

/** A value as an example of a repair: as it is, but short. */
export function example(value: unknown): string {
  const text = value instanceof Date ? quoted(value) : String(value)
  return text.length > LONGEST_EXAMPLE ? text.slice(0, LONGEST_EXAMPLE) + '…' : text
}
