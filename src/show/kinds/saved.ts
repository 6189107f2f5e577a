import { type Counts, type Saved } from '../../store/saved'
import { counted, phrase, type Lang } from '../../words'
import { fromHere } from '../from-here'
import { countText } from '../numbers'
import { type ColumnHead, type RowView, type View } from '../view'

const POSITIONS_SHOWN = 10
const COUNTS = ['added', 'present', 'changed'] as const

/** What one save added, found there already, or replaced; and where reading goes on. */
export function savedView(
  { file, table, run, rows, rejects, statistics, positions, generation }: Saved,
  lang: Lang,
): View {
  const next = positions.slice(0, POSITIONS_SHOWN).map((p) => `${p.topic}[${p.partition}] ${p.next}`)
  const more = positions.length - next.length
  if (more > 0) next.push(counted(more, 'morePartitions', lang))
  return [
    {
      block: 'table',
      title: phrase('saved.title', lang, { file: fromHere(file) }),
      source: phrase('saved.run', lang, { run }),
      columns: countsColumns(lang),
      rows: [
        countsRow(phrase('saved.rows', lang, { table }), rows, lang),
        countsRow(phrase('saved.rejects', lang), rejects, lang),
      ],
      notes: [
        ...(generation > 1 ? [phrase('saved.generation', lang, { n: countText(generation, lang) })] : []),
        phrase('saved.statistics', lang, { n: countText(statistics, lang) }),
        ...(next.length > 0 ? [phrase('saved.next', lang, { positions: next.join(', ') })] : []),
      ],
    },
  ]
}

/** The columns of a table of counts: what was added, there already, replaced. */
export const countsColumns = (lang: Lang): ColumnHead[] => [
  { label: phrase('saved.what', lang) },
  ...COUNTS.map((count) => ({ label: phrase(`saved.${count}`, lang), numeric: true })),
]

/** A row of it. */
export const countsRow = (what: string, counts: Counts, lang: Lang): RowView => [
  what,
  ...COUNTS.map((count) => countText(counts[count], lang)),
]
