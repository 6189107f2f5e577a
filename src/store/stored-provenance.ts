import { type Provenance } from '../provenance'
import { combined } from '../question/label'
import { type OffsetRange } from '../record'
import { type Database } from './driver'
import { quote } from './layout'
import { type SelectedRows } from './selection'
import { type StoredRun } from './stored-runs'

/**
 * Where stored rows come from: what the runs say that stored them, each message once. Null where no run tells.
 *
 * Runs may have read the same offsets. One whose offsets others cover adds nothing; where they overlap in part, those
 * messages are counted that are stored, as rows or rejects. When runs that found nothing new were made is not told, unless
 * there are no others.
 */
export function storedProvenanceOf(db: Database, rows: SelectedRows): Provenance | null {
  const { isPart } = rows
  const brought = rows.runs.filter((run) => spanOf(run) > 0)
  const runs = brought.length > 0 ? brought : rows.runs
  if (runs.length === 0) return null
  if (runs.length === 1 && !isPart) return runs[0].provenance
  const { provenance } = [...runs]
    .reverse()
    .reduce<ReturnType<typeof combined> | null>(
      (all, run) => combined(all, { provenance: run.provenance, filter: null }),
      null,
    ) ?? { provenance: null }
  if (provenance === null) return null
  const topics = topicsOf(db, rows)
  const covered = new Coverage()
  let messages: number | null = isPart ? null : 0
  for (const run of [...runs].sort((a, b) => spanOf(b) - spanOf(a))) {
    const found = run.provenance.ranges
      .map((range) => ({ ...range, source: sourceOf(run, range.topic, topics) }))
      .filter((range) => topics.has(range.source))
      .flatMap((range) => {
        const was = covered.add(range)
        // A range without offsets says nothing about messages.
        return range.to > range.from ? [was] : []
      })
    const isKnown = found.every((f) => f === 'covered')
    if (messages !== null && !isKnown)
      messages = found.every((f) => f === 'new') ? messages + run.provenance.messages : null
  }
  return {
    ...provenance,
    topics: [...new Set(topics.values())],
    ranges: covered.ranges(topics),
    messages: messages ?? storedMessages(db, rows),
  }
}

const spanOf = ({ ranges }: StoredRun): number => ranges.reduce((sum, r) => sum + Number(r.to - r.from), 0)

/** The topics of the sources that rows are selected from, in their order. */
function topicsOf(db: Database, { stretches }: SelectedRows): ReadonlyMap<number, string> {
  const topic = db.prepare('SELECT topic FROM sources WHERE id = ?').pluck()
  return new Map(stretches.map(({ source }) => [source, topic.get(source) as string]))
}

const sourceOf = (run: StoredRun, topic: string, topics: ReadonlyMap<number, string>): number =>
  run.sources.find((id) => topics.get(id) === topic) ?? -1

interface SourceRange extends Omit<OffsetRange, 'topic'> {
  readonly source: number
}

/** Offsets that are covered, by source and partition. */
class Coverage {
  readonly #places = new Map<string, SourceRange[]>()

  /** Adds a range, and says how much of it was there: none of it, all, or some. */
  add(range: SourceRange): 'new' | 'covered' | 'some' {
    const place = `${range.source} ${range.partition}`
    const known = this.#places.get(place) ?? []
    const apart = known.filter((k) => k.to < range.from || k.from > range.to)
    const touching = known.filter((k) => !apart.includes(k))
    const overlapping = touching.filter((k) => k.to > range.from && k.from < range.to)
    const joined = touching.reduce(
      (all, k) => ({
        ...all,
        from: k.from < all.from ? k.from : all.from,
        to: k.to > all.to ? k.to : all.to,
      }),
      range,
    )
    this.#places.set(place, [...apart, joined])
    if (known.some((k) => k.from <= range.from && k.to >= range.to)) return 'covered'
    return overlapping.length === 0 ? 'new' : 'some'
  }

  /** In the order of the sources, then by partition and offset. */
  ranges(topics: ReadonlyMap<number, string>): OffsetRange[] {
    const order = [...topics.keys()]
    return [...this.#places.values()]
      .flat()
      .sort(
        (a, b) =>
          order.indexOf(a.source) - order.indexOf(b.source) ||
          a.partition - b.partition ||
          (a.from < b.from ? -1 : 1),
      )
      .map(({ source, partition, from, to }) => ({ topic: topics.get(source) ?? '', partition, from, to }))
  }
}

function storedMessages(db: Database, { table, stretches }: SelectedRows): number {
  const count = db
    .prepare(
      `SELECT count(*) FROM (
         SELECT DISTINCT partition, offset FROM ${quote(table)} WHERE source = @source
         UNION SELECT partition, offset FROM rejects WHERE schema = @table AND source = @source)`,
    )
    .pluck()
  const sources = [...new Set(stretches.map((s) => s.source))]
  return sources.reduce((sum, source) => sum + (count.get({ table, source }) as number), 0)
}
