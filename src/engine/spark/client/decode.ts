import { arrow, type Data, type IntervalUnit } from './arrow'
import { distinctNames } from './types'
import { dateText, narrow, type SparkStruct, type SparkValue } from './values'

/** The columns of one batch, by position. */
export interface DecodedBatch {
  readonly rowCount: number
  readonly names: readonly string[]
  readonly columns: readonly (readonly SparkValue[])[]
}

/**
 * Reads a batch as Spark sends it, which is an Arrow stream of its own: schema, one record batch (none for no rows), end.
 * Throws an Error for a type of Arrow's that Spark does not send.
 */
export function decodeBatch(bytes: Uint8Array): DecodedBatch {
  const table = arrow().tableFromIPC(bytes)
  const { fields } = table.schema
  const [batch, more] = table.batches
  if (more) throw new Error('it holds several record batches')
  return {
    rowCount: batch?.numRows ?? 0,
    names: distinctNames(fields.map((f) => f.name)),
    columns: fields.map((_, i) => {
      const data = batch?.data.children[i]
      return data ? valuesOf(data) : []
    }),
  }
}

type At = (i: number) => SparkValue

/** Of a type, what its kind has of these. */
interface ArrowType {
  readonly scale: number
  readonly bitWidth: number
  readonly unit: IntervalUnit
}

function valuesOf(data: Data): SparkValue[] {
  const at = reader(data)
  const values = new Array<SparkValue>(data.length)
  const { nullBitmap } = data
  if (data.nullCount === 0 || !nullBitmap?.length) for (let i = 0; i < data.length; i++) values[i] = at(i)
  else
    for (let i = 0; i < data.length; i++)
      values[i] = ((nullBitmap[i >> 3] ?? 0) >> (i & 7)) & 1 ? at(i) : null
  return values
}

/** How the values of a column are read from its buffers, which are those of the Arrow format. */
function reader(data: Data): At {
  const make = (readers ??= makeReaders()).get(data.typeId)
  if (!make) throw new Error(`it has a column of Arrow's type ${data.typeId}`)
  return make(data, data.type as unknown as ArrowType)
}

type Reader = (data: Data, type: ArrowType) => At
let readers: ReadonlyMap<number, Reader> | undefined

function makeReaders(): ReadonlyMap<number, Reader> {
  const { Type } = arrow()
  return new Map<number, Reader>([
    [Type.Null, () => () => null],
    [Type.Bool, booleans],
    [Type.Int, (data, { bitWidth }) => (bitWidth === 64 ? wholes(data) : numbers(data))],
    [Type.Float, numbers],
    [Type.Decimal, decimals],
    [Type.Utf8, texts],
    [Type.LargeUtf8, texts],
    [Type.Binary, binaries],
    [Type.LargeBinary, binaries],
    [Type.Date, dates],
    [Type.Timestamp, timestamps],
    [Type.Duration, wholes],
    [Type.Interval, intervals],
    [Type.List, lists],
    [Type.Struct, structs],
    [Type.Map, maps],
  ])
}

function booleans(data: Data): At {
  const bits = data.values as Uint8Array
  return (i) => (((bits[i >> 3] ?? 0) >> (i & 7)) & 1) === 1
}

function numbers(data: Data): At {
  const values = data.values as Float64Array | Int32Array
  return (i) => values[i] ?? 0
}

function wholes(data: Data): At {
  const values = data.values as BigInt64Array
  return (i) => narrow(values[i] ?? 0n)
}

function texts(data: Data): At {
  const { buffer, byteOffset, byteLength } = data.values as Uint8Array
  const bytes = Buffer.from(buffer, byteOffset, byteLength)
  const range = ranges(data)
  return (i) => bytes.toString('utf8', ...range(i))
}

/** A copy each, so that one value does not keep its whole batch in memory. */
function binaries(data: Data): At {
  const bytes = data.values as Uint8Array
  const range = ranges(data)
  return (i) => bytes.slice(...range(i))
}

function dates(data: Data): At {
  const days = data.values as Int32Array
  return (i) => dateText(days[i] ?? 0)
}

function timestamps(data: Data): At {
  const micros = data.values as BigInt64Array
  return (i) => Number(micros[i]) / 1000
}

/** Decimals are whole numbers of 128 bits, the least significant 32 first. */
function decimals(data: Data, { scale, bitWidth }: ArrowType): At {
  const words = data.values as Uint32Array
  const stride = bitWidth / 32
  return (i) => {
    let unscaled = 0n
    for (let w = stride - 1; w >= 0; w--) unscaled = (unscaled << 32n) | BigInt(words[i * stride + w] ?? 0)
    return decimalText(BigInt.asIntN(bitWidth, unscaled), scale)
  }
}

function decimalText(unscaled: bigint, scale: number): string {
  if (scale <= 0) return String(unscaled * 10n ** BigInt(-scale))
  const sign = unscaled < 0n ? '-' : ''
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0')
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`
}

/** Months of an interval of years and months; months, days and nanoseconds of Spark's older, mixed kind. */
function intervals(data: Data, { unit }: ArrowType): At {
  const words = data.values as Int32Array
  const { IntervalUnit } = arrow()
  if (unit === IntervalUnit.YEAR_MONTH) return (i) => words[i] ?? 0
  if (unit !== IntervalUnit.MONTH_DAY_NANO) throw new Error('it has a column of an unknown interval')
  return (i) => {
    const [months = 0, days = 0, low = 0, high = 0] = words.subarray(i * 4, i * 4 + 4)
    const nanoseconds = narrow((BigInt(high) << 32n) | BigInt(low >>> 0))
    return struct([
      ['months', months],
      ['days', days],
      ['nanoseconds', nanoseconds],
    ])
  }
}

function lists(data: Data): At {
  const items = valuesOf(child(data, 0))
  const range = ranges(data)
  return (i) => items.slice(...range(i))
}

function maps(data: Data): At {
  const entries = child(data, 0)
  const [keys, values] = [valuesOf(child(entries, 0)), valuesOf(child(entries, 1))]
  const range = ranges(data)
  return (i) => {
    const [from, to] = range(i)
    return new Map(keys.slice(from, to).map((key, k) => [key, values[from + k] ?? null]))
  }
}

function structs(data: Data): At {
  // Spark numbers fields of the same name itself.
  const names = (data.type.children as readonly { readonly name: string }[]).map((f) => f.name)
  const columns = data.children.map(valuesOf)
  return (i) => struct(names.map((name, c) => [name, columns[c]?.[i] ?? null]))
}

function struct(fields: readonly (readonly [string, SparkValue])[]): SparkStruct {
  const made = Object.create(null) as Record<string, SparkValue>
  for (const [name, value] of fields) made[name] = value
  return made
}

/** Where item `i` of a text, a binary, a list or a map begins and ends. */
function ranges(data: Data): (i: number) => [from: number, to: number] {
  const offsets = data.valueOffsets as Int32Array | BigInt64Array
  return (i) => [Number(offsets[i] ?? 0), Number(offsets[i + 1] ?? 0)]
}

function child(data: Data, i: number): Data {
  const found = data.children[i]
  if (!found) throw new Error('it has a column without its items')
  return found
}
