import { compareGroups, LOCALE } from '../../query'
import { type Cell } from '../../table'

/** The places of values in the order in which groups are listed: that of `compareGroups`. */
export function listed(values: readonly Cell[]): Uint32Array {
  const order = Uint32Array.from(values, (_, i) => i)
  const compare = (a: number, b: number): number => compareGroups(values[a], values[b])
  const weights = values.every(isPlain) ? weightsOf(values) : null
  return order.sort(weights === null ? compare : (a, b) => weights[a] - weights[b] || compare(a, b))
}

/** Printable ASCII alone, in which every character but the two forms of a letter has a place of its own. */
const isPlain = (value: Cell): value is string => typeof value === 'string' && /^[ -~]*$/.test(value)

/** As many characters as a double holds places of. */
const WEIGHED = 7

/**
 * A number for each text, from the first characters in which texts differ, small and capital letters alike: where two
 * of these numbers differ, the texts stand in their order. That is several times quicker than to compare the texts.
 */
function weightsOf(texts: readonly string[]): Float64Array {
  const start = sharedLength(texts)
  const place = places()
  return Float64Array.from(texts, (text) => {
    let weight = 0
    for (let i = start; i < start + WEIGHED; i++)
      weight = weight * (LAST - FIRST + 2) + (i < text.length ? place[text.charCodeAt(i) - FIRST] : 0)
    return weight
  })
}

/** How many characters all texts begin with. */
function sharedLength([first = '', ...others]: readonly string[]): number {
  let shared = first.length
  for (const text of others) {
    let i = 0
    while (i < shared && text.charCodeAt(i) === first.charCodeAt(i)) i++
    shared = i
  }
  return shared
}

const [FIRST, LAST] = [0x20, 0x7e]

let known: readonly number[] | null = null

/** The place of each printable ASCII character in the dictionary, from 1 on; the same for the two forms of a letter. */
function places(): readonly number[] {
  if (known !== null) return known
  const { compare } = new Intl.Collator(LOCALE, { sensitivity: 'base' })
  const all = Array.from({ length: LAST - FIRST + 1 }, (_, i) => String.fromCharCode(FIRST + i))
  const sorted = [...all].sort(compare)
  known = all.map((c) => sorted.findIndex((other) => compare(c, other) === 0) + 1)
  return known
}
