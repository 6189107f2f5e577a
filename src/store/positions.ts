import { type Parsed } from '../parse/outcome'
import { type Batch } from '../source/batch'
import { type Coordinates, type KafkaRecord, type OffsetRange, type RecordChunk } from '../record'
import { type StoredPosition } from './appending'
import { OtherMessage, storedTimestamp } from './coordinates'
import { type Prepares } from './driver'
import { fingerprintOf, lastRecord, recordAt } from './fingerprint'
import { type SourceOf } from './rows'
import { type Position } from './saved'

/** A message as a position remembers it; `hash` is null where the message itself is not at hand. */
export interface LastMessage {
  readonly offset: bigint
  /** Milliseconds; -1 where the producer gave none. */
  readonly timestamp: number
  readonly hash: string | null
}

/** The next offsets of one schema, by source and partition. Every method runs inside a transaction. */
export class Positions {
  readonly #on: Prepares
  readonly #schema: string

  constructor(on: Prepares, schema: string) {
    this.#on = on
    this.#schema = schema
  }

  /** Where a source goes on, by partition. */
  of(source: number, topic: string): StoredPosition[] {
    const rows = this.#on
      .prepare(
        `SELECT partition, next_offset, last_offset, last_timestamp, last_hash FROM positions
         WHERE schema = ? AND source = ? ORDER BY partition`,
      )
      .raw()
      .safeIntegers()
      .all(this.#schema, source) as [bigint, bigint, bigint | null, bigint | null, string | null][]
    return rows.map(([partition, next, offset, timestamp, hash]) => ({
      topic,
      partition: Number(partition),
      next,
      last:
        offset === null ? null : { offset, timestamp: timestamp === null ? null : Number(timestamp), hash },
    }))
  }

  /** The next offset of a partition; undefined where it has none. */
  next(source: number, partition: number): bigint | undefined {
    return this.#on
      .prepare('SELECT next_offset FROM positions WHERE schema = ? AND source = ? AND partition = ?')
      .pluck()
      .safeIntegers()
      .get(this.#schema, source, partition) as bigint | undefined
  }

  /**
   * Moves the next offset over what was read, and notes the last message before it. A position never goes back, and never
   * jumps over offsets that were not read: a range that begins beyond it leaves it where it is.
   */
  move(source: number, range: Omit<OffsetRange, 'topic'>, last: LastMessage | undefined): void {
    this.#on
      .prepare(
        `INSERT INTO positions (schema, source, partition, next_offset, last_offset, last_timestamp, last_hash)
         VALUES (@schema, @source, @partition, @to, @offset, @timestamp, @hash)
         ON CONFLICT DO UPDATE SET next_offset = @to,
           last_timestamp = iif(@offset >= ifnull(last_offset, @offset), @timestamp, last_timestamp),
           last_hash = CASE WHEN @offset = last_offset THEN ifnull(@hash, last_hash)
             WHEN @offset > ifnull(last_offset, -1) THEN @hash ELSE last_hash END,
           last_offset = max(ifnull(@offset, last_offset), ifnull(last_offset, @offset))
         WHERE next_offset BETWEEN @from AND @to`,
      )
      .run({
        ...{ schema: this.#schema, source, partition: range.partition, from: range.from, to: range.to },
        offset: last?.offset ?? null,
        timestamp: last ? storedTimestamp(last.timestamp) : null,
        hash: last?.hash ?? null,
      })
  }
}

/** Moves the positions of all that an outcome was read from; returns them as they are then. */
export function savePositions(
  positions: Positions,
  parsed: Parsed,
  batch: Batch | undefined,
  sourceOf: SourceOf,
): Position[] {
  const last = batch ? lastOfBatch(batch) : lastOfOutcome(parsed)
  return parsed.provenance.ranges.map((range) => {
    const { topic, partition } = range
    const source = sourceOf(topic)
    positions.move(source, range, last.get(placeOf(range)))
    return { topic, partition, next: positions.next(source, partition) ?? range.to }
  })
}

/**
 * Throws OtherMessage where a batch has another message at the offset of the last one that a position remembers: also where
 * it was sent at the same time, which rows cannot tell.
 */
export function checkLast(positions: Positions, batch: Batch, sourceOf: SourceOf): void {
  const chunks = byPartition(batch)
  for (const topic of batch.topics)
    for (const { partition, last } of positions.of(sourceOf(topic), topic)) {
      if (!last?.hash) continue
      const record = recordAt(chunks.get(placeOf({ topic, partition })) ?? [], last.offset)
      if (record && fingerprintOf(record) !== last.hash) throw new OtherMessage('positions', record)
    }
}

/** The last message of each partition, whatever came of it. */
export function lastOfBatch(batch: Batch): Map<string, LastMessage> {
  const last = new Map<string, LastMessage>()
  for (const [place, chunks] of byPartition(batch)) {
    const record = lastRecord(chunks)
    if (record) last.set(place, remembered(record))
  }
  return last
}

/** The chunks of each partition, in their order. */
function byPartition(batch: Batch): Map<string, RecordChunk[]> {
  const places = new Map<string, RecordChunk[]>()
  for (const chunk of batch.chunks) {
    const chunks = places.get(placeOf(chunk))
    if (chunks) chunks.push(chunk)
    else places.set(placeOf(chunk), [chunk])
  }
  return places
}

const remembered = (record: KafkaRecord): LastMessage => ({
  offset: record.offset,
  timestamp: record.timestamp,
  hash: fingerprintOf(record),
})

/** The message with the greatest offset that is a row or a reject, by partition. */
function lastOfOutcome({ origins, rejects }: Parsed): Map<string, LastMessage> {
  const last = new Map<string, LastMessage>()
  const offer = (at: Coordinates, make: () => LastMessage): void => {
    const other = last.get(placeOf(at))
    if (other === undefined || at.offset > other.offset) last.set(placeOf(at), make())
  }
  // Of a message with rows and rejects the reject counts, which holds the message.
  for (const { record } of rejects) offer(record, () => remembered(record))
  // Rows of one partition come together: only the greatest of each stretch is offered.
  let best: (Coordinates & { readonly timestamp: number }) | undefined
  const offerBest = (): void => {
    const { offset, timestamp } = best ?? {}
    if (best && offset !== undefined && timestamp !== undefined)
      offer(best, () => ({ offset, timestamp, hash: null }))
  }
  for (const origin of origins) {
    const isSamePlace = best?.partition === origin.partition && best.topic === origin.topic
    if (!isSamePlace) offerBest()
    if (!best || !isSamePlace || origin.offset >= best.offset) best = origin
  }
  offerBest()
  return last
}

export const placeOf = (at: Omit<Coordinates, 'offset'>): string => `${at.topic}\0${at.partition}`
