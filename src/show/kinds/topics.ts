import { type TopicInfo, type TopicTable } from '../../kafka/topics'
import { counted, phrase, type Lang, type Word } from '../../words'
import { countText, NOTHING } from '../numbers'
import { capped, type RowView, type View } from '../view'

const ROWS = { head: 190, tail: 10 }

const COLUMNS: readonly Word[] = [
  'topics.topic',
  'topics.partitions',
  'topics.replication',
  'topics.minInSync',
  'topics.retentionHours',
  'topics.retentionBytes',
  'topics.cleanup',
  'show.messages',
]
const TEXTS: ReadonlySet<Word> = new Set(['topics.topic', 'topics.cleanup'])

/** The host's topic table: copies, retention and clean-up of every topic, and how many messages it holds. */
export function topicsView({ topics }: TopicTable, lang: Lang): View {
  const rows = capped(
    topics,
    ROWS,
    (topic) => row(topic, lang),
    (left) => counted(left, 'moreRows', lang),
  )
  const hidden = rows.some((r) => !('gap' in r) && r.includes(NOTHING))
  return [
    {
      block: 'table',
      title: counted(topics.length, 'topic', lang),
      columns: COLUMNS.map((word) => ({ label: phrase(word, lang), numeric: !TEXTS.has(word) })),
      rows,
      notes: [
        ...(topics.length === 0 ? [phrase('topics.none', lang)] : []),
        ...(hidden ? [phrase('topics.hidden', lang)] : []),
      ],
    },
  ]
}

function row(t: TopicInfo, lang: Lang): RowView {
  const limit = (value: number | null): string =>
    value === -1 ? phrase('topics.unlimited', lang) : countText(value, lang)
  return [
    t.internal ? phrase('topics.internal', lang, { topic: t.topic }) : t.topic,
    countText(t.partitions, lang),
    countText(t.replication, lang),
    countText(t.minInSyncReplicas, lang),
    limit(t.retentionHours),
    limit(t.retentionBytes),
    t.cleanupPolicy ?? NOTHING,
    countText(t.messages, lang),
  ]
}
