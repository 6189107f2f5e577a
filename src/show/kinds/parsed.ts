import { provenanceLine } from '../../chart/caption'
import { type Parsed, type Reject, type Repair } from '../../parse/outcome'
import { label as wordFor, phrase, type Lang } from '../../words'
import { excerpt } from '../excerpt'
import { countText } from '../numbers'
import { type RowView, type TableBlock, type View } from '../view'

const REJECTS_SHOWN = 20
const STAGES = ['read', 'parsed', 'rejected', 'tombstones', 'empty'] as const

/** Where every message ended, the formats found, what was mended, and the rejects with the place that is wrong. */
export function parsedView(
  { schema, funnel, formats, repairs, rejects, provenance }: Parsed<object>,
  lang: Lang,
): View {
  const list = [...formats].map(([format, n]) => `${format} ${countText(n, lang)}`).join(', ')
  return [
    {
      block: 'table',
      title: phrase('parsed.title', lang, { name: schema.name }),
      source: provenanceLine(provenance, lang),
      columns: STAGES.map((stage) => ({ label: phrase(`parsed.${stage}`, lang), numeric: true })),
      rows: [STAGES.map((stage) => countText(funnel[stage], lang))],
      notes: list === '' ? [] : [phrase('parsed.formats', lang, { list })],
    },
    ...(repairs.length > 0 ? [repairsTable(repairs, lang)] : []),
    ...(rejects.length > 0 ? [rejectsTable(rejects, lang)] : []),
  ]
}

function repairsTable(repairs: readonly Repair[], lang: Lang): TableBlock {
  return {
    block: 'table',
    title: phrase('parsed.repairs', lang),
    columns: [
      { label: phrase('parsed.column', lang) },
      { label: phrase('parsed.repair', lang) },
      { label: phrase('n', lang), numeric: true },
      { label: phrase('parsed.example', lang) },
    ],
    rows: repairs.map(({ column, kind, count, example }) => [
      column,
      repairName(kind, lang),
      countText(count, lang),
      `${example.from} → ${example.to}`,
    ]),
  }
}

/** A repair of a kind that has no words here keeps its own name. */
function repairName(kind: string, lang: Lang): string {
  const word = `repair.${kind}`
  const name = wordFor(word, lang)
  return name === word ? kind : name
}

function rejectsTable(rejects: readonly Reject[], lang: Lang): TableBlock {
  const shown = rejects.slice(0, REJECTS_SHOWN)
  const counts = { n: countText(rejects.length, lang), shown: countText(shown.length, lang) }
  return {
    block: 'table',
    title: phrase(shown.length < rejects.length ? 'parsed.firstRejects' : 'parsed.rejects', lang, counts),
    columns: [
      { label: phrase('parsed.where', lang) },
      { label: phrase('parsed.reason', lang) },
      { label: phrase('parsed.message', lang) },
    ],
    rows: shown.map(rejectRow),
  }
}

function rejectRow({ record, reason, position }: Reject): RowView {
  return [`${record.topic}[${record.partition}] ${record.offset}`, reason, excerpt(record.value, position)]
}
