import { type ColumnFunction } from './function'
import { type Cell } from '../../../table'
import { cells, doubles, type Vector } from '../vector'
import { judged } from './choice'
import { eachText, folded, foldedFor } from './fold'

export const texts = {
  'starts with': matches((text, part) => text.startsWith(part)),
  'ends with': matches((text, part) => text.endsWith(part)),
  contains: matches((text, part) => text.includes(part)),
  lower: ([a]: readonly Vector[]) => eachText(a, (text) => text.toLowerCase()),
  upper: ([a]: readonly Vector[]) => eachText(a, (text) => text.toUpperCase()),
  trim: ([a]: readonly Vector[]) => eachText(a, (text) => text.trim()),
  fold: ([a]: readonly Vector[]) => eachText(a, folded),
  length: ([a]: readonly Vector[]) =>
    doubles(
      'integer',
      Float64Array.from(a.values as readonly Cell[], (v) => (typeof v === 'string' ? codePoints(v) : NaN)),
    ),
  left: ([a, n]: readonly Vector[]) => {
    const most = Math.max(0, Number(n.values[0] ?? 0))
    return eachText(a, (text) => (text.length <= most ? text : Array.from(text).slice(0, most).join('')))
  },
  concat: ([a, b]: readonly Vector[]) => {
    const others = b.values as readonly Cell[]
    return cells(
      'text',
      (a.values as readonly Cell[]).map((v, i) => {
        const other = others[i]
        return typeof v === 'string' && typeof other === 'string' ? v + other : null
      }),
    )
  },
}

function matches(holds: (text: string, part: string) => boolean): ColumnFunction {
  return ([a, b], node) => {
    const part = foldedFor(b, node).values[0]
    return judged(foldedFor(a, node), (text) => holds(String(text), String(part)))
  }
}

/** Characters as people count them but for combining ones: a pair of surrogates is one. */
function codePoints(text: string): number {
  let n = text.length
  for (let i = 1; i < text.length; i++) if (isLow(text.charCodeAt(i)) && isHigh(text.charCodeAt(i - 1))) n--
  return n
}

const isHigh = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff
const isLow = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff
