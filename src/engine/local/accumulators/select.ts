/** So few values are quicker sorted than parted. */
const FEW = 16

/**
 * Puts the values from place `left` to `right` (included) in order as far as place `k` needs it: there stands what would
 * stand there if all were sorted, nothing before it is greater and nothing behind it less. Hoare, "Algorithm 65: Find",
 * CACM 4 (1961) 321–322; where its choices are bad again and again, the rest is sorted.
 */
export function select(values: Float64Array, left: number, right: number, k: number): void {
  for (let tries = 2 * Math.log2(right - left + 2) + 8; left < right; tries--) {
    if (right - left < FEW) {
      insertionSort(values, left, right)
      return
    }
    if (tries < 0) {
      values.subarray(left, right + 1).sort()
      return
    }
    const pivot = middle(values[left], values[(left + right) >> 1], values[right])
    let [i, j] = [left, right]
    while (i <= j) {
      while (values[i] < pivot) i++
      while (values[j] > pivot) j--
      if (i > j) break
      const value = values[i]
      values[i++] = values[j]
      values[j--] = value
    }
    if (k <= j) right = j
    else if (k >= i) left = i
    else return
  }
}

function insertionSort(values: Float64Array, left: number, right: number): void {
  for (let i = left + 1; i <= right; i++) {
    const value = values[i]
    let j = i - 1
    for (; j >= left && values[j] > value; j--) values[j + 1] = values[j]
    values[j + 1] = value
  }
}

const middle = (a: number, b: number, c: number): number =>
  Math.max(Math.min(a, b), Math.min(Math.max(a, b), c))

/** The least of the values from place `start` to `end` (excluded), at least one. */
export function leastOf(values: Float64Array, start: number, end: number): number {
  let least = values[start]
  for (let i = start + 1; i < end; i++) if (values[i] < least) least = values[i]
  return least
}
