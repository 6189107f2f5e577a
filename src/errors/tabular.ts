import { entry } from './define'

const NAMED = 20

const listed = (names: readonly string[]): string =>
  names.slice(0, NAMED).join(', ') + (names.length > NAMED ? ` and ${names.length - NAMED} more` : '')

export const tabularErrors = {
  SOURCE_FILE_MISSING: entry<{ file: string }>({
    what: (p) => `There is no file "${p.file}".`,
    todo: () => 'Correct the path (it begins in the folder of the notebook), or pass a text as { text }.',
    example: { file: 'data/filiere.csv' },
  }),
  SOURCE_FILE_UNREADABLE: entry<{ file: string; reason: string }>({
    what: (p) => `The file "${p.file}" cannot be read: ${p.reason}.`,
    todo: () => 'Name a file that you can open, or make a new copy of it.',
    example: { file: 'data', reason: 'it is a folder' },
  }),
  SOURCE_NOT_TEXT: entry<{ file: string; begins: string }>({
    what: (p) => `The file "${p.file}" is not text: it begins with ${p.begins}.`,
    todo: () => 'Save the table as CSV in UTF-8, and read that.',
    example: { file: 'filieres.xlsx', begins: 'a zip archive, as .xlsx and .ods files are' },
  }),
  SOURCE_LINE_TOO_LONG: entry<{ file: string; most: number }>({
    what: (p) => `The file "${p.file}" has a line of more than ${p.most} bytes.`,
    todo: () => 'Check that it is a file of lines: one row, or one JSON object, each.',
    example: { file: 'export.json', most: 67_108_864 },
  }),
  SOURCE_COLUMNS_UNFIT: entry<{ source: string; problem: string; columns: readonly string[] }>({
    what: (p) => `The columns of "${p.source}" do not fit the schema: ${p.problem}.`,
    todo: (p) =>
      `Its columns are ${listed(p.columns) || 'none'}: name them in the schema (or as .synonyms()), make the field .optional(), or give the names of a file without a header as { header }.`,
    example: {
      source: 'filieres.csv',
      problem: 'no column is "responsable"',
      columns: ['code', 'filiere', 'resp'],
    },
  }),
  CSV_HEADER_INVALID: entry<{ file: string; problem: string }>({
    what: (p) => `The first line of "${p.file}" does not name its columns: ${p.problem}.`,
    todo: () => 'Mend that line, or give the names as { header } where the file has none.',
    example: { file: 'filieres.csv', problem: 'the text ends within a cell in quotes' },
  }),
  NDJSON_OVER_LINES: entry<{ file: string; begins: string }>({
    what: (p) =>
      `The file "${p.file}" is not one JSON object a line: it begins with ${p.begins}, and goes on below.`,
    todo: () => 'Write one object a line, for example with jq -c ".[]" export.json > export.ndjson.',
    example: { file: 'export.json', begins: '[' },
  }),
  PARQUET_UNREADABLE: entry<{ file: string; reason: string }>({
    what: (p) => `The file "${p.file}" cannot be read as Parquet: ${p.reason}.`,
    todo: () => 'Check that it is whole and a Parquet file, or write it again with other settings.',
    example: { file: 'filieres.parquet', reason: 'parquet file invalid (footer != PAR1)' },
  }),
  SQLITE_TABLE_UNKNOWN: entry<{
    file: string
    table: string
    tables: readonly string[]
    near: readonly string[]
  }>({
    what: (p) => `The database "${p.file}" has no table "${p.table}".`,
    todo: (p) =>
      p.near.length > 0
        ? `Did you mean ${p.near.join(' or ')}?`
        : `Its tables are ${listed(p.tables) || 'none'}.`,
    example: { file: 'ecole.db', table: 'filiere', tables: ['campus', 'filieres'], near: ['filieres'] },
  }),
  SQLITE_QUERY_REFUSED: entry<{
    file: string
    reason: string
    /** The query around the piece that is wrong, which is marked. */
    place: string | null
    near: readonly string[]
    todo: string
  }>({
    what: (p) =>
      `The query cannot be asked of "${p.file}": ${p.reason}${p.place === null ? '' : `, here: ${p.place}`}.`,
    todo: (p) => (p.near.length > 0 ? `Did you mean ${p.near.join(' or ')}?` : p.todo),
    example: {
      file: 'out/students_analysis.db',
      reason: 'no such column: agee',
      place: 'SELECT filiere, ▸agee◂ FROM students',
      near: ['age'],
      todo: 'Write one SELECT.',
    },
  }),
  SQLITE_AGGREGATE_TYPE: entry<{ name: string; value: string | null }>({
    what: (p) =>
      `${p.name}() takes numbers, and the query gives it ${p.value === null ? 'bytes' : `text such as ${JSON.stringify(p.value)}`}.`,
    todo: (p) =>
      `Give it a column of numbers, or CAST(… AS REAL), as in ${p.name === 'quantile' ? 'quantile(CAST(note AS REAL), 0.9)' : `${p.name}(CAST(note AS REAL))`}.`,
    example: { name: 'sd', value: '22 ans' },
  }),
  EXPORT_FORM: entry<{ file: string; forms: readonly string[]; near: readonly string[] }>({
    what: (p) => `The name "${p.file}" does not say in which form rows are to be written.`,
    todo: (p) =>
      p.near.length > 0
        ? `Did you mean ${p.near.join(' or ')}?`
        : `End it with ${p.forms.slice(0, -1).join(', ')} or ${p.forms.at(-1) ?? ''}.`,
    example: { file: 'out/students.xls', forms: ['.csv', '.ndjson', '.parquet'], near: [] },
  }),
  EXPORT_FAILED: entry<{ file: string; reason: string }>({
    what: (p) => `The file "${p.file}" cannot be written: ${p.reason}.`,
    todo: () => 'Name a file in a folder that you may write to, on a disk that has room.',
    example: { file: '/data/students.csv', reason: 'EACCES: permission denied' },
  }),
  EXPORT_VALUE: entry<{ column: string; row: number; value: string }>({
    what: (p) =>
      `The value ${p.value} of "${p.column}" in row ${p.row} cannot be written: Parquet has whole numbers of 64 bits.`,
    todo: () => 'Write the rows as .csv or .ndjson, which keep every digit.',
    example: { column: 'id', row: 17, value: '18446744073709551616' },
  }),
  EXPORT_UNSTEADY: entry<{ column: string }>({
    what: (p) =>
      `The query gives other values of "${p.column}" each time it is asked, so that their type is not known beforehand.`,
    todo: () => 'Export to .csv or .ndjson, or leave random() and the like out of the query.',
    example: { column: 'sample' },
  }),
  SQLITE_FOLDER_CLOSED: entry<{ file: string }>({
    what: (p) =>
      `The database "${p.file}" keeps a write-ahead log, and nothing can be written to its folder, which SQLite needs to read it.`,
    todo: () =>
      'Copy the file into a folder of yours, or have its owner run PRAGMA journal_mode = DELETE on it.',
    example: { file: '/mnt/share/ecole.db' },
  }),
  HTTP_STATUS: entry<{ url: string; status: number; text: string }>({
    what: (p) => `${p.url} answers ${p.status}${p.text === '' ? '' : ` ${p.text}`}.`,
    todo: (p) => {
      if (p.status === 401 || p.status === 403)
        return 'Check the token: { headers: { authorization: new Secret(`Bearer ${process.env.TOKEN}`) } }.'
      if (p.status === 404) return 'Check the address.'
      return p.status === 429 || p.status >= 500
        ? 'Try again later, or ask for less at once.'
        : 'Check the address and its parameters in the description of the interface.'
    },
    example: { url: 'https://api.example/filieres', status: 401, text: 'Unauthorized' },
  }),
  HTTP_TIMEOUT: entry<{ url: string; seconds: number }>({
    what: (p) => `${p.url} did not answer within ${p.seconds} s.`,
    todo: () => 'Try again later, raise failAfter or seconds, or ask for smaller pages.',
    example: { url: 'https://api.example/filieres', seconds: 30 },
  }),
  HTTP_UNREACHABLE: entry<{ url: string; reason: string }>({
    what: (p) => `${p.url} cannot be reached (${p.reason}).`,
    todo: () =>
      'Check the name, the port, the network, and its certificate: NODE_EXTRA_CA_CERTS names a CA of your own.',
    example: { url: 'https://api.example/filieres', reason: 'ENOTFOUND' },
  }),
  HTTP_NOT_JSON: entry<{ url: string; problem: string }>({
    what: (p) => `${p.url} does not answer with JSON: ${p.problem}.`,
    todo: () => 'Check the address: a page for people, such as a login, may stand in its place.',
    example: {
      url: 'https://api.example/filieres',
      problem: 'at character 1 of "<!doctype html>…", a value is expected',
    },
  }),
  HTTP_ROWS_UNCLEAR: entry<{ url: string; path: string | null; members: readonly string[] }>({
    what: (p) =>
      p.path === null
        ? `It is not clear where the rows are in what ${p.url} answers.`
        : `What ${p.url} answers has no array at "${p.path}".`,
    todo: (p) => `Say it, such as { rows: 'data.items' }; the members are ${listed(p.members) || 'none'}.`,
    example: { url: 'https://api.example/filieres', path: null, members: ['filieres', 'campus'] },
  }),
  HTTP_PAGING_UNKNOWN: entry<{ url: string; sign: string }>({
    what: (p) => `${p.url} has more pages, as "${p.sign}" says, and not where they are.`,
    todo: (p) =>
      `Say it, such as { paging: { cursor: 'cursor', at: '${p.sign}' } } or { paging: { page: 'page' } }; { paging: 'none' } reads the first one alone.`,
    example: { url: 'https://api.example/filieres', sign: 'next_cursor' },
  }),
  HTTP_PAGE_AGAIN: entry<{ url: string; page: number }>({
    what: (p) => `Page ${p.page} of ${p.url} is one that was read before, so that the pages would never end.`,
    todo: () =>
      "Say how pages follow each other, such as { paging: { page: 'page' } }, or bound them with { pages }.",
    example: { url: 'https://api.example/filieres', page: 2 },
  }),
  HTTP_OTHER_HOST: entry<{ url: string; other: string }>({
    what: (p) => `${p.url} leads on to another host, ${p.other}.`,
    todo: () => 'Read that address itself, if you trust it: headers are not sent to another host.',
    example: { url: 'https://api.example/filieres', other: 'https://cdn.example' },
  }),
  HTTP_TOO_LARGE: entry<{ url: string; most: number }>({
    what: (p) => `The first page of ${p.url} has more than ${p.most} bytes.`,
    todo: () => 'Ask for smaller pages, or raise { bytes }.',
    example: { url: 'https://api.example/filieres', most: 268_435_456 },
  }),
}
