import { type Joined } from '../../join'
import { labelOf } from '../../provenance'
import { type Cell } from '../../table'
import { counted, phrase, type Lang } from '../../words'
import { countText, NOTHING } from '../numbers'
import { capped, type TableBlock, type View } from '../view'
import { tableView } from './table'

const KEYS = { head: 8, tail: 2 }
const SIDES = ['left', 'right'] as const
const COUNTS = ['rows', 'matched', 'unmatched', 'keyless', 'keys'] as const

/** What a join found on each side, the keys without a match, and its rows. */
export function joinView(joined: Joined, lang: Lang): View {
  return [
    matchesTable(joined, lang),
    ...unmatchedTable(joined, lang),
    ...tableView(joined, labelOf(joined), lang),
  ]
}

function matchesTable({ on, how, before, unmatched, keyless }: Joined, lang: Lang): TableBlock {
  const keys = on.left.map((name, i) => (name === on.right[i] ? name : `${name} = ${on.right[i]}`))
  return {
    block: 'table',
    title: phrase('join.title', lang, { keys: keys.join(', ') }),
    source: phrase(`join.${how}`, lang),
    columns: [
      { label: phrase('join.side', lang) },
      ...COUNTS.map((word) => ({
        label: phrase(`join.${word}`, lang),
        numeric: true,
      })),
    ],
    rows: SIDES.map((side) => {
      const without = unmatched[side].reduce((sum, { n }) => sum + n, 0)
      const counts = [before[side], before[side] - without - keyless[side], without, keyless[side]]
      return [
        phrase(`join.side.${side}`, lang),
        ...[...counts, unmatched[side].length].map((n) => countText(n, lang)),
      ]
    }),
  }
}

function unmatchedTable({ on, unmatched }: Joined, lang: Lang): TableBlock[] {
  const rows = SIDES.flatMap((side) =>
    capped(
      unmatched[side],
      KEYS,
      ({ key, n }) => [phrase(`join.side.${side}`, lang), ...key.map(keyText), countText(n, lang)],
      (left) => `${phrase(`join.side.${side}`, lang)} ${counted(left, 'moreKeys', lang)}`,
    ),
  )
  if (rows.length === 0) return []
  return [
    {
      block: 'table',
      title: phrase('join.keys', lang),
      columns: [
        { label: phrase('join.side', lang) },
        ...on.left.map((name) => ({ label: name })),
        { label: phrase('join.rows', lang), numeric: true },
      ],
      rows,
    },
  ]
}

/** A key just as it is, in quotes where blanks would not show. */
function keyText(value: Cell): string {
  if (typeof value !== 'string') return value === null ? NOTHING : String(value)
  return value.trim() === value && value !== '' ? value : JSON.stringify(value)
}
