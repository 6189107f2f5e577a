import { type HideableColumn, type TopicInfo, type TopicTable } from '../../kafka/topics'
import { counted, phrase, type Lang, type Word } from '../../words'
import { bytesText, instantText, spanText } from '../amounts'
import { hiddenCell } from '../hidden-cell'
import { countText } from '../numbers'
import { capped, type CellView, type RowView, type Tone, type View } from '../view'

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
  'topics.size',
  'topics.times',
]
const TEXTS: ReadonlySet<Word> = new Set(['topics.topic', 'topics.cleanup'])

/** The host's topic table: copies, retention and clean-up of every topic, what it holds, and from when to when. */
export function topicsView({ topics }: TopicTable, lang: Lang): View {
  const rows = capped(
    topics,
    ROWS,
    (topic) => row(topic, lang),
    (left) => counted(left, 'moreRows', lang),
  )
  return [
    {
      block: 'table',
      title: counted(topics.length, 'topic', lang),
      columns: COLUMNS.map((word) => ({ label: phrase(word, lang), numeric: !TEXTS.has(word) })),
      rows,
      notes: [
        ...(topics.length === 0 ? [phrase('topics.none', lang)] : []),
        ...(topics.some(isAtMost) ? [phrase('topics.atMost', lang)] : []),
      ],
    },
  ]
}

function row(t: TopicInfo, lang: Lang): RowView {
  return [
    t.internal ? phrase('topics.internal', lang, { topic: t.topic }) : t.topic,
    countText(t.partitions, lang),
    countText(t.replication, lang),
    cell(t, 'minInSyncReplicas', lang, (n) => countText(n, lang)),
    cell(t, 'retentionHours', lang, (n) => limitText(n, lang, countText)),
    cell(t, 'retentionBytes', lang, (n) => limitText(n, lang, countText)),
    cell(t, 'cleanupPolicy', lang, String),
    cell(t, 'messages', lang, () => messagesText(t, lang)),
    cell(t, 'bytes', lang, (n) => bytesText(n, lang)),
    timesCell(t, lang, 'minutes'),
  ]
}

/** The value of a column in words, or why it is not known. */
function cell<C extends HideableColumn>(
  topic: TopicInfo,
  column: C,
  lang: Lang,
  words: (value: NonNullable<TopicInfo[C]>) => string,
): CellView {
  const value = topic[column]
  return value === null ? hiddenCell(topic.hidden[column], lang) : words(value)
}

/** Offsets count what the cleaner took away, too. */
const isAtMost = ({ cleanupPolicy, messages }: TopicInfo): boolean =>
  (messages ?? 0) > 0 && (cleanupPolicy?.includes('compact') ?? false)

/** The number of messages; `≤ 12` for a compacted topic. */
export function messagesText(topic: TopicInfo, lang: Lang): string {
  const count = countText(topic.messages, lang)
  return isAtMost(topic) ? `≤ ${count}` : count
}

/** A limit of retention; -1 is none. */
export const limitText = (n: number, lang: Lang, words: (n: number, lang: Lang) => string): string =>
  n === -1 ? phrase('topics.unlimited', lang) : words(n, lang)

/** From when to when its messages are, as far as it is known. */
export function timesCell(
  {
    firstTimestamp: first,
    lastTimestamp: last,
    hidden,
  }: Pick<TopicInfo, 'firstTimestamp' | 'lastTimestamp' | 'hidden'>,
  lang: Lang,
  precision?: 'minutes',
): string | { text: string; tone: Tone } {
  if (first !== null && last !== null) return spanText(first, last, precision)
  if (first !== null) return `${instantText(first, precision)} → ?`
  if (last !== null) return `? → ${instantText(last, precision)}`
  return hiddenCell(hidden.firstTimestamp ?? hidden.lastTimestamp, lang)
}
