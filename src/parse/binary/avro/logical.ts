import { WrittenNumber } from '../../values/value'
import { type Read } from './read'

const DAY = 86_400_000

/** A reader for what the values of a type mean; a meaning that is not known here leaves them as they are. */
export function logical(name: string, json: Readonly<Record<string, unknown>>, read: Read): Read {
  switch (name) {
    case 'date':
      return (state) => isoDate(Number(read(state)) * DAY)
    case 'timestamp-millis':
      return (state) => new Date(Number(read(state)))
    case 'timestamp-micros':
      return (state) => new Date(Math.floor(Number(read(state)) / 1000))
    case 'timestamp-nanos':
      return (state) => new Date(Math.floor(Number(read(state)) / 1e6))
    case 'local-timestamp-millis':
      return (state) => isoLocal(Number(read(state)))
    case 'local-timestamp-micros':
      return (state) => isoLocal(Math.floor(Number(read(state)) / 1000))
    case 'uuid':
      return (state) => uuidOf(read(state))
    case 'decimal':
      return (state) => decimalOf(read(state), typeof json.scale === 'number' ? json.scale : 0)
    default:
      return read
  }
}

function isoDate(milliseconds: number): string | null {
  const date = new Date(milliseconds)
  return Number.isNaN(date.getTime()) ? null : date.toISOString().slice(0, -14)
}

/** A time of day somewhere: without the zone, which is not known. */
function isoLocal(milliseconds: number): string | null {
  const date = new Date(milliseconds)
  return Number.isNaN(date.getTime()) ? null : date.toISOString().slice(0, -1)
}

const UUID_BYTES = 16

/** Text as it is; bytes in the form of text. */
function uuidOf(value: unknown): unknown {
  if (!(value instanceof Uint8Array) || value.length !== UUID_BYTES) return value
  return Buffer.from(value)
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

/** Bytes of a number: some 1,000 decimal digits. */
const LONGEST_DECIMAL = 415
const GREATEST_SCALE = 1000

/** A big-endian two's complement integer, ten to the power of `scale` too large; anything else as it is. */
export function decimalOf(value: unknown, scale: number): unknown {
  if (!(value instanceof Uint8Array) || value.length > LONGEST_DECIMAL) return value
  if (!(Number.isInteger(scale) && scale >= 0 && scale <= GREATEST_SCALE)) return value
  const unscaled = BigInt.asIntN(value.length * 8, BigInt(`0x${Buffer.from(value).toString('hex') || '0'}`))
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0')
  const point = digits.length - scale
  const fraction = scale > 0 ? `.${digits.slice(point)}` : ''
  return new WrittenNumber(`${unscaled < 0n ? '-' : ''}${digits.slice(0, point)}${fraction}`)
}
