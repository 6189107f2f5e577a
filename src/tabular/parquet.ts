import { type FileHandle } from 'node:fs/promises'
import { carnetError, CarnetError } from '../errors'
import { type Parsed } from '../parse/outcome'
import { type Schema } from '../parse/schema'
import { fittingColumns } from './columns'
import { SourceFile } from './file'
import { checkedRowOptions, type RowOptions } from './options'
import { converterOf, isKeptRaw, parsers } from './parquet-values'
import { rowsOf, type RowTaker } from './rows-of'
import { rowJson, valueItem } from './value-row'

/**
 * The rows of a Parquet file, in any of its compressions, one row group at a time and only the columns that are fields of
 * the schema. Whole numbers and decimals are exact; a moment that the file keeps without a zone is one without a zone here
 * too; lists, maps and structs are values as arrays and objects in a message are. A row that does not fit is a reject, with
 * its number, from 1, as the offset.
 *
 * Throws SOURCE_FILE_MISSING, SOURCE_FILE_UNREADABLE, PARQUET_UNREADABLE, SOURCE_COLUMNS_UNFIT, READ_OPTION_UNKNOWN,
 * READ_OPTION_INVALID, and as `parse` does.
 */
export async function readParquet<Row extends object>(
  file: string | URL,
  schema: Schema<Row>,
  options: RowOptions = {},
): Promise<Parsed<Row>> {
  checkedRowOptions(options, [])
  const source = new SourceFile(file)
  return rowsOf({ name: source.name, origin: 'file' }, schema, options, async (rows) => {
    const handle = await source.open()
    try {
      await readGroups(handle, schema, source.file, rows)
    } catch (cause) {
      const known = source.inOurWords(cause)
      if (known instanceof CarnetError) throw known
      const reason = (cause as Error).message.replace(/\.$/, '')
      throw carnetError('PARQUET_UNREADABLE', { file: source.file, reason }, cause)
    } finally {
      await handle.close()
    }
    return source.capture()
  })
}

async function readGroups(
  handle: FileHandle,
  schema: Schema<object>,
  source: string,
  rows: RowTaker,
): Promise<void> {
  // Pure JavaScript, but of some size: loaded when the first file is read.
  const { parquetMetadataAsync, parquetReadObjects, parquetSchema } = await import('hyparquet')
  const { compressors } = await import('hyparquet-compressors')
  const file = { byteLength: (await handle.stat()).size, slice: slicer(handle) }
  const metadata = await parquetMetadataAsync(file, { geoparquet: false })
  const all = parquetSchema(metadata).children.map((child) => child.element)
  const columns = fittingColumns(
    all.map((c) => c.name),
    schema,
    source,
  ).map(({ name, index }) => ({ name, convert: converterOf(all[index]) }))
  const names = columns.map((c) => c.name)
  const raw = {
    ...metadata,
    schema: metadata.schema.map((c) =>
      isKeptRaw(c) ? { ...c, converted_type: undefined, logical_type: undefined } : c,
    ),
  }
  const reading = {
    file,
    metadata: raw,
    columns: names,
    compressors,
    parsers,
    utf8: false,
    geoparquet: false,
  }
  let number = 0
  for (const group of metadata.row_groups) {
    const groupRows = Number(group.num_rows)
    if (groupRows === 0) continue
    if (!rows.wants()) return
    const rowEnd = number + Math.min(groupRows, rows.room)
    for (const row of await parquetReadObjects({ ...reading, rowStart: number, rowEnd })) {
      const item = valueItem(
        names,
        columns.map(({ name, convert }) => convert(row[name])),
        'parquet',
      )
      if (!rows.wants()) return
      rows.add(++number, () => rowJson(item.fields), item)
    }
  }
}

function slicer(handle: FileHandle): (start: number, end?: number) => Promise<ArrayBuffer> {
  return async (start, end) => {
    const length = (end ?? (await handle.stat()).size) - start
    const bytes = new Uint8Array(new ArrayBuffer(length))
    for (let at = 0; at < length;) {
      const { bytesRead } = await handle.read(bytes, at, length - at, start + at)
      if (bytesRead === 0) throw new RangeError('the file ends before its data does')
      at += bytesRead
    }
    return bytes.buffer
  }
}
