import {
  type AggregateNode,
  answerColumns,
  type CallNode,
  cellOf,
  compareGroups,
  compareText,
  type Expression,
  type QueryPlan,
  type Step,
  typeOf,
  type Types,
} from '../../../src/query'
import { type Cell, type Table } from '../../../src/table'
import { exactMean, exactVariance } from './exact'

/** The slow, obvious answer to a question: row objects, one step after the other. The oracle of the quick one. */
export function slowAnswer(plan: QueryPlan, table: Table): Row[] {
  const rows = table.toArray().map((r) => new Map(Object.entries(r)))
  let types: Types = new Map(plan.rows.columns.map((c) => [c.name, c.type]))
  let found = rows
  plan.steps.forEach((step, i) => {
    found = stepped(step, found, types)
    const columns = answerColumns({ ...plan, steps: plan.steps.slice(0, i + 1) })
    types = new Map(columns.map((c) => [c.name, c.type]))
  })
  const names = answerColumns(plan).map((c) => c.name)
  return found.map((row) => new Map(names.map((name) => [name, row.get(name) ?? null])))
}

export type Row = Map<string, Cell>

function stepped(step: Step, rows: Row[], types: Types): Row[] {
  switch (step.step) {
    case 'where':
      return rows.filter((row) => value(step.test, row, types) === true)
    case 'local':
      return rows.filter((row) => step.test(Object.fromEntries(row) as never) === true)
    case 'derive':
      return rows.map(
        (row) => new Map([...row, ...step.columns.map((c) => [c.name, value(c.value, row, types)] as const)]),
      )
    case 'select':
      return rows.map((row) => new Map(step.columns.map((name) => [name, row.get(name) ?? null])))
    case 'limit':
      return rows.slice(0, step.rows)
    case 'orderBy':
      return [...rows].sort((a, b) => {
        for (const { column, descending } of step.keys) {
          const [x, y] = [a.get(column) ?? null, b.get(column) ?? null]
          const sign = compareGroups(x, y)
          if (sign !== 0) return descending && x !== null && y !== null ? -sign : sign
        }
        return 0
      })
    case 'summarise':
      return grouped(rows, step.by).map(({ keys, rows: own }) => {
        const figures = step.figures.map((f) => [f.name, figure(f.value, own, types)] as const)
        return new Map([...step.by.map((name, i) => [name, keys[i]] as const), ...figures])
      })
    case 'histogram': {
      const pieceOf = (row: Row): number | null => {
        const x = value(step.of, row, types)
        return x === null ? null : Math.floor((Number(x) - step.origin) / step.width)
      }
      const pieces = rows.map(pieceOf)
      const finite = pieces.filter((p): p is number => p !== null && Number.isFinite(p))
      const scale: (number | null)[] =
        finite.length === 0 ? [] : span(Math.min(...finite), Math.max(...finite))
      if (pieces.includes(-Infinity)) scale.unshift(-Infinity)
      if (pieces.includes(Infinity)) scale.push(Infinity)
      if (pieces.includes(null)) scale.push(null)
      return grouped(rows, step.by).flatMap(({ keys, rows: own }) =>
        scale.flatMap((piece) => {
          const n = own.filter((row) => pieceOf(row) === piece).length
          if (n === 0 && !Number.isFinite(piece ?? NaN)) return []
          const edge = (p: number): Cell => (piece === null ? null : step.origin + p * step.width)
          const line: [string, Cell][] = step.by.map((name, i) => [name, keys[i]])
          return [
            new Map([...line, ['from', edge(piece ?? 0)], ['to', edge((piece ?? 0) + 1)], ['n', n]] as const),
          ]
        }),
      )
    }
  }
}

const span = (low: number, high: number): number[] =>
  Array.from({ length: high - low + 1 }, (_, i) => low + i)

const normal = (cell: Cell): Cell =>
  typeof cell === 'bigint' && cell >= -(2n ** 53n) + 1n && cell < 2n ** 53n
    ? Number(cell)
    : cell === 0
      ? 0
      : cell

function grouped(rows: readonly Row[], by: readonly string[]): { keys: Cell[]; rows: Row[] }[] {
  if (by.length === 0) return [{ keys: [], rows: [...rows] }]
  const groups = new Map<string, { keys: Cell[]; rows: Row[] }>()
  for (const row of rows) {
    const keys = by.map((name) => normal(row.get(name) ?? null))
    const id = JSON.stringify(keys.map((key) => [typeof key, String(key)]))
    const group = groups.get(id) ?? { keys, rows: [] }
    groups.set(id, group)
    group.rows.push(row)
  }
  return [...groups.values()].sort((a, b) => {
    const signs = by.map((_, i) => compareGroups(a.keys[i], b.keys[i]))
    return signs.find((sign) => sign !== 0) ?? 0
  })
}

function figure(node: AggregateNode, rows: readonly Row[], types: Types): Cell {
  if (node.figure === 'count') return rows.length
  const all = rows.map((row) => value(node.of, row, types))
  const there = all
    .filter((v): v is NonNullable<Cell> => v !== null)
    .map((v) => normal(v) as NonNullable<Cell>)
  const numbers = there.map(Number)
  const sorted = [...there].sort(compare)
  const n = there.length
  switch (node.figure) {
    case 'present':
      return n
    case 'missing':
      return all.length - n
    case 'distinct':
      return new Set(there).size
    case 'sum':
      if (n === 0) return null
      return there.every((v) => typeof v === 'bigint' || Number.isInteger(v))
        ? normal(there.reduce<bigint>((sum, v) => sum + BigInt(v), 0n))
        : known(finite(numbers) ? exactMean(numbers) * n : numbers.reduce((a, b) => a + b, 0))
    case 'mean':
      return n === 0 ? null : known(finite(numbers) ? meanOf(there) : numbers.reduce((a, b) => a + b, 0))
    case 'min':
      return sorted[0] ?? null
    case 'max':
      return sorted.at(-1) ?? null
    case 'first':
      return there[0] ?? null
    case 'last':
      return there.at(-1) ?? null
    case 'variance':
      return spread(numbers, n - 1)
    case 'sd':
      return root(spread(numbers, n - 1))
    case 'variancePopulation':
      return spread(numbers, n)
    case 'sdPopulation':
      return root(spread(numbers, n))
    case 'quantile': {
      if (n === 0) return null
      const rank = (n - 1) * node.p
      const ordered = numbers.sort((a, b) => a - b)
      const [low, high] = [ordered[Math.floor(rank)], ordered[Math.ceil(rank)]]
      if (low === high) return known(low)
      return finite([low, high]) ? low + (high - low) * (rank - Math.floor(rank)) : null
    }
  }
}

const finite = (numbers: readonly number[]): boolean => numbers.every(Number.isFinite)
const known = (x: number): number | null => (Number.isNaN(x) ? null : x + 0)
const root = (x: number | null): number | null => (x === null ? null : Math.sqrt(x))
const spread = (numbers: readonly number[], by: number): number | null =>
  by < 1 || !finite(numbers) ? null : exactVariance(numbers, by)

function meanOf(there: readonly NonNullable<Cell>[]): number {
  if (!there.some((v) => typeof v === 'bigint')) return exactMean(there.map(Number))
  const sum = there.reduce<bigint>((all, v) => all + BigInt(v), 0n)
  return Number((sum * 10n ** 20n) / BigInt(there.length)) / 1e20
}

function compare(a: NonNullable<Cell>, b: NonNullable<Cell>): number {
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b)
  return a < b ? -1 : a > b ? 1 : 0
}

/** The value of an expression on one row. */
export function value(node: Expression, row: Row, types: Types): Cell {
  if ('column' in node) return row.get(node.column) ?? null
  if ('literal' in node) return cellOf(node)
  const given = node.of.map((n) => value(n, row, types))
  if (node.call === 'and') return given.includes(false) ? false : given.includes(null) ? null : true
  if (node.call === 'or') return given.includes(true) ? true : given.includes(null) ? null : false
  if (node.call === 'is missing') return given[0] === null
  if (node.call === 'if missing') return given[0] ?? given[1]
  const there = given.filter((v): v is NonNullable<Cell> => v !== null)
  return there.length < given.length ? null : called(node, there, typeOf(node, types) === 'integer')
}

function called({ call, ignoring }: CallNode, given: readonly NonNullable<Cell>[], isWhole: boolean): Cell {
  const [a, b, c] = given.map((v) => (typeof v === 'string' && ignoring ? plain(v, ignoring) : v))
  const [x, y] = [Number(a), Number(b)]
  const whole = (compute: (p: bigint, q: bigint) => bigint): Cell =>
    isWhole ? normal(compute(BigInt(a), BigInt(b))) : null
  const number = (found: number): Cell => (Number.isNaN(found) ? null : found)
  switch (call) {
    case 'not':
      return a !== true
    case '=':
      return compare(a, b) === 0
    case '!=':
      return compare(a, b) !== 0
    case '>':
      return compare(a, b) > 0
    case '>=':
      return compare(a, b) >= 0
    case '<':
      return compare(a, b) < 0
    case '<=':
      return compare(a, b) <= 0
    case 'in':
      return given.slice(1).some((v) => compare(a, v) === 0)
    case 'between':
      return compare(a, b) >= 0 && compare(a, c) <= 0
    case 'starts with':
      return String(a).startsWith(String(b))
    case 'ends with':
      return String(a).endsWith(String(b))
    case 'contains':
      return String(a).includes(String(b))
    case '+':
      return whole((p, q) => p + q) ?? number(x + y)
    case '-':
      return whole((p, q) => p - q) ?? number(x - y)
    case '*':
      return whole((p, q) => p * q) ?? number(x * y)
    case '/':
      return y === 0 ? null : number(x / y)
    case 'mod':
      return y === 0 ? null : (whole((p, q) => p % q) ?? number(x % y))
    case 'abs':
      return typeof a === 'bigint' ? (a < 0n ? -a : a) : Math.abs(x)
    case 'floor':
      return rounded(a, Math.floor)
    case 'ceil':
      return rounded(a, Math.ceil)
    case 'round':
      return rounded(a, (v) => Math.sign(v) * Math.round(Math.abs(v)))
    case 'lower':
      return String(a).toLowerCase()
    case 'upper':
      return String(a).toUpperCase()
    case 'trim':
      return String(a).trim()
    case 'length':
      return Array.from(String(a)).length
    case 'left':
      return Array.from(String(a)).slice(0, y).join('')
    case 'concat':
      return String(a) + String(b)
    case 'fold':
      return plain(String(a), 'case and accents')
    case 'year':
      return new Date(a as number | string).getUTCFullYear()
    case 'month':
      return new Date(a as number | string).getUTCMonth() + 1
    case 'day':
      return new Date(a as number | string).getUTCDate()
    case 'weekday':
      return new Date(a as number | string).getUTCDay() || 7
    case 'hour':
      return new Date(x).getUTCHours()
    case 'start of': {
      const moment = new Date(a as number | string)
      const day = moment.toISOString().slice(0, 10)
      const begin = Date.parse(
        b === 'year' ? `${day.slice(0, 4)}-01-01` : b === 'month' ? `${day.slice(0, 7)}-01` : day,
      )
      return typeof a === 'string' ? new Date(begin).toISOString().slice(0, 10) : begin
    }
    case 'and':
    case 'or':
    case 'is missing':
    case 'if missing':
      throw new TypeError(`${call} looks at missing values itself`)
  }
}

function rounded(a: NonNullable<Cell>, round: (v: number) => number): Cell {
  if (typeof a === 'bigint') return a
  const found = round(Number(a)) + 0
  return Number.isSafeInteger(found) ? found : Number.isFinite(found) ? BigInt(found) : null
}

/** Latin letters alone, of which the tests are made. */
function plain(text: string, ignoring: 'case' | 'case and accents'): string {
  const small = text.toLowerCase()
  return ignoring === 'case' ? small.normalize('NFC') : small.normalize('NFD').replace(/[\u0300-\u036f]/g, '')
}
