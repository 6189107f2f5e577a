import { now } from '../clock'
import { type Database } from './driver'
import { isText } from './messages'
import { SOURCE_OF_OLD } from './version-1-sources'

/**
 * Moves the rejects of the first layout, and their bytes into `messages`. Where two schemas hold another message at the
 * same place, the topic was made anew between them: the second one goes into the next generation.
 */
export function moveRejects(db: Database): void {
  db.function('version_1_is_text', (bytes) => isText(bytes as Buffer | null))
  const steps = ['messages', 'rejects', 'moved'] as const
  const sql: Readonly<Record<(typeof steps)[number], string>> = {
    messages: `INSERT INTO messages
      SELECT ${SOURCE_OF_OLD}, partition, offset, timestamp, iif(timestamp IS NULL, ${now().getTime()}, NULL), key, value,
        nullif(headers, '[]'), version_1_is_text(key), version_1_is_text(value)
      FROM "version 1 rejects" AS o WHERE true ON CONFLICT DO NOTHING`,
    rejects: `INSERT INTO rejects
      SELECT o.schema, m.source, o.partition, o.offset, o.row, o.stage, o.code, o.reason, o.position
      FROM "version 1 rejects" AS o JOIN messages AS m
        ON m.source = ${SOURCE_OF_OLD} AND m.partition = o.partition AND m.offset = o.offset
      WHERE m.timestamp IS o.timestamp AND m.key IS o.key AND m.value IS o.value
        AND ifnull(m.headers, '[]') = o.headers`,
    moved: `DELETE FROM "version 1 rejects" AS o WHERE EXISTS (SELECT 1 FROM rejects AS r WHERE r.schema = o.schema
      AND r.source = ${SOURCE_OF_OLD} AND r.partition = o.partition AND r.offset = o.offset AND r.row = o.row)`,
  }
  for (;;) {
    for (const step of steps) db.exec(sql[step])
    const left = db
      .prepare(`SELECT DISTINCT ${SOURCE_OF_OLD} FROM "version 1 rejects" AS o`)
      .pluck()
      .all() as number[]
    if (left.length === 0) break
    for (const source of left) nextGeneration(db, source)
  }
  db.exec('DROP TABLE "version 1 rejects"')
}

function nextGeneration(db: Database, source: number): void {
  const next = db
    .prepare(
      `INSERT INTO sources (cluster, topic, generation, since, note)
       SELECT cluster, topic, generation + 1, since, 'Its messages are others than those stored before.'
       FROM sources WHERE id = ? RETURNING id`,
    )
    .pluck()
    .get(source)
  db.prepare('UPDATE temp.version_1_ranges SET source = ? WHERE source = ?').run(next, source)
}
