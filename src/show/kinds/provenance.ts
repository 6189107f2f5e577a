import { rangeLine, sourceLine, timeText } from '../../chart/caption'
import { carnetVersion } from '../../machine/version'
import { isOfTopics, type Provenance } from '../../provenance'
import { counted, phrase, type Lang } from '../../words'
import { countText } from '../numbers'
import { type View } from '../view'

const RANGES_SHOWN = 20

type Fact = readonly [name: string, value: string]

/** Which messages of which cluster, read when, kept where; for other rows which file, table or address. */
export function provenanceView(p: Provenance, lang: Lang): View {
  return [
    {
      block: 'facts',
      title: phrase('provenance.title', lang),
      facts: [
        ...(isOfTopics(p) ? topicFacts(p, lang) : sourceFacts(p, lang)),
        [phrase('provenance.readAt', lang), timeText(p.readAt)],
        [phrase('provenance.origin', lang), phrase(`provenance.${p.origin}`, lang)],
        ...(p.stopped === undefined
          ? []
          : [[phrase('provenance.stopped', lang), phrase(`caption.stopped.${p.stopped}`, lang)] as const]),
        ...(p.capture
          ? ([
              [phrase(isOfTopics(p) ? 'provenance.capture' : 'provenance.fileName', lang), p.capture.file],
              ['SHA-256', p.capture.sha256],
            ] as const)
          : []),
        [phrase('origins.versions', lang), `carnet ${carnetVersion()}, Node ${process.versions.node}`],
        ...(p.joined ?? []).map((other): Fact => [
          phrase('provenance.joined', lang),
          other === null ? phrase('ownRows', lang) : sourceLine(other, lang),
        ]),
      ],
    },
  ]
}

function topicFacts(p: Provenance, lang: Lang): Fact[] {
  const ranges = p.ranges.slice(0, RANGES_SHOWN).map((r) => rangeLine(r, lang))
  const more = p.ranges.length - ranges.length
  if (more > 0) ranges.push(counted(more, 'morePartitions', lang))
  return [
    [phrase('topics.topic', lang), p.topics.join(', ')],
    [phrase('provenance.cluster', lang), p.clusterId ?? phrase('show.unknown', lang)],
    [phrase('provenance.offsets', lang), ranges.join(', ') || phrase('caption.none', lang)],
    [phrase('show.messages', lang), countText(p.messages, lang)],
  ]
}

const sourceFacts = (p: Provenance, lang: Lang): Fact[] => [
  [phrase('provenance.source', lang), p.topics.join(', ')],
  [phrase('provenance.rows', lang), countText(p.messages, lang)],
]
