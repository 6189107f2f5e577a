import { carnetError } from '../errors'
import { type Frame, frameLabel, isFrame, isGroupStats, toTable } from '../frame'
import { lineageOf } from '../lineage'
import { type Origin, type Parsed } from '../parse/outcome'
import { type Label, labelOf, setLabel } from '../provenance'
import { Answer, columnsUsed, findColumn } from '../query'
import { type Column, Table } from '../table'
import { keysOf, rowsBehind } from './behind'
import { groupIn, type GroupKey, type GroupOf, isSame } from './group'

/** The messages behind figures. */
export interface FigureMessages {
  readonly kind: 'figure-messages'
  /** Which group, by the columns that the figures are grouped by; empty for all of them. */
  readonly group: readonly GroupKey[]
  /** How many messages the rows came in; a message can hold several. */
  readonly messages: number
  /**
   * One line a row: `topic`, `partition`, `offset`, `index` within the message, then the columns that the figures were
   * made from. In the order of the rows.
   */
  readonly rows: Table
  readonly label: Label
}

/**
 * The rows, down to the message that each came in, of which a group's figures were made: statistics of `groupStats`, or the
 * answer to a question. Without a group: those behind all the figures.
 *
 * Throws FIGURE_EXPECTED, FIGURE_GROUP_UNKNOWN, FIGURE_KEY_UNKNOWN, and FIGURE_ROWS_UNKNOWN where the rows went by in a
 * stream, were chosen by Danfo's own methods, or did not come from messages.
 */
export function figureMessages(figures: Frame | Answer<object>, asked?: GroupOf): FigureMessages {
  const { parsed, numbers } = source(figures)
  const { group, rows, names } = isFrame(figures)
    ? ofStatistics(figures, parsed, numbers, asked)
    : ofAnswer(figures, parsed, numbers, asked)
  const origins = rows.map((i) => parsed.origins.at(i)).filter((origin) => origin !== undefined)
  const label = (isFrame(figures) ? frameLabel(figures) : labelOf(figures)) ?? {
    provenance: null,
    filter: null,
  }
  return {
    kind: 'figure-messages',
    group,
    messages: new Set(origins.map((o) => `${o.topic}\0${o.partition}\0${o.offset}`)).size,
    rows: setLabel(new Table([...places(origins), ...names.map((name) => pick(parsed, name, rows))]), label),
    label,
  }
}

interface Behind {
  readonly group: readonly GroupKey[]
  readonly rows: readonly number[]
  /** The columns that the figures were made from. */
  readonly names: readonly string[]
}

/** The outcome that figures were made of, and the numbers of its rows. */
function source(figures: Frame | Answer<object>): { parsed: Parsed; numbers: readonly number[] } {
  const isFigures = isFrame(figures)
    ? isGroupStats(figures)
    : figures instanceof Answer && keysOf(figures.plan)
  if (!isFigures) throw carnetError('FIGURE_EXPECTED', { got: nameOf(figures) })
  const { source: from, rows } = lineageOf(figures)
  if (from === figures) throw carnetError('FIGURE_ROWS_UNKNOWN', { from: 'stream' })
  if (isFrame(from)) throw carnetError('FIGURE_ROWS_UNKNOWN', { from: 'frame' })
  if (!isParsed(from)) throw carnetError('FIGURE_ROWS_UNKNOWN', { from: 'rows' })
  return {
    parsed: from,
    numbers: rows ? Array.from(rows) : Array.from({ length: from.rows.length }, (_, i) => i),
  }
}

const isParsed = (value: object): value is Parsed => (value as { kind?: unknown }).kind === 'parsed'

function ofStatistics(
  frame: Frame,
  parsed: Parsed,
  numbers: readonly number[],
  asked: GroupOf | undefined,
): Behind {
  const { by = '', of = '' } = frameLabel(frame)
  const group = groupIn(toTable(frame), [by], asked)
  const names = [ownName(parsed, by), ownName(parsed, of)]
  const values = findColumn(parsed.rows, names[0]).values
  return { group, names, rows: numbers.filter((i) => group.every(({ value }) => isSame(values[i], value))) }
}

/** A frame calls a column otherwise where Danfo needs its name. */
const ownName = ({ rows }: Parsed, name: string): string =>
  rows.names.includes(name) ? name : name.replace(/_$/, '')

function ofAnswer(
  answer: Answer<object>,
  parsed: Parsed,
  numbers: readonly number[],
  asked: GroupOf | undefined,
): Behind {
  const { plan } = answer
  const names = columnsUsed(plan).map((c) => c.name)
  const group = groupIn(new Table(answer.columns), keysOf(plan) ?? [], asked)
  const columns = plan.rows.columns
    .filter((c) => parsed.rows.names.includes(c.name))
    .map((c) => pick(parsed, c.name, numbers))
  return { group, names, rows: rowsBehind(plan, columns, numbers, group) }
}

function pick(parsed: Parsed, name: string, rows: readonly number[]): Column {
  const column = findColumn(parsed.rows, name)
  return { ...column, values: rows.map((i) => column.values[i]) }
}

const places = (origins: readonly Origin[]): Column[] => [
  { name: 'topic', type: 'text', values: origins.map((o) => o.topic) },
  { name: 'partition', type: 'integer', values: origins.map((o) => o.partition) },
  { name: 'offset', type: 'integer', values: origins.map((o) => o.offset) },
  { name: 'index', type: 'integer', values: origins.map((o) => o.index) },
]

function nameOf(value: unknown): string {
  if (isFrame(value)) return 'a DataFrame that `groupStats` did not make'
  if (value instanceof Answer) return 'an answer of rows, without figures'
  return value instanceof Table ? 'a table without a question' : `of type ${typeof value}`
}
