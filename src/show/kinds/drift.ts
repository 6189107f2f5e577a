import { provenanceLine } from '../../chart/caption'
import { type Drift, type DriftPart, type Finding, type Series } from '../../profile/drifted'
import { label as wordFor, phrase, type Lang } from '../../words'
import { percentText, spanText } from '../amounts'
import { countText, NOTHING } from '../numbers'
import { type CellView, type SharesView, type TableBlock, type View } from '../view'

const FINDINGS_SHOWN = 40
const FORMATS_SHOWN = 12
const PLACES = 3

/** What changes along the messages, with small bars of each thing; and the formats along them. */
export function driftView(drift: Drift, lang: Lang): View {
  const { findings, parts, formats } = drift
  if (parts.length < 2 || findings.length === 0)
    return [
      {
        block: 'line',
        text: phrase(parts.length < 2 ? 'drift.few' : 'drift.none', lang, { parts: parts.length }),
        tone: parts.length < 2 ? 'quiet' : 'good',
      },
      ...(formats.length > 0 ? [formatsTable(drift, lang)] : []),
    ]
  return [findingsTable(drift, lang), formatsTable(drift, lang)]
}

function findingsTable({ findings, parts, by, provenance }: Drift, lang: Lang): TableBlock {
  const left = findings.length - FINDINGS_SHOWN
  return {
    block: 'table',
    title: phrase(by === 'time' ? 'drift.overTime' : 'drift.title', lang),
    source: provenanceLine(provenance, lang),
    columns: [
      { label: phrase('drift.what', lang) },
      { label: phrase('drift.change', lang) },
      { label: phrase('drift.before', lang), numeric: true },
      { label: phrase('drift.after', lang), numeric: true },
      { label: phrase('drift.along', lang) },
      { label: phrase('drift.from', lang) },
    ],
    rows: findings.slice(0, FINDINGS_SHOWN).map((finding) => {
      const part = parts[finding.part]
      return [
        whatText(finding, lang),
        phrase(`drift.${finding.change}`, lang),
        amount(finding.before, lang),
        amount(finding.after, lang),
        shares(finding, lang),
        part ? placeText(part) : NOTHING,
      ]
    }),
    notes: [
      phrase('drift.key', lang, { parts: parts.length }),
      ...(left > 0 ? [phrase('drift.moreFindings', lang, { n: countText(left, lang) })] : []),
    ],
  }
}

function formatsTable({ formats, parts, by }: Drift, lang: Lang): TableBlock {
  const first = parts.find((p) => p.from !== null)?.from ?? null
  const last = parts.findLast((p) => p.to !== null)?.to ?? null
  const left = formats.length - FORMATS_SHOWN
  return {
    block: 'table',
    title: phrase(by === 'time' ? 'drift.formatsOverTime' : 'drift.formats', lang),
    ...(first !== null && last !== null && { source: `${spanText(first, last, 'minutes')} UTC` }),
    columns: [
      { label: phrase('parsed.format', lang) },
      { label: phrase('drift.along', lang) },
      { label: phrase('n', lang), numeric: true },
    ],
    rows: formats.slice(0, FORMATS_SHOWN).map((series): CellView[] => [
      series.name,
      shares(series, lang),
      countText(
        series.counts.reduce((a, b) => a + b, 0),
        lang,
      ),
    ]),
    notes: left > 0 ? [phrase('drift.moreFormats', lang, { n: countText(left, lang) })] : [],
  }
}

function whatText({ what, name, type }: Finding, lang: Lang): string {
  if (what !== 'type') return phrase(`drift.${what}`, lang, { name })
  const word = `show.${type ?? ''}`
  const known = wordFor(word, lang)
  return phrase('drift.type', lang, { name, type: known === word ? (type ?? '') : known })
}

/** Shares as percent; bounds and values as they are. */
const amount = (value: number | string, lang: Lang): string =>
  typeof value === 'string' ? value : percentText(value, lang)

function shares(
  { counts, totals, name }: Pick<Series, 'counts' | 'totals' | 'name'>,
  lang: Lang,
): SharesView {
  const values = counts.map((n, i) => (totals[i] ? n / totals[i] : 0))
  const [first = 0] = values
  const text = phrase('drift.alt', lang, {
    name,
    first: percentText(first, lang),
    last: percentText(values.at(-1) ?? 0, lang),
  })
  return { shares: values, text }
}

function placeText({ begins }: DriftPart): string {
  const named = begins.slice(0, PLACES).map((b) => `${b.topic}[${b.partition}] ${b.offset}`)
  return named.join(', ') + (begins.length > PLACES ? ', …' : '')
}
