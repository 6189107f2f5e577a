import { labelOf } from '../provenance'
import { plainText } from '../show'
import { bytesText } from '../show/amounts'
import { tableView } from '../show/kinds/table'
import { toText } from '../show/to-text'
import { openReader } from '../store'
import { checkedWriteOptions, csvText, ndjsonText } from '../tabular'
import { counted, currentLang } from '../words'
import { pour } from './output'
import { type Terminal } from './terminal'

export interface QueryFlags {
  /** A line of JSON a row. */
  readonly json?: boolean
  readonly csv?: boolean
  readonly out?: string
  /** CSV: what parts the cells. */
  readonly delimiter?: string
  /** CSV: begins with the mark by which Excel knows UTF-8. */
  readonly bom?: boolean
}

/** Rows that are shown on a terminal. */
const ROWS = { head: 100, tail: 0 }

/**
 * `carnet query DB SQL|TABLE`: the rows of a table or a query, to read, as CSV or lines of JSON, or into a file; without either
 * what the database holds.
 */
export async function queryStore(
  file: string,
  tableOrSql: string | undefined,
  flags: QueryFlags,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<number> {
  const store = openReader(file)
  const { json, csv, out, delimiter, bom } = flags
  const layout = { ...(delimiter !== undefined && { delimiter }), ...(bom && { bom }) }
  if (tableOrSql === undefined) {
    const contents = store.tables()
    terminal.out.write((json ? JSON.stringify(contents, null, 2) : plainText(contents)) + '\n')
    return 0
  }
  if (out !== undefined) {
    const written = await store.export(tableOrSql, out, { signal, ...layout })
    const { rows, bytes } = written
    const lang = currentLang()
    terminal.out.write(
      json
        ? JSON.stringify({ ok: true, ...written }, null, 2) + '\n'
        : `${written.file}: ${counted(rows, 'row', lang)}, ${bytesText(bytes, lang)}\n`,
    )
    return 0
  }
  if (csv || json) {
    const checked = checkedWriteOptions(layout)
    const text = store.text(tableOrSql, (rows) => (csv ? csvText(rows, checked) : ndjsonText(rows)))
    await pour(terminal.out, text)
    return 0
  }
  const { table, rows } = store.first(tableOrSql, ROWS.head)
  const view = tableView(table, labelOf(table), currentLang(), { shown: ROWS, length: rows })
  terminal.out.write(toText(view) + '\n')
  return 0
}
