import { timeText } from '../../chart/caption'
import { type TopicDescription } from '../../kafka/describe'
import { type PartitionColumn, type PartitionDescription } from '../../kafka/describe-partitions'
import { type TopicSetting } from '../../kafka/describe-settings'
import { counted, numberText, phrase, type Lang, type Word } from '../../words'
import { bytesText, instantText, percentText, spanText, widthText } from '../amounts'
import { hiddenCell, hiddenLine, hiddenText } from '../hidden-cell'
import { countText, NOTHING } from '../numbers'
import { type Block, capped, type CellView, type RowView, type TableBlock, type View } from '../view'
import { groupsTable } from './description-groups'
import { sampleBlocks } from './description-sample'
import { limitText, messagesText, timesCell } from './topics'

const PARTITIONS = { head: 45, tail: 5 }
const SETTINGS = { head: 60, tail: 0 }

/** A topic at a glance: what it holds, how it lies, over time, what its messages look like, who reads it, its settings. */
export function descriptionView(d: TopicDescription, lang: Lang): View {
  return [
    summaryFacts(d, lang),
    partitionsTable(d, lang),
    rateBars(d, lang),
    sampleBlocks(d, lang),
    groupsTable(d, lang),
    settingsTable(d, lang),
  ].flat()
}

function summaryFacts(d: TopicDescription, lang: Lang): Block[] {
  const { info } = d
  const or = (
    value: number | null,
    column: keyof typeof info.hidden,
    words: (n: number) => string,
  ): string => (value === null ? hiddenText(info.hidden[column], lang) : words(value))
  const origin = phrase(d.origin === 'live' ? 'describe.live' : 'describe.replay', lang, {
    time: timeText(d.at),
  })
  const facts: [Word, string][] = [
    ['show.messages', or(info.messages, 'messages', () => messagesText(info, lang))],
    ['topics.size', or(info.bytes, 'bytes', (n) => bytesText(n, lang))],
    ['topics.times', textOf(timesCell(info, lang))],
    ['topics.partitions', countText(info.partitions, lang)],
    ['topics.replication', countText(info.replication, lang)],
    ['topics.minInSync', or(info.minInSyncReplicas, 'minInSyncReplicas', (n) => countText(n, lang))],
    [
      'topics.retentionHours',
      or(info.retentionHours, 'retentionHours', (n) => limitText(n, lang, countText)),
    ],
    [
      'topics.retentionBytes',
      or(info.retentionBytes, 'retentionBytes', (n) => limitText(n, lang, bytesText)),
    ],
    ['topics.cleanup', info.cleanupPolicy ?? hiddenText(info.hidden.cleanupPolicy, lang)],
    ['provenance.cluster', d.clusterId ?? NOTHING],
  ]
  return [
    {
      block: 'facts',
      title: `${phrase('describe.title', lang, { topic: d.topic })} (${origin})`,
      facts: facts.map(([word, value]) => [phrase(word, lang), value] as const),
    },
  ]
}

const textOf = (cell: CellView): string => (typeof cell === 'string' ? cell : cell.text)

function partitionsTable({ partitions, skew, info }: TopicDescription, lang: Lang): TableBlock {
  const total = info.messages ?? 0
  const names = [
    'show.partition',
    'describe.start',
    'describe.next',
    'show.messages',
    'describe.share',
  ] as const
  const more = [
    'topics.size',
    'topics.times',
    'describe.leader',
    'describe.replicas',
    'describe.inSync',
  ] as const
  const texts: readonly Word[] = ['describe.share', 'describe.replicas', 'describe.inSync']
  return {
    block: 'table',
    title: counted(partitions.length, 'partition', lang),
    columns: [...names, ...more].map((word) => ({
      label: phrase(word, lang),
      numeric: !texts.includes(word),
    })),
    rows: capped(
      partitions,
      PARTITIONS,
      (p) => partitionRow(p, total, lang),
      (left) => counted(left, 'morePartitions', lang),
    ),
    notes:
      skew && partitions.length > 1
        ? [
            phrase('describe.skew', lang, {
              partition: skew.largest,
              share: percentText(skew.share, lang),
              ratio: numberText(skew.maxToMean, lang, 2),
            }),
          ]
        : [],
  }
}

function partitionRow(p: PartitionDescription, total: number, lang: Lang): RowView {
  const or = (
    value: number | bigint | null,
    column: PartitionColumn,
    words: (n: number | bigint) => string,
  ): CellView => (value === null ? hiddenCell(p.hidden[column], lang) : words(value))
  const part = p.messages === null || total === 0 ? null : p.messages / total
  return [
    String(p.partition),
    or(p.start, 'start', String),
    or(p.end, 'end', String),
    or(p.messages, 'messages', (n) => countText(n, lang)),
    part === null ? NOTHING : { part, text: percentText(part, lang) },
    or(p.bytes, 'bytes', (n) => bytesText(Number(n), lang)),
    timesCell(p, lang),
    p.leader === null ? NOTHING : String(p.leader),
    nodesText(p.replicas),
    inSyncCell(p),
  ]
}

const nodesText = (nodes: readonly number[]): string => nodes.join(',\u00a0') || NOTHING

/** A copy that lags behind is a risk. */
function inSyncCell({ inSync, replicas }: PartitionDescription): CellView {
  const text = nodesText(inSync)
  return inSync.length < replicas.length ? { text: `${text} ⚠`, tone: 'bad' } : text
}

function rateBars({ rate, sample, hidden, origin }: TopicDescription, lang: Lang): Block[] {
  if (!rate) return hiddenLine('describe.rate', hidden.rate, lang)
  const { from, bucketMs, counts } = rate
  const most = Math.max(...counts)
  // A capture counts its messages themselves.
  const rough = origin === 'live' && sample !== null && sample.outOfOrder > 0
  const at = (i: number): number => from + i * bucketMs
  return [
    {
      block: 'bars',
      title: phrase('describe.ratePer', lang, { width: widthText(bucketMs, lang) }),
      bars: counts.map((value, i) => ({
        value,
        label: `${instantText(at(i))} UTC: ${countText(value, lang)}`,
      })),
      notes: [
        phrase('describe.rateSpan', lang, {
          span: spanText(from, at(counts.length)),
          most: countText(most, lang),
          time: instantText(at(counts.indexOf(most))),
        }),
        ...(rough ? [phrase('describe.outOfOrder', lang, { n: countText(sample.outOfOrder, lang) })] : []),
      ],
    },
  ]
}

function settingsTable({ settings, hidden }: TopicDescription, lang: Lang): Block[] {
  if (!settings) return hiddenLine('describe.settings', hidden.settings, lang)
  if (settings.length === 0) return [{ block: 'line', text: phrase('describe.noSettings', lang) }]
  const names = ['describe.setting', 'describe.value', 'describe.default', 'describe.source'] as const
  return [
    {
      block: 'table',
      title: phrase('describe.settings', lang),
      columns: names.map((word) => ({ label: phrase(word, lang) })),
      rows: capped(
        settings,
        SETTINGS,
        (s) => settingRow(s, lang),
        (left) => counted(left, 'moreRows', lang),
      ),
    },
  ]
}

const settingRow = (s: TopicSetting, lang: Lang): RowView => [
  s.name,
  s.value ?? phrase('describe.secret', lang),
  s.default ?? NOTHING,
  phrase(`source.${s.source}`, lang),
]
