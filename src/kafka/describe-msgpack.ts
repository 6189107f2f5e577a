/**
 * Whether bytes are one MessagePack map or array, whole and with nothing behind it
 * (https://github.com/msgpack/msgpack/blob/master/spec.md). Other values are not told from any bytes.
 */
export function isMsgpack(bytes: Buffer): boolean {
  const first = bytes[0] ?? 0
  const holds = (first >= 0x80 && first <= 0x9f) || (first >= 0xdc && first <= 0xdf)
  return holds && endOfValue(bytes) === bytes.length
}

/** Bytes of the values of one length, by the first byte: false, true, numbers, and extensions of a fixed length. */
const FIXED: Readonly<Record<number, number>> = {
  0xc0: 0,
  0xc2: 0,
  0xc3: 0,
  0xca: 4,
  0xcb: 8,
  0xcc: 1,
  0xcd: 2,
  0xce: 4,
  0xcf: 8,
  0xd0: 1,
  0xd1: 2,
  0xd2: 4,
  0xd3: 8,
  0xd4: 2,
  0xd5: 3,
  0xd6: 5,
  0xd7: 9,
  0xd8: 17,
}
/** Bytes of the length, and bytes between it and the content, of binaries, extensions and texts. */
const COUNTED: Readonly<Record<number, readonly [length: number, more: number]>> = {
  0xc4: [1, 0],
  0xc5: [2, 0],
  0xc6: [4, 0],
  0xc7: [1, 1],
  0xc8: [2, 1],
  0xc9: [4, 1],
  0xd9: [1, 0],
  0xda: [2, 0],
  0xdb: [4, 0],
}
/** Bytes of the length, and values per element, of arrays and maps. */
const NESTED: Readonly<Record<number, readonly [length: number, values: number]>> = {
  0xdc: [2, 1],
  0xdd: [4, 1],
  0xde: [2, 2],
  0xdf: [4, 2],
}

/** Where the first value ends; -1 where it is no whole value. */
function endOfValue(bytes: Buffer): number {
  let at = 0
  // A loop rather than recursion: bytes that nest deeply are no reason to fail.
  for (let left = 1; left > 0; left--) {
    if (at >= bytes.length) return -1
    const type = bytes[at++]
    const fixed = type < 0x80 || type >= 0xe0 ? 0 : FIXED[type]
    if (fixed !== undefined) at += fixed
    else if (type < 0x90) left += 2 * (type & 15)
    else if (type < 0xa0) left += type & 15
    else if (type < 0xc0) at += type & 31
    else {
      const [size, times] = COUNTED[type] ?? NESTED[type] ?? [0, 0]
      if (size === 0 || at + size > bytes.length) return -1
      const length = bytes.readUIntBE(at, size)
      at += size
      if (type in NESTED) left += length * times
      else at += length + times
    }
  }
  return at
}
