import { provenanceLine } from '../../chart/caption'
import { type OffsetRange } from '../../record'
import { type Batch } from '../../source/batch'
import { counted, phrase, type Lang } from '../../words'
import { countText, NOTHING } from '../numbers'
import { capped, type Block, type View } from '../view'

const ROWS = { head: 15, tail: 5 }

/** What was read: the plan and what came of it by partition, why it stopped, what was seen and not delivered. */
export function batchView({ topics, summary, provenance }: Batch, lang: Lang): View {
  const { there, plan, ranges, stop, notes } = summary
  const named = topics.length > 1
  // Only where the read was asked for less than there was.
  const asked = plan.some((p) => there.some((t) => isSame(t, p) && (t.from !== p.from || t.to !== p.to)))
  const title = phrase(named ? 'batch.titleTopics' : 'batch.title', lang, {
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
        ...(named ? [{ label: phrase('batch.topic', lang), numeric: false }] : []),
        { label: phrase('show.partition', lang), numeric: true },
        { label: phrase('batch.there', lang), numeric: true },
        ...(asked ? [{ label: phrase('batch.plan', lang), numeric: true }] : []),
        { label: phrase('batch.read', lang), numeric: true },
        { label: phrase('batch.left', lang), numeric: true },
      ],
      rows: capped(
        plan,
        ROWS,
        (planned) => [
          ...(named ? [planned.topic] : []),
          String(planned.partition),
          span(there.find((r) => isSame(r, planned)) ?? planned),
          ...(asked ? [span(planned)] : []),
          ...readOf(
            planned,
            ranges.find((r) => isSame(r, planned)),
            lang,
          ),
        ],
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

/** What was read of a partition, and how many of the planned offsets are left. */
function readOf(planned: OffsetRange, read: OffsetRange | undefined, lang: Lang): string[] {
  const left = planned.to - (read?.to ?? planned.from)
  return [read ? span(read) : NOTHING, countText(left, lang)]
}

const isSame = (a: OffsetRange, b: OffsetRange): boolean => a.topic === b.topic && a.partition === b.partition

/** `0–9`, the last offset included. */
const span = ({ from, to }: OffsetRange): string => (to > from ? `${from}–${to - 1n}` : NOTHING)

/** What was seen and not delivered: only where there was any. */
function seen(summary: Batch['summary'], lang: Lang): Block[] {
  return (['skipped', 'control', 'aborted', 'missing'] as const).flatMap((what) =>
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
