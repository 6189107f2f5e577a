import { carnetError } from '../../../errors'
import { type SparkBatch } from './batches'
import { type SparkColumn, type SparkValue } from './values'

export type SparkRow = Readonly<Record<string, SparkValue>>

/** The rows of a query, kept as columns. Immutable; iterating makes the row objects on demand. */
export class SparkResult implements Iterable<SparkRow> {
  readonly length: number
  constructor(readonly columns: readonly SparkColumn[]) {
    this.length = columns[0]?.values.length ?? 0
  }

  /** The column of that name; throws RangeError for a name that the result does not have. */
  column(name: string): SparkColumn {
    const column = this.columns.find((c) => c.name === name)
    if (!column)
      throw new RangeError(`no column ${name}; there are ${this.columns.map((c) => c.name).join(', ')}`)
    return column
  }

  /** Objects without prototype, so that a column may be called `constructor`. */
  *[Symbol.iterator](): IterableIterator<SparkRow> {
    for (let i = 0; i < this.length; i++) {
      const row = Object.create(null) as Record<string, SparkValue>
      for (const { name, values } of this.columns) row[name] = values[i] ?? null
      yield row
    }
  }

  toArray(): SparkRow[] {
    return [...this]
  }
}

/** All batches as one result. Throws SPARK_RESULT_TOO_LONG beyond `maxRows`; stopping there ends the query, too. */
export async function collect(batches: AsyncIterable<SparkBatch>, maxRows: number): Promise<SparkResult> {
  const parts: SparkBatch[] = []
  let rows = 0
  for await (const batch of batches) {
    rows += batch.length
    if (rows > maxRows) throw carnetError('SPARK_RESULT_TOO_LONG', { maxRows })
    parts.push(batch)
  }
  const [first] = parts
  return new SparkResult(
    (first?.columns ?? []).map(({ name, type, values }, c) => ({
      name,
      type,
      values: parts.length === 1 ? values : parts.flatMap((part) => part.columns[c]?.values ?? []),
    })),
  )
}
