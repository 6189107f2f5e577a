import { type Parsed, type Reject } from '../parse/outcome'
import { otherMessage, storedTimestamp } from './coordinates'
import { type Database } from './driver'
import { quote } from './layout'
import { type Counts, Tally } from './saved'

/**
 * Keeps what could not become a row, with its bytes and the reason. A row of a message is a row or a reject of a schema,
 * never both: one that has changed sides since it was stored (the schema's rules are others now) leaves its former place.
 * A message that could not be a row as a whole is kept as its row 0.
 * Runs inside a transaction, after the rows. Throws STORE_OTHER_MESSAGE.
 */
export function saveRejects(db: Database, parsed: Parsed): Counts {
  removeMended(db, parsed)
  const tally = new Tally()
  const insert = db.prepare(
    `INSERT INTO rejects (schema, topic, partition, offset, row, timestamp, key, value, headers, stage, code, reason, position)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  )
  const key = 'schema = ? AND topic = ? AND partition = ? AND offset = ? AND row = ?'
  const compare = db
    .prepare(
      `SELECT stage IS ? AND code IS ? AND reason IS ? AND position IS ?,
              timestamp IS ? AND key IS ? AND value IS ? AND headers IS ?
       FROM rejects WHERE ${key}`,
    )
    .raw()
  const update = db.prepare(`UPDATE rejects SET stage = ?, code = ?, reason = ?, position = ? WHERE ${key}`)
  const removeOthers = otherRemoval(db, parsed.schema.name)

  for (const reject of parsed.rejects) {
    const { record, index, stage, code, reason, position } = reject
    const at = [parsed.schema.name, record.topic, record.partition, record.offset, index ?? 0]
    const message = [storedTimestamp(record.timestamp), record.key, record.value, headersJson(reject)]
    const verdict = [stage, code, reason, position]
    removeOthers(reject)
    if (insert.run(...at, ...message, ...verdict).changes === 1) {
      tally.added++
      continue
    }
    const [isSame, isSameMessage] = compare.get(...verdict, ...message, ...at) as [number, number]
    if (!isSameMessage) throw otherMessage('rejects', record)
    if (isSame) tally.present++
    else tally.changed += update.run(...verdict, ...at).changes
  }
  return tally.counts()
}

/** Removes rejects that are rows now. */
function removeMended(db: Database, { schema }: Parsed): void {
  const isRow = `FROM ${quote(schema.name)} AS r WHERE r.topic = rejects.topic AND r.partition = rejects.partition
    AND r.offset = rejects.offset AND r.row = rejects.row`
  const other = db
    .prepare(
      `SELECT topic, partition, offset FROM rejects
       WHERE schema = ? AND EXISTS (SELECT 1 ${isRow} AND r.timestamp IS NOT rejects.timestamp) LIMIT 1`,
    )
    .safeIntegers()
    .get(schema.name) as { topic: string; partition: bigint; offset: bigint } | undefined
  if (other) throw otherMessage('rejects', { ...other, partition: Number(other.partition) })
  db.prepare(`DELETE FROM rejects WHERE schema = ? AND EXISTS (SELECT 1 ${isRow})`).run(schema.name)
}

/** Removes what a reject takes the place of: the row of its number, or all of a message that is none as a whole. */
function otherRemoval(db: Database, table: string): (reject: Reject) => void {
  const key = 'topic = ? AND partition = ? AND offset = ?'
  const other = db.prepare(`SELECT 1 FROM ${quote(table)} WHERE ${key} AND timestamp IS NOT ?`)
  const removeRow = db.prepare(`DELETE FROM ${quote(table)} WHERE ${key} AND row = ?`)
  const removeRows = db.prepare(`DELETE FROM ${quote(table)} WHERE ${key}`)
  const removeRejects = db.prepare(`DELETE FROM rejects WHERE schema = ? AND ${key} AND row > 0`)
  return ({ record, index }) => {
    const at = [record.topic, record.partition, record.offset]
    if (other.get(...at, storedTimestamp(record.timestamp)) !== undefined) throw otherMessage(table, record)
    if (index !== null) removeRow.run(...at, index)
    else {
      removeRows.run(...at)
      removeRejects.run(table, ...at)
    }
  }
}

/** Headers as JSON: pairs of name and value, the value in Base64 because it is bytes. */
const headersJson = ({ record }: Reject): string =>
  JSON.stringify(record.headers.map(([name, value]) => [name, value?.toString('base64') ?? null]))
