import { type Collected, endedLine } from '../../collect'
import { shortPath } from '../../source/catalog'
import { counted, type Lang, phrase } from '../../words'
import { countText } from '../numbers'
import { type Block, type View } from '../view'
import { countsColumns, countsRow } from './saved'

const POSITIONS_SHOWN = 10
const GAPS_SHOWN = 5
const NOTES_SHOWN = 10

/** What one collection stored, where the next one goes on, and what happened to the topic meanwhile. */
export function collectedView(collected: Collected, lang: Lang): View {
  const { topic, file, table, messages, rows, rejects, run, notes } = collected
  const title = phrase('collected.title', lang, {
    messages: counted(messages, 'message', lang),
    topic,
    file: shortPath(file),
  })
  return [
    {
      block: 'table',
      title,
      ...(run !== null && { source: phrase('saved.run', lang, { run }) }),
      columns: countsColumns(lang),
      rows: [
        countsRow(phrase('saved.rows', lang, { table }), rows, lang),
        countsRow(phrase('saved.rejects', lang), rejects, lang),
      ],
      notes: [endedLine(collected, lang), ...nextLine(collected, lang), ...gapLines(collected, lang)],
    },
    ...notes.slice(-NOTES_SHOWN).map((text): Block => ({ block: 'line', text })),
  ]
}

function nextLine({ topic, positions }: Collected, lang: Lang): string[] {
  if (positions.length === 0) return []
  const next = positions.slice(0, POSITIONS_SHOWN).map((p) => `${topic}[${p.partition}] ${p.next}`)
  const more = positions.length - next.length
  if (more > 0) next.push(counted(more, 'morePartitions', lang))
  return [phrase('saved.next', lang, { positions: next.join(', ') })]
}

function gapLines({ topic, gaps, generation }: Collected, lang: Lang): string[] {
  const lines = gaps.slice(-GAPS_SHOWN).map(({ partition, from, to, reason }) =>
    phrase('collected.gap', lang, {
      place: `${topic}[${partition}]`,
      range: `${from}–${to - 1n}`,
      reason: phrase(`gap.${reason}`, lang),
    }),
  )
  const more = gaps.length - lines.length
  if (more > 0) lines.push(phrase('collected.moreGaps', lang, { n: countText(more, lang) }))
  if (generation > 1) lines.push(phrase('collected.generation', lang, { n: countText(generation, lang) }))
  return lines
}
