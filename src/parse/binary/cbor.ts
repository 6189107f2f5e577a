import { MOST_LEVELS } from '../limits'
import { WrittenNumber } from '../values/value'
import { BinaryFault, Cursor, exact } from './cursor'

/** One value that is the whole of the bytes (RFC 8949). */
export function readCbor(bytes: Buffer): unknown {
  const cursor = new Cursor(bytes)
  const value = read(cursor, 0)
  if (value === BREAK) throw new BinaryFault('an end stands where a value is expected')
  if (cursor.left > 0) throw new BinaryFault('something follows the value')
  return value
}

const BREAK = Symbol('break')
const UNTIL_BREAK = -1

function read(c: Cursor, depth: number): unknown {
  if (depth > MOST_LEVELS) throw new BinaryFault(`it nests deeper than ${MOST_LEVELS} levels`)
  const first = c.uint8()
  const low = first & 0x1f
  switch (first >> 5) {
    case 0:
      return argument(c, low)
    case 1:
      return negative(argument(c, low))
    case 2:
      return Buffer.concat(pieces(c, low, 2))
    case 3:
      return Buffer.concat(pieces(c, low, 3)).toString('utf8')
    case 4:
      return array(c, count(c, low), depth)
    case 5:
      return map(c, count(c, low), depth)
    case 6:
      return tagged(Number(argument(c, low)), read(c, depth + 1))
    default:
      return simple(c, low)
  }
}

/** The number that a type has after it. */
function argument(c: Cursor, low: number): number | bigint {
  if (low < 24) return low
  if (low === 24) return c.uint8()
  if (low === 25) return c.uint16()
  if (low === 26) return c.uint32()
  if (low === 27) return c.uint64()
  throw new BinaryFault('it has a length that there is not')
}

const negative = (n: number | bigint): number | bigint => exact(-1n - BigInt(n))

const count = (c: Cursor, low: number): number => (low === 31 ? UNTIL_BREAK : Number(argument(c, low)))

/** The pieces of bytes or of text: one, or as many as come before the end. */
function pieces(c: Cursor, low: number, type: number): Buffer[] {
  if (low !== 31) return [c.buffer(Number(argument(c, low)))]
  const found: Buffer[] = []
  for (;;) {
    const first = c.uint8()
    if (first === 0xff) return found
    if (first >> 5 !== type || (first & 0x1f) === 31)
      throw new BinaryFault('a piece of it is of another type')
    found.push(c.buffer(Number(argument(c, first & 0x1f))))
  }
}

function array(c: Cursor, length: number, depth: number): unknown[] {
  const values: unknown[] = []
  for (let i = 0; i !== length; i++) {
    const value = read(c, depth + 1)
    if (value === BREAK) {
      if (length !== UNTIL_BREAK) throw new BinaryFault('an end stands where a value is expected')
      break
    }
    values.push(value)
  }
  return values
}

function map(c: Cursor, length: number, depth: number): Record<string, unknown> {
  const fields = Object.create(null) as Record<string, unknown>
  for (let i = 0; i !== length; i++) {
    const name = read(c, depth + 1)
    if (name === BREAK && length === UNTIL_BREAK) break
    const value = name === BREAK ? BREAK : read(c, depth + 1)
    if (value === BREAK) throw new BinaryFault('an end stands where a value is expected')
    if (typeof name !== 'string' && typeof name !== 'number')
      throw new BinaryFault('a name in it is neither text nor a number')
    fields[name] = value
  }
  return fields
}

/** The tags that say what a value is; of others the value counts. */
function tagged(tag: number, value: unknown): unknown {
  if (value === BREAK) throw new BinaryFault('an end stands where a value is expected')
  if (tag === 1 && typeof value === 'number') return new Date(Math.floor(value * 1000))
  if ((tag === 2 || tag === 3) && value instanceof Uint8Array) {
    if (value.length > LONGEST_NUMBER) throw new BinaryFault('a number in it is too long')
    const n = BigInt(`0x${Buffer.from(value).toString('hex') || '0'}`)
    return tag === 2 ? exact(n) : exact(-1n - n)
  }
  if (tag === 4 && Array.isArray(value) && value.length === 2 && value.every(isWhole))
    return new WrittenNumber(`${String(value[1])}e${String(value[0])}`)
  return value
}

/** Bytes of a number: 1,000 decimal digits. */
const LONGEST_NUMBER = 415

const isWhole = (value: unknown): boolean => typeof value === 'bigint' || Number.isInteger(value)

function simple(c: Cursor, low: number): unknown {
  switch (low) {
    case 20:
      return false
    case 21:
      return true
    case 22:
    case 23:
      return null
    case 25:
      return half(c.uint16())
    case 26:
      return c.float()
    case 27:
      return c.double()
    case 31:
      return BREAK
    default:
      throw new BinaryFault('it has a simple value that means nothing here')
  }
}

/** A float of 16 bits (RFC 8949, appendix D). */
function half(bits: number): number {
  const exponent = (bits >> 10) & 0x1f
  const fraction = bits & 0x3ff
  const size =
    exponent === 0
      ? fraction * 2 ** -24
      : exponent === 31
        ? fraction === 0
          ? Infinity
          : NaN
        : (1 + fraction / 1024) * 2 ** (exponent - 15)
  return bits & 0x8000 ? -size : size
}
