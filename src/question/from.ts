import { type Parsed } from '../parse/outcome'
import { type Schema } from '../parse/schema'
import { LOCALE, type PlanColumn, RULES, UNNAMED } from '../query'
import { Table } from '../table'
import { wrong } from './parts'
import { Query } from './query'

/**
 * Begins a question about rows of a schema: `from(student).where(col('age').gt(20)).groupBy('filiere').summarise({ n:
 * count() })`. Names and types of columns are those of the schema; a table or parsed rows say theirs too.
 */
export function from<Row extends object>(rows: Schema<Row> | Parsed<Row> | Table<Row>): Query<Row> {
  return new Query<Row>(
    Object.freeze({
      rules: RULES,
      locale: LOCALE,
      rows: Object.freeze(described(rows)),
      steps: Object.freeze([]),
    }),
  )
}

function described(rows: unknown): { name: string; columns: readonly PlanColumn[] } {
  if (rows instanceof Table)
    return { name: UNNAMED, columns: rows.columns.map(({ name, type }) => ({ name, type })) }
  const schema = (rows as Partial<Parsed> | null | undefined)?.schema ?? rows
  const { name, fields } = (schema ?? {}) as Partial<Schema<Record<string, unknown>>>
  if (typeof name !== 'string' || typeof fields !== 'object')
    throw wrong('From', 'a schema, or rows with a schema: from(student)', rows)
  return { name, columns: Object.entries(fields).map(([column, { type }]) => ({ name: column, type })) }
}
