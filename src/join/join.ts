import { type KeyCount, matchRows, type RowMatches } from '../engine/local'
import { carnetError } from '../errors'
import { isFrame, labelOfRows, type Rows, rowsOf, toTable } from '../frame'
import { type Label, type Provenance, setLabel } from '../provenance'
import { type Columnar, findColumn, kindOf } from '../query'
import { type Cell, type Column, type ColumnType } from '../table'
import { Joined } from './joined'
import { checkedJoin, type JoinRequest } from './options'
import { type JoinedRow, type OptionsFor, type RowIn, type SuffixNeeded } from './types'

/**
 * Adds to each row of the left what the right has for its key: `join(parsed, filieres, { on: 'filiere' })`. Rows are those of
 * `parse`, of the readers of other sources, tables, answers, or DataFrames. The result is a table, in the order of the left,
 * with the columns of the left and those of the right but its key. `unmatched` has the keys without a match on either side;
 * `show` tells them. A missing value is no key and matches nothing; that is counted in `keyless`.
 *
 * Throws JOIN_KEY_TWICE where the right has a key more than once (unless `many: 'many'`), JOIN_KEYS_DIFFER where the keys
 * are of different kinds, such as the text `1` and the number 1, JOIN_COLUMNS_CLASH where both sides have a column of one name
 * and there is no suffix, COLUMN_UNKNOWN, COLUMN_TWICE, ROWS_EXPECTED, JOIN_OPTION_INVALID.
 */
export function join<L extends Rows, R extends Rows, const O extends OptionsFor<L, R>>(
  left: L,
  right: R,
  options: O & SuffixNeeded<RowIn<L>, RowIn<R>, O>,
): Joined<JoinedRow<RowIn<L>, RowIn<R>, O>> {
  const request = checkedJoin(options)
  const [leftTable, rightTable] = [tableOf(left), tableOf(right)]
  const keys = {
    left: request.left.map((name) => findColumn(leftTable, name)),
    right: request.right.map((name) => findColumn(rightTable, name)),
  }
  checkKinds(keys.left, keys.right)
  const names = addedNames(leftTable, rightTable, request)
  const matches = matchRows(keys)
  if (!request.many && matches.twice.length > 0)
    throw carnetError('JOIN_KEY_TWICE', { columns: request.right, keys: matches.twice.map(keyText) })
  const rows = pairsOf(matches, request)
  const columns = [
    ...leftTable.columns.map((c) => (rows.left === null ? c : { ...c, values: taken(c, rows.left) })),
    ...names.map(({ column, name }) => ({ ...column, name, values: taken(column, rows.right) })),
  ]
  const joined = new Joined<JoinedRow<RowIn<L>, RowIn<R>, O>>(columns, {
    how: request.how,
    on: { left: request.left, right: request.right },
    before: { left: leftTable.length, right: rightTable.length },
    ...matches,
  })
  return setLabel(joined, labelOf(labelOfRows(left), labelOfRows(right)))
}

const tableOf = (rows: Rows): Columnar => (isFrame(rows) ? toTable(rows) : rowsOf(rows))

/** Throws JOIN_KEYS_DIFFER. */
function checkKinds(left: readonly Column[], right: readonly Column[]): void {
  left.forEach(({ name, type, values }, i) => {
    const other = right[i]
    // A column without any value fits everything.
    if (keyKind(type) === keyKind(other.type) || isEmpty(values) || isEmpty(other.values)) return
    throw carnetError('JOIN_KEYS_DIFFER', {
      left: name,
      leftType: type,
      right: other.name,
      rightType: other.type,
    })
  })
}

/** A day is text, `2024-11-24`, and comes as such from DataFrames and files. */
const keyKind = (type: ColumnType): string => (type === 'date' ? 'text' : kindOf(type))

const isEmpty = (values: readonly Cell[]): boolean => values.every((v) => v === null)

/** The columns of the right that come into the join, with their names there. Throws JOIN_COLUMNS_CLASH, COLUMN_TWICE. */
function addedNames(
  left: Columnar,
  right: Columnar,
  { right: keys, suffix }: JoinRequest,
): readonly { readonly column: Column; readonly name: string }[] {
  const taken = new Set(left.columns.map((c) => c.name))
  const added = right.columns.filter((c) => !keys.includes(c.name))
  const clashing = added.filter((c) => taken.has(c.name)).map((c) => c.name)
  if (clashing.length > 0 && suffix === null) throw carnetError('JOIN_COLUMNS_CLASH', { columns: clashing })
  return added.map((column) => {
    const name = clashing.includes(column.name) ? column.name + String(suffix) : column.name
    if (taken.has(name)) throw carnetError('COLUMN_TWICE', { column: name })
    taken.add(name)
    return { column, name }
  })
}

/** For each row of the result its row on the left (null: the rows of the left as they are) and on the right (-1: none). */
interface Pairs {
  readonly left: Int32Array | null
  readonly right: Int32Array
}

function pairsOf({ first, next }: RowMatches, { how, many }: JoinRequest): Pairs {
  if (how === 'left' && !many) return { left: null, right: first }
  const [left, right]: [number[], number[]] = [[], []]
  for (let row = 0; row < first.length; row++) {
    if (first[row] < 0 && how === 'inner') continue
    let match = first[row]
    do {
      left.push(row)
      right.push(match)
      match = many && match >= 0 ? next[match] : -1
    } while (match >= 0)
  }
  return { left: Int32Array.from(left), right: Int32Array.from(right) }
}

function taken({ values }: Column, rows: Int32Array): Cell[] {
  const found = new Array<Cell>(rows.length)
  for (let i = 0; i < rows.length; i++) found[i] = rows[i] < 0 ? null : values[rows[i]]
  return found
}

/** The label of the left, whose provenance names the right too. */
function labelOf(left: Label, right: Label): Label {
  const { provenance, filter } = left
  if (provenance === null) return { provenance, filter }
  return { provenance: { ...provenance, joined: [...(provenance.joined ?? []), chosen(right)] }, filter }
}

/** Where rows come from, and which of them they are where they were chosen. */
function chosen({ provenance, filter }: Label): Provenance | null {
  if (provenance === null || filter === null) return provenance
  return {
    ...provenance,
    where: provenance.where === undefined ? filter : `${provenance.where} and ${filter}`,
  }
}

/** A key as an error names it: `"Biologie" (2 times)`. */
function keyText({ key, n }: KeyCount): string {
  const values = key.map((v) => (typeof v === 'string' ? JSON.stringify(v) : String(v)))
  return `${values.join(', ')} (${n} times)`
}
