import { type Parsed, type Reject } from '../parse/outcome'
import { type Coordinates } from '../record'
import { OtherMessage, storedTimestamp } from './coordinates'
import { type Prepares } from './driver'
import { quote } from './layout'
import { type MessageWriter } from './messages'
import { type SourceOf } from './rows'
import { type Counts, Tally } from './saved'

/**
 * Keeps what could not become a row, with the reason; its bytes go into `messages`. A row of a message is a row or a reject
 * of a schema, never both: one that has changed sides since it was stored (the schema's rules are others now) leaves its
 * former place. A message that could not be a row as a whole is kept as its row 0.
 * Runs inside a transaction, after the rows. Throws OtherMessage.
 */
export function saveRejects(
  on: Prepares,
  parsed: Parsed,
  sourceOf: SourceOf,
  messages: MessageWriter,
): Counts {
  removeMended(on, parsed, sourceOf)
  const tally = new Tally()
  const { name } = parsed.schema
  const insert = on.prepare(
    `INSERT INTO rejects (schema, source, partition, offset, row, stage, code, reason, position)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  )
  const differs = 'stage IS NOT ? OR code IS NOT ? OR reason IS NOT ? OR position IS NOT ?'
  const update = on.prepare(
    `UPDATE rejects SET stage = ?, code = ?, reason = ?, position = ?
     WHERE schema = ? AND source = ? AND partition = ? AND offset = ? AND row = ? AND (${differs})`,
  )
  const removeOthers = otherRemoval(on, name)
  for (const { record } of parsed.rejects) messages.add(sourceOf(record.topic), record)
  messages.flush()

  for (const reject of parsed.rejects) {
    const { record, index, stage, code, reason, position } = reject
    const source = sourceOf(record.topic)
    const at = [name, source, record.partition, record.offset, index ?? 0]
    const verdict = [stage, code, reason, position]
    removeOthers(reject, source)
    if (insert.run(...at, ...verdict).changes === 1) tally.added++
    else if (update.run(...verdict, ...at, ...verdict).changes === 1) tally.changed++
    else tally.present++
  }
  return tally.counts()
}

/** From where to where the rows of one partition are. */
interface Stretch {
  readonly topic: string
  readonly partition: number
  from: bigint
  to: bigint
}

/** Removes rejects that are rows now. */
function removeMended(on: Prepares, { schema, origins }: Parsed, sourceOf: SourceOf): void {
  if (on.prepare('SELECT 1 FROM rejects WHERE schema = ? LIMIT 1').get(schema.name) === undefined) return
  const rejects = `rejects WHERE schema = ? AND source = ? AND partition = ? AND offset BETWEEN ? AND ?`
  const isRow = `FROM ${quote(schema.name)} AS r WHERE r.source = rejects.source AND r.partition = rejects.partition
    AND r.offset = rejects.offset AND r.row = rejects.row`
  const time = `(SELECT m.timestamp FROM messages AS m
    WHERE m.source = rejects.source AND m.partition = rejects.partition AND m.offset = rejects.offset)`
  const other = on.prepare(
    `SELECT offset || '' FROM ${rejects} AND EXISTS (SELECT 1 ${isRow} AND r.timestamp IS NOT ${time}) LIMIT 1`,
  )
  const remove = on.prepare(`DELETE FROM ${rejects} AND EXISTS (SELECT 1 ${isRow})`)
  for (const { topic, partition, from, to } of stretchesOf(origins)) {
    const place = [schema.name, sourceOf(topic), partition, from, to]
    const offset = other.pluck().get(place) as string | undefined
    if (offset !== undefined) throw new OtherMessage('rejects', { topic, partition, offset: BigInt(offset) })
    remove.run(place)
  }
}

function stretchesOf(origins: Iterable<Coordinates>): Iterable<Stretch> {
  const stretches = new Map<string, Stretch>()
  let last: Stretch | undefined
  for (const { topic, partition, offset } of origins) {
    if (last?.partition !== partition || last.topic !== topic) {
      const place = `${topic}\0${partition}`
      last = stretches.get(place) ?? { topic, partition, from: offset, to: offset }
      stretches.set(place, last)
    }
    if (offset < last.from) last.from = offset
    if (offset > last.to) last.to = offset
  }
  return stretches.values()
}

/** Removes what a reject takes the place of: the row of its number, or all of a message that is none as a whole. */
function otherRemoval(on: Prepares, table: string): (reject: Reject, source: number) => void {
  const key = 'source = ? AND partition = ? AND offset = ?'
  const other = on.prepare(`SELECT 1 FROM ${quote(table)} WHERE ${key} AND timestamp IS NOT ? LIMIT 1`)
  const removeRow = on.prepare(`DELETE FROM ${quote(table)} WHERE ${key} AND row = ?`)
  const removeRows = on.prepare(`DELETE FROM ${quote(table)} WHERE ${key}`)
  const removeRejects = on.prepare(`DELETE FROM rejects WHERE schema = ? AND ${key} AND row > 0`)
  return ({ record, index }, source) => {
    const at = [source, record.partition, record.offset]
    if (other.get(...at, storedTimestamp(record.timestamp)) !== undefined)
      throw new OtherMessage(table, record)
    if (index !== null) removeRow.run(...at, index)
    else {
      removeRows.run(...at)
      removeRejects.run(table, ...at)
    }
  }
}
