/**
 * What a column holds. `integer` beyond 2^53 is a bigint; `date` is a day of the calendar as text, `2024-11-24`;
 * `timestamp` is milliseconds since 1970 in UTC.
 */
export type ColumnType = 'text' | 'integer' | 'number' | 'boolean' | 'date' | 'timestamp'

export type Cell = string | number | bigint | boolean | null

export interface Column {
  readonly name: string
  readonly type: ColumnType
  /** One value a row; `null` is missing, `undefined` and NaN never occur. */
  readonly values: readonly Cell[]
}

/** Rows kept as columns of one length, in one order. Immutable; iterating makes the row objects on demand. */
export class Table<Row extends object = Record<string, Cell>> implements Iterable<Row> {
  readonly length: number
  constructor(readonly columns: readonly Column[]) {
    this.length = columns[0]?.values.length ?? 0
    for (const c of columns)
      if (c.values.length !== this.length)
        throw new RangeError(
          `column ${c.name} has ${c.values.length} values, the first column ${this.length}`,
        )
  }

  get names(): readonly string[] {
    return this.columns.map((c) => c.name)
  }

  /** The column of that name; throws RangeError for a name that the table does not have. */
  column(name: string & keyof Row): Column {
    const found = this.columns.find((c) => c.name === name)
    if (!found) throw new RangeError(`no column ${name}; there are ${this.names.join(', ')}`)
    return found
  }

  /** Row `i` (0-based) as an object without prototype, so that a column may be called `constructor`. */
  at(i: number): Row | undefined {
    if (i < 0 || i >= this.length) return undefined
    const row = Object.create(null) as Record<string, Cell>
    for (const c of this.columns) row[c.name] = c.values[i] ?? null
    return row as Row
  }

  *[Symbol.iterator](): IterableIterator<Row> {
    for (let i = 0; i < this.length; i++) yield this.at(i) as Row
  }

  toArray(): Row[] {
    return [...this]
  }
}
