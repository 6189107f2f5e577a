const FRAME_MAGIC = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00])
/** The magic, a version and the oldest version that can read it, 4 bytes each. */
const FRAME_HEADER = 16

/**
 * Snappy as Kafka's producers write it: raw, or in the frames of snappy-java ("xerial": a header, then blocks with a
 * 32-bit length), which are told apart by the magic bytes.
 */
export function unframeSnappy(bytes: Buffer, uncompress: (block: Buffer) => Buffer): Buffer {
  if (!bytes.subarray(0, FRAME_MAGIC.length).equals(FRAME_MAGIC)) return uncompress(bytes)
  const blocks: Buffer[] = []
  for (let at = FRAME_HEADER; at < bytes.length;) {
    const length = bytes.readInt32BE(at)
    at += 4
    if (length < 0 || at + length > bytes.length) throw new RangeError('a block is cut short')
    blocks.push(uncompress(bytes.subarray(at, at + length)))
    at += length
  }
  return Buffer.concat(blocks)
}
