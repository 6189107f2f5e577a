/** Reads the primitive types of Kafka's protocol in order (https://kafka.apache.org/protocol#protocol_types). */
export class ByteReader {
  position = 0
  constructor(readonly bytes: Buffer) {}

  int8(): number {
    return this.bytes.readInt8(this.#forward(1))
  }
  int16(): number {
    return this.bytes.readInt16BE(this.#forward(2))
  }
  int32(): number {
    return this.bytes.readInt32BE(this.#forward(4))
  }
  int64(): bigint {
    return this.bytes.readBigInt64BE(this.#forward(8))
  }
  boolean(): boolean {
    return this.int8() !== 0
  }
  nullableText(): string | null {
    const length = this.int16()
    if (length < 0) return null
    const start = this.#forward(length)
    return this.bytes.toString('utf8', start, this.position)
  }
  text(): string {
    return this.nullableText() ?? ''
  }
  /** Bytes with a 32-bit length, as a view; null counts as none. */
  blob(): Buffer {
    return this.take(Math.max(this.int32(), 0))
  }
  /** So many bytes, as a view. */
  take(length: number): Buffer {
    const start = this.#forward(length)
    return this.bytes.subarray(start, this.position)
  }
  /** A null array counts as an empty one. */
  array<T>(one: () => T): T[] {
    const list: T[] = []
    for (let n = this.int32(); n > 0; n--) list.push(one())
    return list
  }

  #forward(count: number): number {
    const start = this.position
    if (start + count > this.bytes.length) throw new RangeError('the response is shorter than it says')
    this.position += count
    return start
  }
}

/** Writes the primitive types of Kafka's protocol and of its records. Grows as needed. */
export class ByteWriter {
  #bytes: Buffer
  length = 0
  constructor(capacity = 256) {
    this.#bytes = Buffer.allocUnsafe(capacity)
  }

  /** What was written, as a view: complete when nothing more is written. */
  get written(): Buffer {
    return this.#bytes.subarray(0, this.length)
  }

  int8(value: number): this {
    const at = this.#room(1)
    this.#bytes.writeInt8(value, at)
    return this
  }
  int16(value: number): this {
    const at = this.#room(2)
    this.#bytes.writeInt16BE(value, at)
    return this
  }
  int32(value: number): this {
    const at = this.#room(4)
    this.#bytes.writeInt32BE(value, at)
    return this
  }
  int64(value: bigint): this {
    const at = this.#room(8)
    this.#bytes.writeBigInt64BE(value, at)
    return this
  }
  text(value: string): this {
    return this.int16(Buffer.byteLength(value)).raw(Buffer.from(value))
  }
  nullText(): this {
    return this.int16(-1)
  }
  raw(value: Uint8Array): this {
    const at = this.#room(value.length)
    this.#bytes.set(value, at)
    return this
  }
  blob(value: Uint8Array): this {
    return this.int32(value.length).raw(value)
  }
  array<T>(list: readonly T[], one: (item: T) => void): this {
    this.int32(list.length)
    list.forEach(one)
    return this
  }
  /** A signed integer of up to 53 bits as zigzag varint. */
  varint(value: number): this {
    if (value >= -0x40000000 && value < 0x40000000) {
      let z = ((value << 1) ^ (value >> 31)) >>> 0
      for (; z > 127; z >>>= 7) this.#byte((z & 127) | 128)
      this.#byte(z)
      return this
    }
    let z = value < 0 ? (-BigInt(value) << 1n) - 1n : BigInt(value) << 1n
    for (; z > 127n; z >>= 7n) this.#byte(Number(z & 127n) | 128)
    this.#byte(Number(z))
    return this
  }
  /** Bytes with a varint length; null is the length -1. */
  varblob(value: Uint8Array | null): this {
    if (value === null) return this.varint(-1)
    return this.varint(value.length).raw(value)
  }
  clear(): void {
    this.length = 0
  }

  #byte(value: number): void {
    const at = this.#room(1)
    this.#bytes[at] = value
  }

  /** Makes room for `count` more bytes; returns where they begin. It may replace `#bytes`: call it before using that. */
  #room(count: number): number {
    const start = this.length
    this.length += count
    if (this.length > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(this.length, this.#bytes.length * 2))
      this.#bytes.copy(larger, 0, 0, start)
      this.#bytes = larger
    }
    return start
  }
}
