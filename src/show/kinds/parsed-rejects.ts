import { type Reject } from '../../parse/outcome'
import { reasonIn } from '../../parse/refusal'
import { type Overview } from '../../parse/tally'
import { isOfTopics, rowPlace } from '../../provenance'
import { label as wordFor, phrase, type Lang } from '../../words'
import { messageExcerpt } from '../excerpt'
import { countText } from '../numbers'
import { type RowView, type TableBlock } from '../view'

/** Samples that are shown of each reason, and of all together. */
const SAMPLES = 3
const MOST_SAMPLES = 24

/** The words for rejects that are messages, and for those that are lines or rows of something else. */
const MESSAGES = { by: 'parsed.rejects', first: 'parsed.firstRejects', where: 'parsed.where' } as const
const ROWS = { by: 'parsed.rejectedRows', first: 'parsed.firstRejectedRows', where: 'parsed.place' } as const

/** Rejects by reason, the commonest first; and samples of each reason with the place that is wrong. */
export function rejectTables(
  { rejectCounts, rejects, provenance }: Pick<Overview, 'rejectCounts' | 'rejects' | 'provenance'>,
  lang: Lang,
): TableBlock[] {
  const counts = [...rejectCounts].filter(([, n]) => n > 0).sort(([, a], [, b]) => b - a)
  if (counts.length === 0) return []
  const areMessages = isOfTopics(provenance)
  const words = areMessages ? MESSAGES : ROWS
  const all = counts.reduce((sum, [, n]) => sum + n, 0)
  const samples = counts
    .flatMap(([code]) => rejects.filter((r) => r.code === code).slice(0, SAMPLES))
    .slice(0, MOST_SAMPLES)
  const reasons: TableBlock = {
    block: 'table',
    title: phrase(words.by, lang, { n: countText(all, lang) }),
    columns: [
      { label: phrase('parsed.reason', lang) },
      { label: phrase('parsed.code', lang) },
      { label: phrase('n', lang), numeric: true },
    ],
    rows: counts.map(([code, n]) => [reasonName(code, lang), code, countText(n, lang)]),
  }
  if (samples.length === 0) return [reasons]
  return [
    reasons,
    {
      block: 'table',
      title: phrase(words.first, lang),
      columns: [
        { label: phrase(words.where, lang) },
        { label: phrase('parsed.wrong', lang) },
        { label: phrase(areMessages ? 'parsed.message' : 'parsed.row', lang) },
      ],
      rows: samples.map((reject) => sampleRow(reject, areMessages, lang)),
    },
  ]
}

/** The reason in a few words; a code that has none here stands for itself. */
export function reasonName(code: string, lang: Lang): string {
  const word = `reject.${code}`
  const name = wordFor(word, lang)
  return name === word ? code : name
}

function sampleRow(reject: Reject, isMessage: boolean, lang: Lang): RowView {
  const { record, index, position } = reject
  const place = isMessage ? `${record.topic}[${record.partition}] ${record.offset}` : rowPlace(record)
  const where = index === null ? place : phrase('parsed.indexed', lang, { place, index })
  return [where, reasonIn(reject, lang), messageExcerpt(record, position)]
}
