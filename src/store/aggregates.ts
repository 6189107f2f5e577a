import { carnetError } from '../errors'
import { cells, doubles, Moments, Values } from '../engine/local'
import { isSafe } from '../query'
import { type Database } from './driver'

/** Values are handed on so many at a time. */
const BLOCK = 1024

/** All values of one group of a query are of one group here. */
const GROUP = new Uint32Array(BLOCK)

type Kept = Moments | Values

const OPTIONS = { safeIntegers: true, deterministic: true } as const

/** The values of one group of a query, in an accumulator of questions: so the figures are theirs, to the last bit. */
class Gathering<A extends Kept> {
  readonly #block = new Float64Array(BLOCK)
  #filled = 0
  /** The part of a quantile. */
  part: number | null = null

  constructor(
    private readonly name: string,
    private readonly accumulator: A,
  ) {}

  /** Throws SQLITE_AGGREGATE_TYPE for what is no number; NULL is left out. */
  add(value: unknown): void {
    if (value === null) return
    if (typeof value === 'bigint' && !isSafe(value)) {
      this.accumulator.add(cells('integer', [value]), GROUP.subarray(0, 1), 1)
      return
    }
    if (typeof value !== 'number' && typeof value !== 'bigint')
      throw carnetError('SQLITE_AGGREGATE_TYPE', {
        name: this.name,
        value: typeof value === 'string' ? value : null,
      })
    this.#block[this.#filled++] = Number(value)
    if (this.#filled === BLOCK) this.#hand()
  }

  result(): A {
    this.#hand()
    return this.accumulator
  }

  #hand(): void {
    if (this.#filled === 0) return
    const values = this.#block.subarray(0, this.#filled)
    this.accumulator.add(doubles('number', values), GROUP.subarray(0, this.#filled), 1)
    this.#filled = 0
  }
}

/**
 * Makes `sd`, `sd_pop`, `variance`, `variance_pop`, `median` and `quantile(x, p)` known to a connection, by the rules of
 * docs/questions.md: NULL is left out, deviations of one value and figures of none are NULL, quantiles are linear.
 */
export function addAggregates(db: Database): void {
  addMoments(db, 'variance', (m) => m.variance(0, 1))
  addMoments(db, 'variance_pop', (m) => m.variance(0, 0))
  addMoments(db, 'sd', (m) => root(m.variance(0, 1)))
  addMoments(db, 'sd_pop', (m) => root(m.variance(0, 0)))
  addOne(
    db,
    'median',
    () => new Values(),
    (values) => values.quantile(0, 0.5),
  )
  db.aggregate('quantile', {
    start: () => new Gathering('quantile', new Values()),
    step: addForQuantile as (gathered: Gathering<Values>) => void,
    result: (gathered) => gathered.result().quantile(0, gathered.part ?? 0),
    ...OPTIONS,
  })
}

function addMoments(db: Database, name: string, read: (moments: Moments) => number | null): void {
  addOne(db, name, () => new Moments(), read)
}

function addOne<A extends Kept>(
  db: Database,
  name: string,
  make: () => A,
  read: (kept: A) => number | null,
): void {
  db.aggregate(name, {
    start: () => new Gathering(name, make()),
    step: (gathered, value: unknown) => {
      gathered.add(value)
    },
    result: (gathered) => read(gathered.result()),
    ...OPTIONS,
  })
}

function addForQuantile(gathered: Gathering<Values>, value: unknown, part: unknown): void {
  gathered.part ??= partOf(part)
  gathered.add(value)
}

/** Throws QUANTILE_RANGE. */
function partOf(part: unknown): number {
  const p = typeof part === 'number' || typeof part === 'bigint' ? Number(part) : NaN
  if (!(p >= 0 && p <= 1)) throw carnetError('QUANTILE_RANGE', { p: String(part) })
  return p
}

const root = (variance: number | null): number | null => (variance === null ? null : Math.sqrt(variance))
