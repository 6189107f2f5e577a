import { rangeLine, timeText } from '../../chart/caption'
import { type OffsetRange } from '../../record'
import { type Difference, isSameRun, type RunDiff } from '../../store/run-diff'
import { type StoredRun } from '../../store/stored-runs'
import { type Cell } from '../../table'
import { label as wordFor, numberText, phrase, type Lang, type Word } from '../../words'
import { countText, NOTHING, statisticText } from '../numbers'
import { type Block, capped, type ColumnHead, type RowView, type View } from '../view'
import { reasonName } from './parsed-rejects'

const ROWS = { head: 40, tail: 10 }

/** What changed between two runs: each kind of difference as a table of its own, none where there is none. */
export function runDiffView(diff: RunDiff, lang: Lang): View {
  const { before, after } = diff
  const head: Block = {
    block: 'facts',
    title: phrase('diff.title', lang),
    facts: [
      [phrase('diff.before', lang), runText(before)],
      [phrase('diff.after', lang), runText(after)],
    ],
  }
  if (isSameRun(diff)) return [head, { block: 'line', text: phrase('diff.same', lang), tone: 'good' }]
  const counts = (word: Word, list: readonly Difference[], name: (name: string) => string): Block[] =>
    table(
      phrase(word, lang),
      [{ label: phrase('diff.what', lang) }],
      list.map((d) => [
        name(d.name),
        countCell(d.before, lang),
        countCell(d.after, lang),
        changeText(d, lang),
      ]),
      lang,
      true,
    )
  return [
    head,
    ...table(
      phrase('diff.inputs', lang),
      [{ label: phrase('diff.what', lang) }],
      diff.inputs.map((d) => [d.name, text(d.before), text(d.after)]),
      lang,
    ),
    ...table(
      phrase('diff.offsets', lang),
      [{ label: phrase('diff.partition', lang) }],
      diff.offsets.map((d) => [
        `${d.topic}[${d.partition}]`,
        rangeText(d.before, lang),
        rangeText(d.after, lang),
      ]),
      lang,
    ),
    ...counts('diff.messages', diff.messages, (name) => phrase(`diff.${name}` as Word, lang)),
    ...counts('diff.rejects', diff.rejects, (code) => `${reasonName(code, lang)} (${code})`),
    ...counts('diff.formats', diff.formats, (name) => name),
    ...counts('diff.repairs', diff.repairs, (name) => name),
    ...table(
      phrase('diff.figures', lang),
      [
        { label: phrase('diff.group', lang) },
        { label: phrase('diff.figure', lang) },
        { label: phrase('diff.filter', lang) },
      ],
      diff.figures.map((d) => [
        `${d.by} = ${text(d.group)}`,
        `${wordFor(d.name, lang)} (${d.of})`,
        d.filter,
        statisticText(d.before, lang),
        statisticText(d.after, lang),
        changeText(d, lang),
      ]),
      lang,
      true,
    ),
  ]
}

function table(
  title: string,
  columns: readonly ColumnHead[],
  rows: readonly (readonly string[])[],
  lang: Lang,
  numeric = false,
): Block[] {
  if (rows.length === 0) return []
  const heads = ['diff.before', 'diff.after', ...(numeric ? (['diff.change'] as const) : [])] as const
  return [
    {
      block: 'table',
      title,
      columns: [...columns, ...heads.map((word) => ({ label: phrase(word, lang), numeric }))],
      rows: capped<readonly string[]>(
        rows,
        ROWS,
        (row): RowView => row,
        (left) => phrase('many.moreRows', lang, { n: countText(left, lang) }),
      ),
    },
  ]
}

const runText = ({ id, schema, topic, savedAt }: StoredRun): string =>
  `${id} · ${schema} · ${topic} · ${timeText(savedAt)}`

const text = (cell: Cell): string => (cell === null ? NOTHING : String(cell))

const countCell = (cell: Cell, lang: Lang): string => countText(cell === null ? 0 : Number(cell), lang)

const rangeText = (range: OffsetRange | null, lang: Lang): string =>
  range === null ? NOTHING : rangeLine(range, lang).replace(/^.*\] /, '')

/** `+3`, `−0.5`; nothing where one of the runs has no such figure. */
function changeText({ before, after }: Difference, lang: Lang): string {
  if (typeof before === 'string' || typeof after === 'string') return NOTHING
  const change = Number(after ?? 0) - Number(before ?? 0)
  return `${change < 0 ? '−' : '+'}${numberText(Math.abs(change), lang, 6)}`
}
