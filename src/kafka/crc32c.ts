/** Eight tables of 256: table k holds the checksums of a byte that k zero bytes follow. */
const tables = makeTables()

function makeTables(): Int32Array {
  const t = new Int32Array(8 * 256)
  for (let n = 0; n < 256; n++) {
    let c = n
    for (let k = 0; k < 8; k++) c = c & 1 ? (c >>> 1) ^ 0x82f63b78 : c >>> 1
    t[n] = c
  }
  for (let n = 256; n < t.length; n++) t[n] = (t[n - 256] >>> 8) ^ t[t[n - 256] & 255]
  return t
}

/**
 * CRC-32C (Castagnoli, RFC 3720 B.4) of `bytes` from `start` (included) to `end` (excluded), unsigned. Eight bytes a
 * step ("slicing by 8"), because every fetched byte goes through it.
 */
export function crc32c(bytes: Uint8Array, start = 0, end = bytes.length): number {
  const t = tables
  let c = -1
  let i = start
  for (; i + 8 <= end; i += 8) {
    const low = c ^ (bytes[i] | (bytes[i + 1] << 8) | (bytes[i + 2] << 16) | (bytes[i + 3] << 24))
    c =
      t[1792 + (low & 255)] ^
      t[1536 + ((low >>> 8) & 255)] ^
      t[1280 + ((low >>> 16) & 255)] ^
      t[1024 + (low >>> 24)] ^
      t[768 + bytes[i + 4]] ^
      t[512 + bytes[i + 5]] ^
      t[256 + bytes[i + 6]] ^
      t[bytes[i + 7]]
  }
  for (; i < end; i++) c = t[(c ^ bytes[i]) & 255] ^ (c >>> 8)
  return ~c >>> 0
}
