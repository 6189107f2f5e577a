import { provenanceLine } from '../../chart/caption'
import { type Repair } from '../../parse/outcome'
import { type Overview } from '../../parse/tally'
import { isOfTopics } from '../../provenance'
import { label as wordFor, phrase, type Lang } from '../../words'
import { countText } from '../numbers'
import { type TableBlock, type View } from '../view'
import { rejectTables } from './parsed-rejects'

const STAGES = ['read', 'parsed', 'rejected', 'tombstones', 'empty'] as const

/** Formats that a line under the funnel names; where there are more, they are a table. */
const FORMATS_IN_LINE = 4

/** Where every message or row ended, the formats found, what was mended, and the rejects with the place that is wrong. */
export function parsedView(parsed: Overview, lang: Lang): View {
  const { schema, funnel, repairs, provenance } = parsed
  const formats = [...parsed.formats].sort(([, a], [, b]) => b - a)
  const list = formats.map(([format, n]) => `${format} ${countText(n, lang)}`).join(', ')
  const inLine = formats.length > 0 && formats.length <= FORMATS_IN_LINE
  return [
    {
      block: 'table',
      title: phrase(isOfTopics(provenance) ? 'parsed.title' : 'parsed.titleOfRows', lang, {
        name: schema.name,
        source: provenance.topics.join(', '),
      }),
      source: provenanceLine(provenance, lang),
      columns: STAGES.map((stage) => ({ label: phrase(`parsed.${stage}`, lang), numeric: true })),
      rows: [STAGES.map((stage) => countText(funnel[stage], lang))],
      notes: inLine ? [phrase('parsed.formats', lang, { list })] : [],
    },
    ...(formats.length > FORMATS_IN_LINE ? [formatsTable(formats, lang)] : []),
    ...(repairs.length > 0 ? [repairsTable(repairs, lang)] : []),
    ...rejectTables(parsed, lang),
  ]
}

function formatsTable(formats: readonly (readonly [string, number])[], lang: Lang): TableBlock {
  const most = Math.max(...formats.map(([, n]) => n))
  return {
    block: 'table',
    title: phrase('parsed.formatsTitle', lang, { n: countText(formats.length, lang) }),
    columns: [{ label: phrase('parsed.format', lang) }, { label: phrase('show.messages', lang) }],
    rows: formats.map(([format, n]) => [format, { part: n / most, text: countText(n, lang) }]),
  }
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
export function repairName(kind: string, lang: Lang): string {
  const word = `repair.${kind}`
  const name = wordFor(word, lang)
  return name === word ? kind : name
}
