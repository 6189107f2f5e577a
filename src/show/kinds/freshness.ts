import { sourceLine, timeText } from '../../chart/caption'
import { type Freshness, type PartitionFreshness } from '../../trace/freshness'
import { phrase, type Lang } from '../../words'
import { countText } from '../numbers'
import { type Block, type View } from '../view'

const PARTITIONS_SHOWN = 20

/** Of which offsets figures are made, and what has come since; by partition where it is not the same everywhere. */
export function freshnessView(freshness: Freshness, lang: Lang): View {
  const { state, provenance, checkedAt, grown, reason, partitions } = freshness
  const asked = state !== 'unreachable' && state !== 'replay'
  const line: Block = {
    block: 'line',
    tone: state === 'current' ? 'good' : state === 'grown' || !asked ? 'quiet' : 'bad',
    text: phrase(`fresh.${state}`, lang, { n: countText(grown, lang), reason: reason ?? '' }),
  }
  const facts: Block = {
    block: 'facts',
    title: phrase('fresh.title', lang),
    facts: [
      [phrase('fresh.built', lang), sourceLine(provenance, lang)],
      [phrase('fresh.checked', lang), timeText(checkedAt)],
    ],
  }
  if (!asked || state === 'current' || partitions.length < 2) return [facts, line]
  return [facts, line, byPartition(partitions, lang)]
}

function byPartition(partitions: readonly PartitionFreshness[], lang: Lang): Block {
  const left = partitions.length - PARTITIONS_SHOWN
  return {
    block: 'table',
    title: phrase('fresh.partitions', lang),
    columns: [
      { label: phrase('topics.topic', lang) },
      { label: phrase('fresh.partition', lang), numeric: true },
      { label: phrase('fresh.read', lang), numeric: true },
      { label: phrase('fresh.start', lang), numeric: true },
      { label: phrase('fresh.end', lang), numeric: true },
    ],
    rows: partitions
      .slice(0, PARTITIONS_SHOWN)
      .map((p) => [
        p.topic,
        String(p.partition),
        countText(p.read, lang),
        countText(p.start, lang),
        countText(p.end, lang),
      ]),
    notes: left > 0 ? [phrase('many.morePartitions', lang, { n: countText(left, lang) })] : [],
  }
}
