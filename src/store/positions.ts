import { type Origin, type Parsed } from '../parse/outcome'
import { type Coordinates } from '../record'
import { isMissing } from '../query'
import { type Database } from './driver'
import { canonicalJson, sha256 } from './json'
import { storedTimestamp } from './coordinates'
import { type Position } from './saved'

/**
 * Moves the next offset of each partition that was read, and notes the last message before it (its offset, time and
 * hash), by which a topic that was made anew can be told. A position never goes back, and never jumps over offsets that
 * were not read: a range that begins beyond it leaves it where it is. Returns the positions as they are then. Runs
 * inside a transaction.
 */
export function savePositions(db: Database, parsed: Parsed): Position[] {
  const { schema, provenance } = parsed
  const last = lastMessages(parsed)
  const save = db.prepare(
    `INSERT INTO positions (schema, cluster, topic, partition, next_offset, last_offset, last_timestamp, last_hash)
     VALUES (@schema, @cluster, @topic, @partition, @to, @lastOffset, @lastTimestamp, @lastHash)
     ON CONFLICT DO UPDATE SET next_offset = @to,
       last_offset = coalesce(@lastOffset, last_offset),
       last_timestamp = iif(@lastOffset IS NULL, last_timestamp, @lastTimestamp),
       last_hash = coalesce(@lastHash, last_hash)
     WHERE next_offset BETWEEN @from AND @to`,
  )
  const read = db
    .prepare(
      'SELECT next_offset FROM positions WHERE schema = ? AND cluster = ? AND topic = ? AND partition = ?',
    )
    .pluck()
    .safeIntegers()
  const cluster = provenance.clusterId ?? ''
  return provenance.ranges.map(({ topic, partition, from, to }) => {
    const message = last.get(placeOf({ topic, partition }))
    save.run({
      ...{ schema: schema.name, cluster, topic, partition, from, to },
      lastOffset: message?.offset ?? null,
      lastTimestamp: message ? storedTimestamp(message.timestamp) : null,
      lastHash: message?.hash() ?? null,
    })
    return { topic, partition, next: read.get(schema.name, cluster, topic, partition) as bigint }
  })
}

interface LastMessage {
  readonly offset: bigint
  readonly timestamp: number
  /** SHA-256 of the last row's values, or of a reject's bytes. */
  readonly hash: () => string
}

/** The message with the greatest offset that is a row or a reject, by partition. */
function lastMessages({ origins, rows, rejects }: Parsed): Map<string, LastMessage> {
  const last = new Map<string, LastMessage>()
  const offer = (at: Coordinates, message: LastMessage): void => {
    const other = last.get(placeOf(at))
    if (other === undefined || message.offset >= other.offset) last.set(placeOf(at), message)
  }
  const hashOfRow = (i: number) => () =>
    sha256(canonicalJson(rows.columns.map((c) => [c.name, isMissing(c.values[i]) ? null : c.values[i]])))
  // Rows of one partition come together: only the greatest of each stretch is offered.
  let best: Origin | undefined
  let bestRow = 0
  let i = 0
  for (const origin of origins) {
    const isSamePlace = best?.partition === origin.partition && best.topic === origin.topic
    if (best && !isSamePlace) offer(best, { ...best, hash: hashOfRow(bestRow) })
    if (!best || !isSamePlace || origin.offset >= best.offset) {
      best = origin
      bestRow = i
    }
    i++
  }
  if (best) offer(best, { ...best, hash: hashOfRow(bestRow) })
  for (const { record } of rejects)
    offer(record, {
      offset: record.offset,
      timestamp: record.timestamp,
      hash: () => sha256(record.value ?? ''),
    })
  return last
}

const placeOf = (at: Omit<Coordinates, 'offset'>): string => `${at.topic}\0${at.partition}`
