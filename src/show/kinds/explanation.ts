import { reasonIn } from '../../parse/refusal'
import { type Explanation, type ExplainedField } from '../../profile/explanation'
import { phrase, type Lang } from '../../words'
import { bytesText, instantText } from '../amounts'
import { excerpt, hexDump, messageExcerpt } from '../excerpt'
import { cellText, countText, NOTHING } from '../numbers'
import { type Block, type CellView, type RowView, type View } from '../view'
import { repairName } from './parsed'
import { reasonName } from './parsed-rejects'

const LEFT_NAMED = 10

/** One message, and each step on its way to a row, or to where it was refused. */
export function explanationView(explanation: Explanation, lang: Lang): View {
  const { record, index, fields, left } = explanation
  const place = `${record.topic}[${record.partition}] ${record.offset}`
  const at = index === null ? place : phrase('parsed.indexed', lang, { place, index })
  const steps: Block = {
    block: 'table',
    title: phrase('explain.title', lang, { place: at }),
    columns: [{ label: phrase('explain.step', lang) }, { label: phrase('explain.found', lang) }],
    rows: stepsOf(explanation, lang),
  }
  if (fields.length === 0) return [steps, outcome(explanation, lang)]
  const named = left.slice(0, LEFT_NAMED).join(', ') + (left.length > LEFT_NAMED ? ', …' : '')
  return [
    steps,
    {
      block: 'table',
      title: phrase('explain.fields', lang),
      columns: (['column', 'name', 'written', 'became', 'how'] as const).map((column) => ({
        label: phrase(`explain.${column}`, lang),
      })),
      rows: fields.map((field) => fieldRow(field, lang)),
      notes: left.length > 0 ? [phrase('explain.left', lang, { names: named })] : [],
    },
    outcome(explanation, lang),
  ]
}

function stepsOf(explanation: Explanation, lang: Lang): RowView[] {
  const { record, rows, schemaId, encoding, format, within, outside, reject } = explanation
  const { key, value, headers, timestamp } = record
  const step = (name: Parameters<typeof phrase>[0], found: CellView): RowView => [phrase(name, lang), found]
  const list: (RowView | null)[] = [
    timestamp < 0 ? null : step('explain.time', `${instantText(timestamp)} UTC`),
    step('explain.key', key === null ? NOTHING : excerpt(key, null)),
    headers.length === 0
      ? null
      : step(
          'explain.headers',
          headers.map(([n, v]) => `${n}: ${v === null ? 'null' : excerpt(v, null).text}`).join(', '),
        ),
    value === null ? null : step('explain.bytes', `${bytesText(value.length, lang)}: ${hexDump(value)}`),
    value === null || value.length === 0
      ? null
      : step('explain.text', messageExcerpt(record, reject?.position ?? null)),
    schemaId === null ? null : step('explain.schemaId', String(schemaId)),
    encoding === null ? null : step('explain.encoding', encoding),
    format === null ? null : step('parsed.format', format),
    within.length === 0 ? null : step('explain.within', within.join(' ← ')),
    outside.length === 0 ? null : step('explain.outside', outside.join(', ')),
    rows > 1 ? step('explain.rows', countText(rows, lang)) : null,
  ]
  return list.filter((row) => row !== null)
}

function fieldRow(field: ExplainedField, lang: Lang): RowView {
  const { column, type, name, match, written, repair, cell, problem } = field
  const how =
    problem === null
      ? [
          match === 'exact' || match === null ? null : phrase(`explain.${match}`, lang),
          repair && repairName(repair, lang),
        ]
      : [reasonName(problem, lang)]
  const became: CellView = problem === null ? cellText(cell, type, lang) : { text: '✗', tone: 'bad' }
  return [column, name ?? NOTHING, written, became, how.filter((h) => h !== null).join(', ')]
}

function outcome({ outcome: end, reject }: Explanation, lang: Lang): Block {
  if (reject) return { block: 'line', text: `✗ ${reasonIn(reject, lang)} [${reject.code}]`, tone: 'bad' }
  return { block: 'line', text: phrase(`explain.${end}`, lang), tone: end === 'row' ? 'good' : 'quiet' }
}
