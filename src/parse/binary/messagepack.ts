import { MOST_LEVELS } from '../limits'
import { BinaryFault, Cursor } from './cursor'

/** One value that is the whole of the bytes. A map that is the value itself must have names that are text. */
export function readMessagePack(bytes: Buffer): unknown {
  const cursor = new Cursor(bytes)
  const value = read(cursor, 0)
  if (cursor.left > 0) throw new BinaryFault('something follows the value')
  return value
}

/** One value (https://github.com/msgpack/msgpack/blob/master/spec.md). */
function read(c: Cursor, depth: number): unknown {
  if (depth > MOST_LEVELS) throw new BinaryFault(`it nests deeper than ${MOST_LEVELS} levels`)
  const first = c.uint8()
  if (first < 0x80) return first
  if (first < 0x90) return map(c, first & 0x0f, depth)
  if (first < 0xa0) return array(c, first & 0x0f, depth)
  if (first < 0xc0) return c.text(first & 0x1f)
  if (first >= 0xe0) return first - 0x100
  switch (first) {
    case 0xc0:
      return null
    case 0xc2:
      return false
    case 0xc3:
      return true
    case 0xc4:
      return c.buffer(c.uint8())
    case 0xc5:
      return c.buffer(c.uint16())
    case 0xc6:
      return c.buffer(c.uint32())
    case 0xc7:
      return extension(c, c.uint8())
    case 0xc8:
      return extension(c, c.uint16())
    case 0xc9:
      return extension(c, c.uint32())
    case 0xca:
      return c.float()
    case 0xcb:
      return c.double()
    case 0xcc:
      return c.uint8()
    case 0xcd:
      return c.uint16()
    case 0xce:
      return c.uint32()
    case 0xcf:
      return c.uint64()
    case 0xd0:
      return c.int8()
    case 0xd1:
      return c.int16()
    case 0xd2:
      return c.int32()
    case 0xd3:
      return c.int64()
    case 0xd4:
    case 0xd5:
    case 0xd6:
    case 0xd7:
    case 0xd8:
      return extension(c, 1 << (first - 0xd4))
    case 0xd9:
      return c.text(c.uint8())
    case 0xda:
      return c.text(c.uint16())
    case 0xdb:
      return c.text(c.uint32())
    case 0xdc:
      return array(c, c.uint16(), depth)
    case 0xdd:
      return array(c, c.uint32(), depth)
    case 0xde:
      return map(c, c.uint16(), depth)
    case 0xdf:
      return map(c, c.uint32(), depth)
    default:
      throw new BinaryFault('it has a byte that is no type')
  }
}

// A count may be larger than the message: values are read, each of a byte at least, until the bytes end.

function map(c: Cursor, count: number, depth: number): Record<string, unknown> {
  const fields = Object.create(null) as Record<string, unknown>
  for (let i = 0; i < count; i++) {
    const name = read(c, depth + 1)
    if (typeof name !== 'string' && (depth === 0 || typeof name !== 'number'))
      throw new BinaryFault('a name in it is no text')
    fields[name] = read(c, depth + 1)
  }
  return fields
}

function array(c: Cursor, count: number, depth: number): unknown[] {
  const values: unknown[] = []
  for (let i = 0; i < count; i++) values.push(read(c, depth + 1))
  return values
}

const TIMESTAMP = -1

/** A moment (extension type -1) as a Date; other extensions as bytes. */
function extension(c: Cursor, length: number): Date | Buffer {
  const type = c.int8()
  const start = c.take(length)
  const data = new Cursor(c.bytes.subarray(start, start + length))
  if (type === TIMESTAMP && length === 4) return new Date(data.uint32() * 1000)
  if (type === TIMESTAMP && length === 8) {
    const both = data.bytes.readBigUInt64BE(0)
    return moment(Number(both & 0x3ffffffffn), Number(both >> 34n))
  }
  if (type === TIMESTAMP && length === 12) {
    const nanoseconds = data.uint32()
    return moment(Number(data.int64()), nanoseconds)
  }
  return data.bytes
}

const moment = (seconds: number, nanoseconds: number): Date =>
  new Date(seconds * 1000 + Math.floor(nanoseconds / 1e6))
