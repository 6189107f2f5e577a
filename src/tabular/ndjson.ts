import { carnetError } from '../errors'
import { matcherOf } from '../parse/match'
import { type Parsed } from '../parse/outcome'
import { MessageReader } from '../parse/reader'
import { Refusal } from '../parse/refusal'
import { type Schema } from '../parse/schema'
import { type FileOrText, SourceFile } from './file'
import { endOfLine, lineBlocks, withoutEnd } from './line-blocks'
import { checkedRowOptions, type RowOptions } from './options'
import { rowsOf } from './rows-of'

/**
 * The rows of a file with one JSON object a line (https://github.com/ndjson/ndjson-spec). Each line is read as a message of
 * a topic would be: by the same formats, envelopes and rules, and a line that does not fit is a reject with its number as
 * the offset. Blank lines are left out. `source` is a path (gzip is unpacked), a `file:` URL, or `{ text }`.
 *
 * Throws SOURCE_FILE_MISSING, SOURCE_FILE_UNREADABLE, SOURCE_NOT_TEXT, SOURCE_LINE_TOO_LONG, NDJSON_OVER_LINES,
 * READ_OPTION_UNKNOWN, READ_OPTION_INVALID, and as `parse` does.
 */
export async function readNdjson<Row extends object>(
  source: FileOrText,
  schema: Schema<Row>,
  options: RowOptions = {},
): Promise<Parsed<Row>> {
  checkedRowOptions(options, [])
  const file = new SourceFile(source)
  return rowsOf({ name: file.name, origin: 'file' }, schema, options, async (rows) => {
    const matcher = matcherOf(schema.fields)
    const reader = new MessageReader({ isField: (name) => matcher.isField(name) })
    let number = 0
    for await (const { bytes, isUtf16 } of lineBlocks(file.blocks(), file.file))
      for (let at = 0, end; at < bytes.length; at = end) {
        end = endOfLine(bytes, at)
        number++
        const line = withoutEnd(bytes.subarray(at, end))
        if (isBlank(line)) continue
        if (rows.count === 0) checkFirst(line, file.file)
        if (!rows.wants()) return file.capture()
        rows.add(number, line, (record) => {
          const found = reader.read(record, line)
          return isUtf16 && !(found instanceof Refusal) ? found.within('UTF-16') : found
        })
      }
    return file.capture()
  })
}

const isBlank = (line: Buffer): boolean => line.every((byte) => byte === 0x20 || byte === 0x09)

/** Throws where the first line begins JSON that goes over lines: none of them would be a row. */
function checkFirst(line: Buffer, file: string): void {
  const text = line.toString('utf8').trim()
  if (text === '{' || (text.startsWith('[') && !text.endsWith(']')))
    throw carnetError('NDJSON_OVER_LINES', { file, begins: text.slice(0, 20) })
}
