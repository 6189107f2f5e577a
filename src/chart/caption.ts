import { carnetVersion } from '../machine/version'
import { isOfTopics, type Label, type Provenance } from '../provenance'
import { type OffsetRange } from '../record'
import { counted, phrase, type Lang } from '../words'
import { visible } from './visible'

/** Ranges that a line names one by one; the partitions after them are counted. */
const RANGES_NAMED = 3

/** Digits of a checksum that a line shows: enough to tell captures apart, the whole is in the provenance. */
const CHECKSUM = 12

/** `Filter: age > 20`, or that every row was used. */
export function filterLine(label: Label, lang: Lang): string {
  const { filter } = label
  return filter === null
    ? phrase('caption.all', lang)
    : phrase('caption.filter', lang, { filter: visible(filter) })
}

/**
 * `10 messages of message[0] 0–9, read 2026-11-24 16:00:00 UTC, replayed from sample.ndjson`, and what was joined to them:
 * `, joined with 3 rows of filieres.csv, read …`.
 */
export function sourceLine(p: Provenance, lang: Lang): string {
  const parts = [
    phrase('caption.messages', lang, {
      messages: counted(p.messages, isOfTopics(p) ? 'message' : 'row', lang),
      ranges: isOfTopics(p) ? rangesText(p, lang) : visible(p.topics.join(', ')),
    }),
    ...(p.where === undefined ? [] : [phrase('caption.where', lang, { where: visible(p.where) })]),
    phrase('caption.read', lang, { time: timeText(p.readAt) }),
  ]
  if (p.origin === 'replay')
    parts.push(
      p.capture
        ? phrase('caption.replayed', lang, { file: visible(p.capture.file) })
        : phrase('caption.replayedCapture', lang),
    )
  if (p.capture) parts.push(`SHA-256 ${p.capture.sha256.slice(0, CHECKSUM)}…`)
  if (p.stopped !== undefined) parts.push(phrase(`caption.stopped.${p.stopped}`, lang))
  for (const other of p.joined ?? [])
    parts.push(
      phrase('caption.joined', lang, {
        source: other === null ? phrase('ownRows', lang) : sourceLine(other, lang),
      }),
    )
  return parts.join(', ')
}

/** The same, and which carnet made the figures. */
export const provenanceLine = (p: Provenance, lang: Lang): string =>
  `${sourceLine(p, lang)}, carnet ${carnetVersion()}`

/** The one line under a table or a chart: which filter made it, and where its figures come from. */
export function captionLine(label: Label, lang: Lang): string {
  const { provenance } = label
  return filterLine(label, lang) + (provenance ? ` · ${provenanceLine(provenance, lang)}` : '')
}

/** `message[0] 0–9`, the last offset included. */
export function rangeLine(range: OffsetRange, lang: Lang): string {
  const span = range.to > range.from ? `${range.from}–${range.to - 1n}` : phrase('caption.none', lang)
  return `${visible(range.topic)}[${range.partition}] ${span}`
}

/** `2026-11-24 16:00:00 UTC` of an ISO 8601 time; anything else as it is. */
export function timeText(iso: string): string {
  const found = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?Z$/.exec(iso)
  return found ? `${found[1]} ${found[2]} UTC` : visible(iso)
}

function rangesText(p: Provenance, lang: Lang): string {
  if (p.ranges.length === 0) return visible(p.topics.join(', '))
  const named = p.ranges.slice(0, RANGES_NAMED).map((r) => rangeLine(r, lang))
  const more = p.ranges.length - named.length
  if (more > 0) named.push(counted(more, 'morePartitions', lang))
  return named.join(', ')
}
