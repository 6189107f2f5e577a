import { rangeLine, timeText } from '../../chart/caption'
import { isOfTopics } from '../../provenance'
import { type StoredRun, type StoredRuns } from '../../store/stored-runs'
import { counted, phrase, type Lang, type Word } from '../../words'
import { fromHere } from '../from-here'
import { countText } from '../numbers'
import { capped, type RowView, type View } from '../view'

const ROWS = { head: 90, tail: 10 }

/** Ranges that a line names one by one. */
const RANGES_NAMED = 3

const COLUMNS: readonly Word[] = [
  'runs.run',
  'runs.when',
  'runs.kind',
  'runs.schema',
  'runs.ranges',
  'runs.messages',
  'runs.parsed',
  'runs.rejected',
  'runs.statistics',
]
const NUMBERS: ReadonlySet<Word> = new Set([
  'runs.messages',
  'runs.parsed',
  'runs.rejected',
  'runs.statistics',
])

/** The runs of a store, the newest first: when, of what, and what became of the messages. */
export function runsView({ file, runs }: StoredRuns, lang: Lang): View {
  return [
    {
      block: 'table',
      title: phrase('runs.title', lang, { file: fromHere(file) }),
      columns: COLUMNS.map((word) => ({ label: phrase(word, lang), numeric: NUMBERS.has(word) })),
      rows: capped(
        runs,
        ROWS,
        (run) => row(run, lang),
        (left) => counted(left, 'moreRows', lang),
      ),
      notes: runs.length === 0 ? [phrase('runs.none', lang)] : [],
    },
  ]
}

function row(run: StoredRun, lang: Lang): RowView {
  const { id, savedAt, kind, schema, funnel, statistics } = run
  return [
    id,
    timeText(savedAt),
    phrase(`runs.kind.${kind}`, lang),
    schema,
    rangesText(run, lang),
    ...[funnel.read, funnel.parsed, funnel.rejected, statistics].map((n) => countText(n, lang)),
  ]
}

function rangesText({ topic, ranges, provenance }: StoredRun, lang: Lang): string {
  if (!isOfTopics(provenance) || ranges.length === 0) return topic
  const read = ranges.filter((r) => r.to > r.from)
  if (read.length === 0) return `${topic} ${phrase('caption.none', lang)}`
  const named = read.slice(0, RANGES_NAMED).map((r) => rangeLine(r, lang))
  const more = read.length - named.length
  return [...named, ...(more > 0 ? [counted(more, 'morePartitions', lang)] : [])].join(', ')
}
