import { isUtf8 } from 'node:buffer'
import { WrittenNumber } from '../parse/values/value'
import { smallest } from './value-row'

/** What a Parquet file says of a column, as far as it bears on its values (https://parquet.apache.org/docs/file-format/types/). */
export interface ParquetType {
  readonly type?: string
  readonly converted_type?: string
  readonly scale?: number
  readonly logical_type?: {
    readonly type: string
    readonly unit?: string
    readonly isAdjustedToUTC?: boolean
    readonly scale?: number
  }
}

/**
 * How the values of a column, as they are stored, become such as messages have: whole numbers exact, decimals by their digits,
 * moments as text of ISO 8601, with a Z where they are in UTC and without zone where the file says that they are local.
 */
export function converterOf(column: ParquetType): (value: unknown) => unknown {
  const convert = rich(column)
  return (value) => (value === null || value === undefined ? null : convert(value))
}

/** Whether the library is to leave the values as they are stored, because it would lose digits or the zone. */
export const isKeptRaw = ({ converted_type: converted, logical_type: logical }: ParquetType): boolean =>
  converted === 'DECIMAL' || logical?.type === 'TIMESTAMP' || (converted?.startsWith('TIMESTAMP_') ?? false)

function rich(column: ParquetType): (value: unknown) => unknown {
  const { type, converted_type: converted, logical_type: logical } = column
  if (converted === 'DECIMAL' || logical?.type === 'DECIMAL') {
    const scale = column.scale ?? logical?.scale ?? 0
    return (value) => new WrittenNumber(decimalText(unscaled(value), scale))
  }
  if (isKeptRaw(column)) {
    const perSecond = PER_SECOND[logical?.unit ?? converted?.slice('TIMESTAMP_'.length) ?? ''] ?? 1000n
    // The older annotation means UTC.
    const isUtc = logical?.isAdjustedToUTC ?? true
    return (value) => momentText(BigInt(value as bigint), perSecond, isUtc)
  }
  if (type === 'BYTE_ARRAY') return (value) => (value instanceof Uint8Array ? textOrBytes(value) : value)
  return (value) => (typeof value === 'bigint' ? smallest(value) : value)
}

const PER_SECOND: Readonly<Record<string, bigint>> = {
  MILLIS: 1000n,
  MICROS: 1_000_000n,
  NANOS: 1_000_000_000n,
}

/** Parsers for what the library converts itself. */
export const parsers = {
  dateFromDays: (days: number): string => {
    const date = new Date(days * 86_400_000)
    return Number.isNaN(date.getTime()) ? String(days) : date.toISOString().replace(/T.*/, '')
  },
  // Of the older moments of 96 bits, which are in UTC.
  timestampFromNanoseconds: (nanoseconds: bigint): string => momentText(nanoseconds, 1_000_000_000n, true),
}

/** The integer of a decimal: stored as such, or in bytes, big-endian, in two's complement. */
function unscaled(value: unknown): bigint {
  if (!(value instanceof Uint8Array)) return BigInt(value as number | bigint)
  const hex = Buffer.from(value).toString('hex')
  return hex === '' ? 0n : BigInt.asIntN(value.length * 8, BigInt(`0x${hex}`))
}

function decimalText(integer: bigint, scale: number): string {
  const sign = integer < 0n ? '-' : ''
  const digits = String(integer < 0n ? -integer : integer).padStart(scale + 1, '0')
  return scale === 0 ? sign + digits : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`
}

function momentText(count: bigint, perSecond: bigint, isUtc: boolean): string {
  const part = ((count % perSecond) + perSecond) % perSecond
  const date = new Date(Number((count - part) / perSecond) * 1000)
  if (Number.isNaN(date.getTime())) return String(count)
  const digits = String(perSecond + part)
    .slice(1)
    .replace(/0+$/, '')
  return `${date.toISOString().slice(0, -5)}${digits && `.${digits}`}${isUtc ? 'Z' : ''}`
}

/** Bytes that some writers leave without the mark that they are text. */
const textOrBytes = (bytes: Uint8Array): string | Uint8Array =>
  isUtf8(bytes) ? Buffer.from(bytes).toString('utf8') : bytes
