/** Bytes that are looked at: the beginning tells. */
const SAMPLE = 64

/** `LE` or `BE` where the bytes are UTF-16: a byte order mark says so, or every second byte is zero, nearly. */
export function utf16Order(bytes: Buffer): 'LE' | 'BE' | null {
  const [a, b] = bytes
  // Of most messages neither of the first two bytes is zero or a mark, and they need no further look.
  if (a !== 0 && b !== 0 && a !== 0xff && a !== 0xfe) return null
  if (a === 0xff && b === 0xfe) return 'LE'
  if (a === 0xfe && b === 0xff) return 'BE'
  const length = Math.min(bytes.length, SAMPLE) & ~1
  if (bytes.length % 2 !== 0 || length < 4) return null
  let even = 0
  let odd = 0
  for (let i = 0; i < length; i += 2) {
    if (bytes[i] === 0) even++
    if (bytes[i + 1] === 0) odd++
  }
  const most = (length / 2) * 0.75
  if (b === 0 && odd >= most && even === 0) return 'LE'
  return a === 0 && even >= most && odd === 0 ? 'BE' : null
}
