import { now } from '../clock'
import { type RetentionRule } from './appending'
import { type Connection } from './connection'
import { STORED_SIZE } from './messages'

/** So many messages at most are removed a call. */
const MOST = 10_000
/** So many messages of a partition are looked at together. */
const PAGE = 500

/** The oldest removable messages of one partition of one source. */
interface Head {
  readonly source: number
  readonly partition: number
  messages: readonly Stored[]
  at: number
}

/** `time` is when it was sent, or stored where nobody said when it was sent. */
type Stored = readonly [offset: bigint, time: number, size: number]

/** Removes old raw messages of a topic, as `Appender.retain` says. */
export class Retention {
  readonly #connection: Connection
  /** Where to look for the next one: all before are gone, or are behind rejects. */
  readonly #from = new Map<string, bigint>()
  /** Bytes of all messages of the topic; NaN where that is not known. */
  #bytes = NaN

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /** So many bytes were added; NaN where that is not known. */
  added(bytes: number): void {
    this.#bytes += bytes
  }

  /** Runs inside a transaction. `sources` are the generations of the topic. */
  apply(sources: readonly number[], { maxAge = Infinity, maxBytes = Infinity }: RetentionRule): number {
    if (maxBytes !== Infinity && Number.isNaN(this.#bytes)) this.#bytes = this.#measure(sources)
    const oldest = now().getTime() - maxAge
    const remove = this.#connection.prepare(
      'DELETE FROM messages WHERE source = ? AND partition = ? AND offset = ?',
    )
    const heads = sources.flatMap((source) => this.#heads(source))
    let removed = 0
    while (removed < MOST) {
      const head = first(heads)
      if (!head) break
      const [offset, time, size] = head.messages[head.at]
      if (!(time < oldest || this.#bytes > maxBytes)) break
      remove.run(head.source, head.partition, offset)
      this.#bytes -= size
      this.#from.set(placeOf(head), offset + 1n)
      removed++
      if (++head.at === head.messages.length) this.#fill(head)
    }
    return removed
  }

  #measure(sources: readonly number[]): number {
    const sum = this.#connection
      .prepare(`SELECT coalesce(sum(${STORED_SIZE}), 0) FROM messages WHERE source = ?`)
      .pluck()
    return sources.reduce((bytes, source) => bytes + Number(sum.get(source)), 0)
  }

  #heads(source: number): Head[] {
    // One seek a partition, instead of going through all messages.
    const next = this.#connection
      .prepare('SELECT min(partition) FROM messages WHERE source = ? AND partition > ?')
      .pluck()
    const heads: Head[] = []
    for (let p = next.get(source, -1); typeof p === 'number'; p = next.get(source, p)) {
      const head = { source, partition: p, messages: [], at: 0 }
      this.#fill(head)
      heads.push(head)
    }
    return heads
  }

  #fill(head: Head): void {
    const { source, partition } = head
    head.at = 0
    head.messages = this.#connection
      .prepare(
        `SELECT offset, coalesce(timestamp, found_at), ${STORED_SIZE} FROM messages AS m
         WHERE source = ? AND partition = ? AND offset >= ? AND NOT EXISTS (SELECT 1 FROM rejects AS r
           WHERE r.source = m.source AND r.partition = m.partition AND r.offset = m.offset)
         ORDER BY offset LIMIT ${PAGE}`,
      )
      .raw()
      .safeIntegers()
      .all(source, partition, this.#from.get(placeOf(head)) ?? -(2n ** 63n))
      .map((row) => {
        const [offset, time, size] = row as [bigint, bigint, bigint]
        return [offset, Number(time), Number(size)] as const
      })
  }
}

/** The head with the oldest message. */
function first(heads: readonly Head[]): Head | undefined {
  let best: Head | undefined
  for (const head of heads) {
    if (head.at >= head.messages.length) continue
    if (!best || head.messages[head.at][1] < best.messages[best.at][1]) best = head
  }
  return best
}

const placeOf = ({ source, partition }: Head): string => `${source}/${partition}`
