import { carnetError } from '../../../errors'
import { arrow, type Data } from './arrow'
import { daysOf, found, int64Of, microsOf, type SparkScalarType } from './values'

/** A column of this program's, to become one of a view. */
export interface SparkLocalColumn {
  readonly name: string
  readonly type: SparkScalarType
  /**
   * null and undefined are null. `bigint`: whole numbers, exact; `date`: text as `2024-11-24`; `timestamp`: a Date or
   * milliseconds since 1970; `binary`: bytes.
   */
  readonly values: readonly unknown[]
}

/** Much less than the 128 MB that Spark takes: a server of 1 GB fails on those. */
const MOST_BYTES = 64 * 2 ** 20

/**
 * Columns as the one Arrow stream that a LocalRelation takes. Types are said, and never a dictionary, whose indices Spark
 * would take for the values.
 *
 * Throws SPARK_COLUMN_UNFIT for a value that its type does not hold, SPARK_DATA_TOO_LARGE beyond 64 MB, and a RangeError
 * for columns of different lengths, or none.
 */
export function encodeColumns(columns: readonly SparkLocalColumn[]): Uint8Array {
  const { Field, makeData, RecordBatch, Schema, Struct, Table, tableToIPC } = arrow()
  const length = columns[0]?.values.length
  if (length === undefined) throw new RangeError('a view has at least one column')
  for (const { name, values } of columns)
    if (values.length !== length)
      throw new RangeError(`column ${name} has ${values.length} values, the first column ${length}`)
  const children = columns.map(dataOf)
  const fields = columns.map(({ name }, i) => new Field(name, children[i].type, true))
  const data = makeData({ type: new Struct(fields), length, nullCount: 0, children })
  const schema = new Schema(fields)
  const bytes = tableToIPC(new Table(schema, [new RecordBatch(schema, data)]), 'stream')
  if (bytes.length > MOST_BYTES)
    throw carnetError('SPARK_DATA_TOO_LARGE', {
      megabytes: Math.ceil(bytes.length / 2 ** 20),
      most: MOST_BYTES / 2 ** 20,
    })
  return bytes
}

function dataOf(column: SparkLocalColumn): Data {
  const { Binary, Bool, DateDay, Float64, Int32, Int64, makeData, TimestampMicrosecond, Utf8 } = arrow()
  const { values, type } = column
  const { nullBitmap, nullCount } = nullsOf(values)
  const common = { length: values.length, nullCount, nullBitmap }
  switch (type) {
    case 'boolean': {
      const data = new Uint8Array(Math.ceil(values.length / 8))
      each(column, booleanOf, (i, bit) => (data[i >> 3] = (data[i >> 3] ?? 0) | (bit << (i & 7))))
      return makeData({ type: new Bool(), ...common, data })
    }
    case 'int': {
      const data = new Int32Array(values.length)
      each(column, int32Of, (i, value) => (data[i] = value))
      return makeData({ type: new Int32(), ...common, data })
    }
    case 'bigint': {
      const data = new BigInt64Array(values.length)
      each(column, int64Of, (i, value) => (data[i] = value))
      return makeData({ type: new Int64(), ...common, data })
    }
    case 'double': {
      const data = new Float64Array(values.length)
      each(column, doubleOf, (i, value) => (data[i] = value))
      return makeData({ type: new Float64(), ...common, data })
    }
    case 'date': {
      const data = new Int32Array(values.length)
      each(column, daysOf, (i, value) => (data[i] = value))
      return makeData({ type: new DateDay(), ...common, data })
    }
    case 'timestamp': {
      const data = new BigInt64Array(values.length)
      each(column, microsOf, (i, value) => (data[i] = value))
      return makeData({ type: new TimestampMicrosecond('UTC'), ...common, data })
    }
    case 'string':
      return makeData({ type: new Utf8(), ...common, ...piecesOf(column, textOf) })
    case 'binary':
      return makeData({ type: new Binary(), ...common, ...piecesOf(column, bytesOf) })
  }
}

/** Converts each value that is there; `convert` gives null for one that the type does not hold. */
function each<T>(
  { name, type, values }: SparkLocalColumn,
  convert: (value: unknown) => T | null,
  take: (i: number, value: T) => void,
): void {
  for (let i = 0; i < values.length; i++) {
    const value = values[i]
    if (value == null) continue
    const converted = convert(value)
    if (converted === null)
      throw carnetError('SPARK_COLUMN_UNFIT', { column: name, type, found: found(value), row: i })
    take(i, converted)
  }
}

function nullsOf(values: readonly unknown[]): { nullBitmap: Uint8Array; nullCount: number } {
  const nullBitmap = new Uint8Array(Math.ceil(values.length / 8))
  let nullCount = 0
  for (let i = 0; i < values.length; i++)
    if (values[i] == null) nullCount++
    else nullBitmap[i >> 3] = (nullBitmap[i >> 3] ?? 0) | (1 << (i & 7))
  return { nullBitmap, nullCount }
}

/** Values of any length, one after the other, and where each begins. */
function piecesOf(
  column: SparkLocalColumn,
  convert: (value: unknown) => Uint8Array | null,
): { data: Uint8Array; valueOffsets: Int32Array } {
  const pieces: Uint8Array[] = []
  const valueOffsets = new Int32Array(column.values.length + 1)
  each(column, convert, (i, piece) => {
    pieces.push(piece)
    valueOffsets[i + 1] = piece.length
  })
  let bytes = 0
  for (let i = 1; i < valueOffsets.length; i++) valueOffsets[i] = bytes += valueOffsets[i] ?? 0
  return { data: Buffer.concat(pieces), valueOffsets }
}

const booleanOf = (value: unknown): 0 | 1 | null => (typeof value === 'boolean' ? (value ? 1 : 0) : null)
const doubleOf = (value: unknown): number | null => (typeof value === 'number' ? value : null)
const textOf = (value: unknown): Uint8Array | null => (typeof value === 'string' ? Buffer.from(value) : null)
const bytesOf = (value: unknown): Uint8Array | null => (value instanceof Uint8Array ? value : null)

export function int32Of(value: unknown): number | null {
  return typeof value === 'number' && (value | 0) === value ? value : null
}
