interface TypedArray<T> {
  readonly length: number
  set(values: T): void
}

/** The same values in an array of at least `size` places, twice as many as before; new places are 0. */
export function grown<T extends TypedArray<T>>(array: T, size: number): T {
  if (array.length >= size) return array
  const Kind = array.constructor as new (length: number) => T
  const larger = new Kind(Math.max(size, array.length * 2, 16))
  larger.set(array)
  return larger
}
