import { type Lang } from '../words'
import { eachOnce } from './once'
import { panelsOf } from './panels'
import { numbersOf, positionsOf, type Drawn } from './rows'

export interface PieceColumns {
  /** Where a piece begins, where it ends, and how many are in it. */
  readonly from: string
  readonly to: string
  readonly n: string
  readonly panelBy: string | undefined
}

export interface Piece {
  readonly from: number
  readonly to: number
  readonly n: number
}

export interface Pieces {
  /** Whether edges are moments. */
  readonly isTime: boolean
  readonly panels: readonly { readonly name: string | null; readonly pieces: readonly Piece[] }[]
  readonly caption: readonly string[]
  /** How many were counted that have a place on the axis, that are missing, and that are infinite or open to a side. */
  readonly counted: number
  readonly missing: number
  readonly outside: number
}

/** The pieces of a table, plot by plot. Throws what `histogram` throws. */
export function piecesOf(drawn: Drawn, columns: PieceColumns, lang: Lang): Pieces {
  eachOnce(drawn, [columns.from, columns.to, columns.panelBy], 'histogram')
  const froms = positionsOf(drawn, columns.from, 'histogram')
  const tos = positionsOf(drawn, columns.to, 'histogram')
  const ns = numbersOf(drawn, columns.n, 'histogram')
  const pieceOf = (i: number): Piece[] => {
    const [from, to] = [froms.values[i], tos.values[i]]
    return isEdge(from) && isEdge(to) ? [{ from, to, n: ns[i] ?? 0 }] : []
  }
  const all = ns.map((_, i) => i)
  const sum = (rows: readonly number[]): number => rows.reduce((total, i) => total + (ns[i] ?? 0), 0)
  const counted = sum(all.filter((i) => pieceOf(i).length > 0))
  const missing = sum(all.filter((i) => froms.values[i] == null && tos.values[i] == null))
  const panels = panelsOf(drawn, columns.panelBy, lang)
  return {
    isTime: froms.isTime,
    panels: panels.shown.map(({ name, rows }) => ({
      name: columns.panelBy === undefined ? null : name,
      pieces: rows.flatMap(pieceOf),
    })),
    caption: panels.caption,
    counted,
    missing,
    outside: sum(all) - counted - missing,
  }
}

const isEdge = (value: number | null | undefined): value is number =>
  value !== null && value !== undefined && Number.isFinite(value)
