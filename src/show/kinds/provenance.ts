import { rangeLine, timeText } from '../../chart/caption'
import { type Provenance } from '../../provenance'
import { counted, phrase, type Lang } from '../../words'
import { countText } from '../numbers'
import { type View } from '../view'

const RANGES_SHOWN = 20

/** Which messages of which cluster, read when, kept where. */
export function provenanceView(p: Provenance, lang: Lang): View {
  const ranges = p.ranges.slice(0, RANGES_SHOWN).map((r) => rangeLine(r, lang))
  const more = p.ranges.length - ranges.length
  if (more > 0) ranges.push(counted(more, 'morePartitions', lang))
  return [
    {
      block: 'facts',
      title: phrase('provenance.title', lang),
      facts: [
        [phrase('topics.topic', lang), p.topics.join(', ')],
        [phrase('provenance.cluster', lang), p.clusterId ?? phrase('show.unknown', lang)],
        [phrase('provenance.offsets', lang), ranges.join(', ') || phrase('caption.none', lang)],
        [phrase('show.messages', lang), countText(p.messages, lang)],
        [phrase('provenance.readAt', lang), timeText(p.readAt)],
        [phrase('provenance.origin', lang), phrase(`provenance.${p.origin}`, lang)],
        ...(p.capture
          ? ([
              [phrase('provenance.capture', lang), p.capture.file],
              ['SHA-256', p.capture.sha256],
            ] as const)
          : []),
      ],
    },
  ]
}
