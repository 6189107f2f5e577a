/**
 * Mean and variance of doubles by exact arithmetic, rounded once: the oracle of the quick ones. Every double is a whole
 * number of 2^-1074.
 */
export function exactMean(values: readonly number[]): number {
  return ratio(total(values), BigInt(values.length))
}

/** The sum of squares about the mean, divided by `by`. */
export function exactVariance(values: readonly number[], by: number): number {
  const n = BigInt(values.length)
  const sum = total(values)
  // n² times the sum of squares: each distance times n is whole.
  const squares = values.map(whole).reduce((all, v) => all + (n * v - sum) ** 2n, 0n)
  return ratio(squares, n * n * BigInt(by), 2)
}

const UNIT = 1074n
const total = (values: readonly number[]): bigint => values.map(whole).reduce((a, b) => a + b, 0n)

function whole(value: number): bigint {
  const bits = new DataView(new ArrayBuffer(8))
  bits.setFloat64(0, value)
  const all = bits.getBigUint64(0)
  const exponent = (all >> 52n) & 0x7ffn
  const digits = (all & 0xfffffffffffffn) | (exponent === 0n ? 0n : 1n << 52n)
  const size = digits << (exponent === 0n ? 0n : exponent - 1n)
  return value < 0 ? -size : size
}

/** `a / b`, where `a` is in units of 2^-1074 to that power, as the nearest double or the one beside it. */
function ratio(a: bigint, b: bigint, power = 1): number {
  const size = a < 0n ? -a : a
  if (size === 0n) return 0
  // 64 binary digits of the quotient, and the power of two that they are too large by.
  const shift = BigInt(64 + b.toString(2).length - size.toString(2).length)
  const quotient = shift > 0n ? (size << shift) / b : (size >> -shift) / b
  const found = scaled(Number(quotient), -shift - UNIT * BigInt(power))
  return a < 0n ? -found : found
}

/** Times a power of two, in steps that stay in the range of doubles. */
function scaled(value: number, power: bigint): number {
  let found = value
  for (let left = power; left !== 0n;) {
    const step = left > 500n ? 500n : left < -500n ? -500n : left
    found *= 2 ** Number(step)
    left -= step
  }
  return found
}
