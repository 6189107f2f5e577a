/**
 * Arithmetic on unevaluated sums of two doubles, some 32 digits: what one addition or product loses is kept. Knuth, The
 * Art of Computer Programming 2, 4.2.2, theorem B (sum); Dekker, "A floating-point technique for extending the available
 * precision", Numerische Mathematik 18 (1971) 224–242 (product).
 */
export interface Pair {
  readonly high: number
  readonly low: number
}

/** 2^27 + 1 cuts a double into two halves of 26 bits. */
export const SPLITTER = 134217729

/** `a + b`, exactly. */
export function sumOf(a: number, b: number): Pair {
  const high = a + b
  const part = high - a
  return { high, low: a - (high - part) + (b - part) }
}

/** `a · b`, exactly. */
export function productOf(a: number, b: number): Pair {
  const high = a * b
  const a1 = a * SPLITTER - (a * SPLITTER - a)
  const a2 = a - a1
  const b1 = b * SPLITTER - (b * SPLITTER - b)
  const b2 = b - b1
  return { high, low: a2 * b2 - (high - a1 * b1 - a2 * b1 - a1 * b2) }
}

export function plus(a: Pair, b: Pair): Pair {
  const { high, low } = sumOf(a.high, b.high)
  return sumOf(high, low + a.low + b.low)
}

export const minus = (a: Pair, b: Pair): Pair => plus(a, { high: -b.high, low: -b.low })

export function times(a: Pair, b: Pair): Pair {
  const { high, low } = productOf(a.high, b.high)
  return sumOf(high, low + (a.high * b.low + a.low * b.high))
}

/** Divided by a whole number. */
export function over(a: Pair, n: number): Pair {
  const high = a.high / n
  const back = productOf(high, n)
  return sumOf(high, (a.high - back.high - back.low + a.low) / n)
}

export const pair = (value: number): Pair => ({ high: value, low: 0 })
