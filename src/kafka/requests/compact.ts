import { type ByteReader, type ByteWriter } from '../bytes'

// The flexible versions of Kafka's requests (KIP-482): lengths are varints of length + 1, and every structure ends in
// tagged fields. kafkajs writes the header of a request as it was before: its tagged fields open our part, `noTags`,
// and those of the header of the answer are the first thing to skip.

/** An unsigned integer of up to 32 bits in groups of 7. */
export function readUvarint(r: ByteReader): number {
  let value = 0
  for (let shift = 0; shift < 35; shift += 7) {
    const byte = r.int8() & 0xff
    value += (byte & 127) * 2 ** shift
    if (byte < 128) return value
  }
  throw new RangeError('a number of the response does not end')
}

export function readCompactText(r: ByteReader): string | null {
  const length = readUvarint(r) - 1
  return length < 0 ? null : r.take(length).toString('utf8')
}

/** A null array counts as an empty one. */
export function readCompactArray<T>(r: ByteReader, one: () => T): T[] {
  const list: T[] = []
  for (let n = readUvarint(r) - 1; n > 0; n--) list.push(one())
  return list
}

export function skipTags(r: ByteReader): void {
  for (let n = readUvarint(r); n > 0; n--) {
    readUvarint(r) // tag
    r.take(readUvarint(r))
  }
}

export function writeUvarint(out: ByteWriter, value: number): void {
  let rest = value
  for (; rest > 127; rest = Math.floor(rest / 128)) out.int8((((rest % 128) + 128) << 24) >> 24)
  out.int8(rest)
}

export function writeCompactText(out: ByteWriter, text: string): void {
  const bytes = Buffer.from(text)
  writeUvarint(out, bytes.length + 1)
  out.raw(bytes)
}

export function writeCompactArray<T>(out: ByteWriter, list: readonly T[], one: (item: T) => void): void {
  writeUvarint(out, list.length + 1)
  list.forEach(one)
}

export function noTags(out: ByteWriter): void {
  out.int8(0)
}
