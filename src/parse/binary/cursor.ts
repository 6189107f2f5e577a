/** What is wrong with bytes that were to be of a format, in words that follow "but". */
export class BinaryFault extends Error {}

/** Reads bytes from the front. Each read that goes beyond the end throws a BinaryFault. */
export class Cursor {
  position = 0

  constructor(readonly bytes: Buffer) {}

  get left(): number {
    return this.bytes.length - this.position
  }

  /** Goes on by so many bytes, and returns where they began. */
  take(length: number): number {
    const at = this.position
    if (!(length >= 0 && length <= this.bytes.length - at)) throw new BinaryFault('it ends within a value')
    this.position = at + length
    return at
  }

  uint8(): number {
    return this.bytes.readUInt8(this.take(1))
  }
  uint16(): number {
    return this.bytes.readUInt16BE(this.take(2))
  }
  uint32(): number {
    return this.bytes.readUInt32BE(this.take(4))
  }
  /** A bigint only beyond 2^53. */
  uint64(): number | bigint {
    return exact(this.bytes.readBigUInt64BE(this.take(8)))
  }
  int8(): number {
    return this.bytes.readInt8(this.take(1))
  }
  int16(): number {
    return this.bytes.readInt16BE(this.take(2))
  }
  int32(): number {
    return this.bytes.readInt32BE(this.take(4))
  }
  int64(): number | bigint {
    return exact(this.bytes.readBigInt64BE(this.take(8)))
  }
  float(): number {
    return shortest(this.bytes.readFloatBE(this.take(4)))
  }
  double(): number {
    return this.bytes.readDoubleBE(this.take(8))
  }
  buffer(length: number): Buffer {
    const at = this.take(length)
    return this.bytes.subarray(at, at + length)
  }
  text(length: number): string {
    const at = this.take(length)
    return this.bytes.toString('utf8', at, at + length)
  }
}

/** A whole number as a number where that holds it, else as a bigint. */
export const exact = (n: bigint): number | bigint =>
  n >= Number.MIN_SAFE_INTEGER && n <= Number.MAX_SAFE_INTEGER ? Number(n) : n

/**
 * A 32-bit float as the double that is written with the fewest digits and is the same float: 14.3, and not
 * 14.300000190734863.
 */
export function shortest(float: number): number {
  if (!Number.isFinite(float)) return float
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(float.toPrecision(digits))
    if (Math.fround(short) === float) return short
  }
  return float
}
