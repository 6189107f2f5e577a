export { readJsonApi } from './api/read-json-api'
export { type JsonApiOptions, type Paging } from './api/options'
export { fittingColumns } from './columns'
export { type CsvOptions, readCsv } from './csv'
export { type FileOrText, SourceFile, type TextSource } from './file'
export { readNdjson } from './ndjson'
export { checkedRowOptions, type RowOptions } from './options'
export { readParquet } from './parquet'
export { rowsOf, type RowTaker } from './rows-of'
export { rowJson, smallest, valueItem } from './value-row'
export { type CsvLayout, csvText } from './write/csv'
export { ndjsonText } from './write/ndjson'
export { type RowStream, rowsOfTable } from './write/rows'
export {
  checkedWriteOptions,
  formOf,
  type RowForm,
  type WriteOptions,
  type WrittenRows,
  writeRowStream,
} from './write/write-rows'
