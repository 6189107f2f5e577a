import { crc32 } from 'node:zlib'

/**
 * The layout of a .kcap file (docs/capture.md): a signature, frames, an end. Integers are big-endian, as in Kafka.
 *
 *     signature   8 bytes   89 4B 43 41 50 0D 0A + version
 *     frame       1 byte    type: O, C or M
 *                 4 bytes   length of the header
 *                 4 bytes   length of the body
 *                 …         header: JSON in UTF-8
 *                 …         body: bytes
 *                 4 bytes   CRC-32 of all of the frame before it
 *     end         8 bytes   where frame M begins
 *                 32 bytes  SHA-256 of everything before the end
 *                 8 bytes   4B 43 41 50 45 4E 44 0A ("KCAPEND\n")
 *
 * The signature begins with a byte that is no text and holds a line end, so that a transfer as text shows at once.
 */
export const SIGNATURE = Buffer.from([0x89, 0x4b, 0x43, 0x41, 0x50, 0x0d, 0x0a])

export const SIGNATURE_LENGTH = SIGNATURE.length + 1

const END = Buffer.from('KCAPEND\n', 'latin1')
export const END_LENGTH = 8 + 32 + END.length

/** Bytes of a frame before its header, and after its body. */
const PREFIX_LENGTH = 9
const CRC_LENGTH = 4

/** O opens the file, C is a chunk of record batches, M is the manifest. */
export type FrameType = 'O' | 'C' | 'M'

export interface Frame {
  readonly type: FrameType
  readonly header: unknown
  readonly body: Buffer
  /** Bytes that the whole frame takes. */
  readonly length: number
}

/** A frame as the pieces to write; `header` is JSON, the body is not copied. */
export function framePieces(type: FrameType, header: string, body: Buffer = Buffer.alloc(0)): Buffer[] {
  const json = Buffer.from(header)
  const head = Buffer.allocUnsafe(PREFIX_LENGTH + json.length)
  head[0] = type.charCodeAt(0)
  head.writeUInt32BE(json.length, 1)
  head.writeUInt32BE(body.length, 5)
  json.copy(head, PREFIX_LENGTH)
  const crc = Buffer.allocUnsafe(CRC_LENGTH)
  crc.writeUInt32BE(crc32(body, crc32(head)))
  return [head, body, crc]
}

/** The end of a file whose frame M begins at `manifestAt`. */
export function endPiece(manifestAt: number, sha256: Buffer): Buffer {
  const at = Buffer.allocUnsafe(8)
  at.writeBigUInt64BE(BigInt(manifestAt))
  return Buffer.concat([at, sha256, END])
}

/** Something to read bytes from, in order: fewer than asked for only where it ends. */
export interface ByteReader {
  /** Bytes that are left. */
  readonly left: number
  read(length: number): Promise<Buffer>
}

/** Why a frame could not be read: the file ends within it, or its bytes are wrong. */
export type FrameFault = 'cut' | 'damaged'

/** The next frame, or why there is none. */
export async function readFrame(reader: ByteReader): Promise<Frame | FrameFault> {
  if (reader.left < PREFIX_LENGTH + CRC_LENGTH) return 'cut'
  const prefix = await reader.read(PREFIX_LENGTH)
  const type = String.fromCharCode(prefix[0] ?? 0)
  if (type !== 'O' && type !== 'C' && type !== 'M') return 'damaged'
  const headerLength = prefix.readUInt32BE(1)
  const length = headerLength + prefix.readUInt32BE(5)
  // Looked at before anything is allocated: a wrong length may name gigabytes.
  if (length + CRC_LENGTH > reader.left) return 'cut'
  const content = await reader.read(length)
  const crc = await reader.read(CRC_LENGTH)
  if (content.length < length || crc.length < CRC_LENGTH) return 'cut'
  if (crc32(content, crc32(prefix)) !== crc.readUInt32BE()) return 'damaged'
  const header = jsonOf(content.subarray(0, headerLength))
  if (header === undefined) return 'damaged'
  return { type, header, body: content.subarray(headerLength), length: PREFIX_LENGTH + length + CRC_LENGTH }
}

function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return undefined
  }
}

/** The end as it is found in the last bytes of a file; null where the file has none. */
export function parseEnd(tail: Buffer): { manifestAt: number; sha256: Buffer } | null {
  if (tail.length < END_LENGTH || !tail.subarray(-END.length).equals(END)) return null
  const at = tail.length - END_LENGTH
  return {
    manifestAt: Number(tail.readBigUInt64BE(at)),
    sha256: tail.subarray(at + 8, at + 40),
  }
}
