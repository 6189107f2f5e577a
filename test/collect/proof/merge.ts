const OF_A_KIND = 5

/** What is not as it must be, in words; of each kind the first ones, and how many there are. */
export class Faults {
  readonly list: string[] = []
  readonly #counts = new Map<string, number>()

  add(kind: string, what: string): void {
    const n = (this.#counts.get(kind) ?? 0) + 1
    this.#counts.set(kind, n)
    if (n <= OF_A_KIND) this.list.push(`${kind}: ${what}`)
  }

  count(kind: string): number {
    return this.#counts.get(kind) ?? 0
  }
}

/** A row or a reject as the database has it: where it is, and what. */
export type Stored = [partition: number, offset: number, row: number | null, ...what: unknown[]]

/** Goes through what must be there and what is there side by side. */
export class Merge {
  readonly #faults: Faults
  readonly #kind: string
  readonly #stored: Iterator<Stored>
  #next: Stored | undefined
  #matched = 0

  constructor(faults: Faults, kind: string, stored: Iterator<Stored>) {
    this.#faults = faults
    this.#kind = kind
    this.#stored = stored
    this.#advance()
  }

  expect(expected: Stored, isOptional = false): void {
    while (this.#next && isBefore(this.#next, expected)) this.#surplus()
    const found = this.#next
    if (!found || isBefore(expected, found)) {
      if (!isOptional) this.#faults.add(`${this.#kind} lost`, JSON.stringify(expected))
      return
    }
    if (found.some((value, i) => value !== expected[i]))
      this.#faults.add(
        `${this.#kind} differs`,
        `${JSON.stringify(found)} instead of ${JSON.stringify(expected)}`,
      )
    this.#matched++
    this.#advance()
  }

  /** What is left is too much; returns how many were as expected. */
  end(): number {
    while (this.#next) this.#surplus()
    return this.#matched
  }

  #surplus(): void {
    this.#faults.add(`${this.#kind} too much`, JSON.stringify(this.#next))
    this.#advance()
  }

  #advance(): void {
    const next = this.#stored.next()
    this.#next = next.done ? undefined : next.value
  }
}

const isBefore = (a: Stored, b: Stored): boolean =>
  a[1] < b[1] || (a[1] === b[1] && a[2] !== null && b[2] !== null && a[2] < b[2])
