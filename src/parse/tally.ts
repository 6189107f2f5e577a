import { type KafkaRecord } from '../record'
import { type Funnel, type Parsed, type Reject, type Repair } from './outcome'
import { checkShare } from './share'

/** What an outcome says of all its messages, without the rows: as much as there is to show. */
export type Overview = Omit<Parsed<object>, 'rows' | 'origins'>

/** Rejects that are kept of each reason. */
const KEPT = 3

/** Adds the outcomes of many batches up, in constant memory: of the rejects the first of each reason are kept. */
export class Tally {
  #rows = 0
  #funnel: Funnel = { read: 0, parsed: 0, rejected: 0, tombstones: 0, empty: 0 }
  readonly #formats = new Map<string, number>()
  readonly #rejectCounts = new Map<string, number>()
  readonly #rejects: Reject[] = []
  readonly #repairs = new Map<string, Repair>()

  add({ rows, funnel, formats, rejects, rejectCounts, repairs }: Parsed<object>): void {
    this.#rows += rows.length
    const sum = this.#funnel
    this.#funnel = {
      read: sum.read + funnel.read,
      parsed: sum.parsed + funnel.parsed,
      rejected: sum.rejected + funnel.rejected,
      tombstones: sum.tombstones + funnel.tombstones,
      empty: sum.empty + funnel.empty,
    }
    for (const [format, n] of formats) addTo(this.#formats, format, n)
    for (const reject of rejects)
      if (this.#rejects.filter((kept) => kept.code === reject.code).length < KEPT)
        this.#rejects.push({ ...reject, record: copied(reject.record) })
    for (const [code, n] of rejectCounts) addTo(this.#rejectCounts, code, n)
    for (const repair of repairs) {
      const key = `${repair.column}\0${repair.kind}`
      const before = this.#repairs.get(key)
      this.#repairs.set(key, before ? { ...before, count: before.count + repair.count } : repair)
    }
  }

  /** Throws REJECT_SHARE_EXCEEDED where more than the share `most` of what could be rows were rejects. */
  checkShare(most: number | undefined): void {
    checkShare(this.#rejectCounts, this.#rows, most)
  }

  overview({ schema, provenance }: Pick<Overview, 'schema' | 'provenance'>): Overview {
    const columns = Object.keys(schema.fields)
    return {
      kind: 'parsed',
      schema,
      rejects: this.#rejects,
      rejectCounts: this.#rejectCounts,
      funnel: this.#funnel,
      formats: this.#formats,
      repairs: columns.flatMap((column) => [...this.#repairs.values()].filter((r) => r.column === column)),
      provenance,
    }
  }
}

function addTo(counts: Map<string, number>, name: string, n: number): void {
  counts.set(name, (counts.get(name) ?? 0) + n)
}

/** A view of the bytes would keep the whole batch in memory. */
function copied(record: KafkaRecord): KafkaRecord {
  const copy = (bytes: Buffer | null): Buffer | null => bytes && Buffer.from(bytes)
  const headers = record.headers.map(([name, value]) => [name, copy(value)] as const)
  return { ...record, key: copy(record.key), value: copy(record.value), headers }
}
