import { createRequire } from 'node:module'
import { gunzipSync } from 'node:zlib'
import type * as Zstd from 'fzstd'
import type * as Lz4 from 'lz4-napi'
import { unframeSnappy } from './snappy'

// Loaded when the first batch of that codec comes: most topics have one, many none.
const load = createRequire(__filename)
const lz4 = (): typeof Lz4 => load('lz4-napi') as typeof Lz4
const zstd = (): typeof Zstd => load('fzstd') as typeof Zstd
const snappy = (): Snappy => load('snappyjs') as Snappy

interface Snappy {
  uncompress(bytes: Buffer): Buffer
}

interface Codec {
  readonly name: string
  readonly decompress: (bytes: Buffer) => Buffer
}

/** By the number in the lowest bits of a batch's attributes. */
const CODECS: readonly (Codec | undefined)[] = [
  undefined,
  { name: 'gzip', decompress: (bytes) => gunzipSync(bytes) },
  { name: 'snappy', decompress: (bytes) => unframeSnappy(bytes, (block) => snappy().uncompress(block)) },
  { name: 'lz4', decompress: (bytes) => lz4().decompressFrameSync(bytes) },
  { name: 'zstd', decompress: (bytes) => asBuffer(zstd().decompress(bytes)) },
]

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** The codec of that number (1 gzip, 2 snappy, 3 lz4, 4 zstd); undefined for a number that is none. */
export const codecOf = (number: number): Codec | undefined => CODECS[number]
