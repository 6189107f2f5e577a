import { BinaryFault, type Cursor, exact, shortest } from '../cursor'
import { type Read } from './read'

/** A zigzag integer of up to 64 bits. */
export function varint(cursor: Cursor): number | bigint {
  let low = 0
  let scale = 1
  for (let i = 0; i < 7; i++) {
    const byte = cursor.uint8()
    low += (byte & 0x7f) * scale
    if (byte < 0x80) return low % 2 === 0 ? low / 2 : -(low + 1) / 2
    scale *= 128
  }
  let z = BigInt(low)
  for (let shift = 49n; shift < 70n; shift += 7n) {
    const byte = cursor.uint8()
    z |= BigInt(byte & 0x7f) << shift
    if (byte < 0x80) return exact(BigInt.asIntN(64, z & 1n ? -(z >> 1n) - 1n : z >> 1n))
  }
  throw new BinaryFault('a number in it does not end')
}

/** A length or an index: never beyond 2^53. */
export function size(cursor: Cursor): number {
  const n = varint(cursor)
  if (typeof n === 'bigint') throw new BinaryFault('it ends within a value')
  return n
}

export const boolean: Read = ({ cursor }) => {
  const byte = cursor.uint8()
  if (byte > 1) throw new BinaryFault('a true or false in it is neither')
  return byte === 1
}

export const int: Read = ({ cursor }) => {
  const n = varint(cursor)
  if (typeof n === 'bigint' || n !== (n | 0)) throw new BinaryFault('an integer in it has more than 32 bits')
  return n
}

export const long: Read = ({ cursor }) => varint(cursor)

export const float: Read = ({ cursor }) => shortest(cursor.bytes.readFloatLE(cursor.take(4)))
export const double: Read = ({ cursor }) => cursor.bytes.readDoubleLE(cursor.take(8))
export const bytes: Read = ({ cursor }) => cursor.buffer(size(cursor))
export const text: Read = ({ cursor }) => cursor.text(size(cursor))
export const fixed =
  (length: number): Read =>
  ({ cursor }) =>
    cursor.buffer(length)
