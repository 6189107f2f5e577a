import { FALSE, OPEN, TRUE, truths, type Truths, type Vector } from '../vector'

/** Kleene's logic of three values: what is open stays open, unless the other side decides. */
export const logic = {
  and: (given: readonly Vector[]): Truths =>
    given.map(bits).reduce((a, b) => truths(both(a.values, b.values, FALSE))),
  or: (given: readonly Vector[]): Truths =>
    given.map(bits).reduce((a, b) => truths(both(a.values, b.values, TRUE))),
  not: ([given]: readonly Vector[]): Truths => negated(bits(given)),
}

export function negated({ values }: Truths): Truths {
  const found = new Uint8Array(values.length)
  for (let i = 0; i < found.length; i++) found[i] = values[i] === OPEN ? OPEN : 1 - values[i]
  return truths(found)
}

/** `decides` is the value that decides alone: false for and, true for or. */
function both(a: Uint8Array, b: Uint8Array, decides: number): Uint8Array {
  const found = new Uint8Array(a.length)
  for (let i = 0; i < found.length; i++)
    found[i] =
      a[i] === decides || b[i] === decides ? decides : a[i] === OPEN || b[i] === OPEN ? OPEN : 1 - decides
  return found
}

/** A column without any value may be of another form: every value of it is open. */
const bits = (vector: Vector): Truths =>
  vector.form === 'truths' ? vector : truths(new Uint8Array(vector.values.length).fill(OPEN))
