import { provenanceLine } from '../../chart/caption'
import { type OffsetRange } from '../../record'
import { type Batch } from '../../source/batch'
import { counted, phrase, type Lang } from '../../words'
import { countText, NOTHING } from '../numbers'
import { capped, type Block, type RowView, type View } from '../view'

const ROWS = { head: 15, tail: 5 }

/** What was read: the plan and what came of it by partition, why it stopped, what was seen and not delivered. */
export function batchView({ topics, summary, provenance }: Batch, lang: Lang): View {
  const { plan, ranges, stop, notes } = summary
  const readOf = (there: OffsetRange): OffsetRange | undefined =>
    ranges.find((r) => r.topic === there.topic && r.partition === there.partition)
  const title = phrase('batch.title', lang, {
    messages: counted(summary.records, 'message', lang),
    topic: topics.join(', '),
  })
  const source = provenanceLine(provenance, lang)
  const lines: Block[] = [phrase(`batch.${stop}`, lang), ...notes].map((text) => ({ block: 'line', text }))
  return [
    {
      block: 'table',
      title,
      source,
      columns: [
        { label: phrase('show.partition', lang), numeric: true },
        { label: phrase('batch.there', lang), numeric: true },
        { label: phrase('batch.read', lang), numeric: true },
        { label: phrase('batch.left', lang), numeric: true },
      ],
      rows: capped(
        plan,
        ROWS,
        (there) => row(there, readOf(there), lang),
        (left) => counted(left, 'moreRows', lang),
      ),
    },
    ...seen(summary, lang),
    ...(provenance.capture
      ? [{ block: 'line', text: phrase('batch.capture', lang, { file: provenance.capture.file }) } as const]
      : []),
    ...lines,
  ]
}

function row(there: OffsetRange, read: OffsetRange | undefined, lang: Lang): RowView {
  const left = there.to - (read?.to ?? there.from)
  return [String(there.partition), span(there), read ? span(read) : NOTHING, countText(left, lang)]
}

/** `0–9`, the last offset included. */
const span = ({ from, to }: OffsetRange): string => (to > from ? `${from}–${to - 1n}` : NOTHING)

/** What was seen and not delivered: only where there was any. */
function seen(summary: Batch['summary'], lang: Lang): Block[] {
  return (['control', 'aborted', 'missing'] as const).flatMap((what) =>
    summary[what] > 0
      ? [
          {
            block: 'line',
            text: phrase(`batch.${what}`, lang, { n: countText(summary[what], lang) }),
          } as const,
        ]
      : [],
  )
}
