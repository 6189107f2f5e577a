import { type KafkaRecord } from '../../record'
import { type CaptureOverview } from '../../source/capture/overview'
import { type PartitionSurvey } from '../../source/capture/survey'
import { counted, phrase, type Lang } from '../../words'
import { bytesText } from '../amounts'
import { excerpt } from '../excerpt'
import { cellText, countText, NOTHING } from '../numbers'
import { capped, type Block, type CellView, type RowView, type View } from '../view'

const PARTITIONS = { head: 40, tail: 5 }

/** What a capture says of itself, what its partitions hold, and the messages that were asked for. */
export function captureView(capture: CaptureOverview, lang: Lang): View {
  const { manifest, state } = capture
  const lines = state === 'whole' ? [] : [phrase(`capture.${state}`, lang)]
  return [
    {
      block: 'facts',
      title: phrase('capture.title', lang, { file: capture.file }),
      facts: factsOf(capture, lang),
    },
    ...[...lines, ...manifest.summary.notes].map((text): Block => ({ block: 'line', text })),
    partitionTable(capture, lang),
    ...(capture.wanted > 0 && manifest.summary.records > 0 ? [messageTable(capture, lang)] : []),
  ]
}

type Fact = readonly [name: string, value: string]

function factsOf({ form, size, sha256, manifest }: CaptureOverview, lang: Lang): Fact[] {
  const { topics, clusterId, readAt, summary } = manifest
  const rest = (['skipped', 'control', 'aborted', 'missing', 'expired'] as const).filter(
    (what) => summary[what] > 0,
  )
  return [
    [phrase('capture.form', lang), `${phrase(`capture.${form}`, lang)}, ${bytesText(size, lang)}`],
    [phrase('capture.topics', lang), topics.map((t) => t.topic).join(', ')],
    [phrase('provenance.cluster', lang), clusterId ?? phrase('show.unknown', lang)],
    [phrase('provenance.readAt', lang), readAt],
    [phrase('show.messages', lang), countText(summary.records, lang)],
    ...rest.map((what): Fact => [phrase(`capture.${what}`, lang), countText(summary[what], lang)]),
    [phrase('capture.stop', lang), phrase(`batch.${summary.stop}`, lang)],
    ...topics.flatMap(({ topic, settings }): Fact[] => {
      const list = Object.entries(settings).map(([name, value]) => `${name}=${value}`)
      if (list.length === 0) return []
      const which =
        topics.length > 1 ? phrase('capture.settingsOf', lang, { topic }) : phrase('capture.settings', lang)
      return [[which, list.join(', ')]]
    }),
    ['SHA-256', sha256],
  ]
}

function partitionTable({ partitions, manifest }: CaptureOverview, lang: Lang): Block {
  const several = manifest.topics.length > 1
  return {
    block: 'table',
    title: phrase('capture.partitions', lang),
    columns: [
      ...(several ? [{ label: phrase('topics.topic', lang) }] : []),
      { label: phrase('show.partition', lang), numeric: true },
      { label: phrase('provenance.offsets', lang), numeric: true },
      { label: phrase('show.messages', lang), numeric: true },
      { label: phrase('capture.tombstones', lang), numeric: true },
      { label: phrase('capture.keyless', lang), numeric: true },
      { label: phrase('capture.size', lang), numeric: true },
      { label: phrase('capture.first', lang) },
      { label: phrase('capture.last', lang) },
    ],
    rows: capped(
      partitions,
      PARTITIONS,
      (p) => partitionRow(p, several, lang),
      (left) => counted(left, 'morePartitions', lang),
    ),
    ...(partitions.length === 0 && { notes: [phrase('capture.nothing', lang)] }),
  }
}

function partitionRow(p: PartitionSurvey, several: boolean, lang: Lang): RowView {
  return [
    ...(several ? [p.topic] : []),
    String(p.partition),
    p.to > p.from ? `${p.from}–${p.to - 1n}` : NOTHING,
    countText(p.messages, lang),
    countText(p.tombstones, lang),
    countText(p.keyless, lang),
    bytesText(p.bytes, lang),
    cellText(p.firstTimestamp, 'timestamp', lang),
    cellText(p.lastTimestamp, 'timestamp', lang),
  ]
}

function messageTable({ messages, manifest }: CaptureOverview, lang: Lang): Block {
  const several = manifest.topics.length > 1
  return {
    block: 'table',
    title: phrase('capture.shown', lang, {
      messages: counted(messages.length, 'message', lang),
      n: countText(manifest.summary.records, lang),
    }),
    columns: [
      ...(several ? [{ label: phrase('topics.topic', lang) }] : []),
      { label: phrase('show.partition', lang), numeric: true },
      { label: phrase('capture.offset', lang), numeric: true },
      { label: phrase('capture.time', lang) },
      { label: phrase('capture.key', lang) },
      { label: phrase('capture.value', lang) },
      { label: phrase('capture.headers', lang) },
    ],
    rows: messages.map((r): RowView => [
      ...(several ? [r.topic] : []),
      String(r.partition),
      String(r.offset),
      r.timestamp === -1 ? NOTHING : cellText(r.timestamp, 'timestamp', lang),
      bytesCell(r.key),
      bytesCell(r.value),
      headersText(r),
    ]),
  }
}

/** Text and bytes as far as they fit; null and an empty text look different. */
function bytesCell(bytes: Buffer | null): CellView {
  if (bytes === null) return { text: 'null', tone: 'quiet' }
  return bytes.length === 0 ? '""' : excerpt(bytes, null)
}

const headersText = ({ headers }: KafkaRecord): string =>
  headers.map(([name, value]) => `${name}: ${value === null ? 'null' : excerpt(value, null).text}`).join(', ')
