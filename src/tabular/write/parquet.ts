import { carnetError } from '../../errors'
import { type Cell, type ColumnType } from '../../table'
import { type RowStream } from './rows'

/** Rows that are written together: as many are in memory at a time. */
const GROUP = 65_536

const DAY = 86_400_000

/** A column as Parquet has it (https://parquet.apache.org/docs/file-format/types/). */
const ELEMENTS = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } },
  integer: { type: 'INT64' },
  number: { type: 'DOUBLE' },
  boolean: { type: 'BOOLEAN' },
  date: { type: 'INT32', converted_type: 'DATE', logical_type: { type: 'DATE' } },
  timestamp: {
    type: 'INT64',
    converted_type: 'TIMESTAMP_MILLIS',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
  },
} as const

/**
 * The rows as a Parquet file, compressed with Snappy: whole numbers of 64 bits, doubles, texts in UTF-8, truths, days, and
 * moments in milliseconds in UTC. Every column may have missing values. Throws EXPORT_VALUE for what Parquet cannot hold: a
 * whole number beyond 64 bits.
 */
export async function* parquetBytes({ columns, rows }: RowStream): AsyncGenerator<Uint8Array> {
  const { ByteWriter, ParquetWriter } = await import('hyparquet-writer')
  const bytes = new ByteWriter(1 << 20)
  const schema = [
    { name: 'root', num_children: columns.length },
    ...columns.map(({ name, type }) => ({ name, repetition_type: 'OPTIONAL' as const, ...ELEMENTS[type] })),
  ]
  const writer = new ParquetWriter({ writer: bytes, schema, createdBy: 'carnet' })
  const taken = (): Uint8Array => {
    const piece = bytes.getBytes().slice()
    bytes.index = 0
    return piece
  }
  let data = columns.map((): unknown[] => [])
  const write = async (): Promise<Uint8Array> => {
    const columnData = columns.map(({ name }, c) => ({ name, data: data[c] }))
    await writer.write({ columnData, rowGroupSize: GROUP })
    data = columns.map(() => [])
    return taken()
  }
  let row = 0
  for (const cells of rows()) {
    row++
    for (let c = 0; c < columns.length; c++)
      data[c].push(valueOf(cells[c], columns[c].type, columns[c].name, row))
    if (row % GROUP === 0) yield await write()
  }
  if (row % GROUP !== 0) yield await write()
  await writer.finish()
  yield taken()
}

const MOST = 2n ** 63n

function valueOf(cell: Cell, type: ColumnType, column: string, row: number): unknown {
  if (cell === null) return null
  if (type === 'date') return Date.parse(`${String(cell)}T00:00:00Z`) / DAY
  if (type !== 'integer' && type !== 'timestamp') return type === 'number' ? Number(cell) : cell
  const whole = typeof cell === 'bigint' ? cell : Number.isInteger(cell) ? BigInt(cell) : null
  if (whole === null || whole >= MOST || whole < -MOST)
    throw carnetError('EXPORT_VALUE', { column, row, value: String(cell) })
  return whole
}
