import { createHash } from 'node:crypto'
import Database from 'better-sqlite3'
import { Faults, Merge, type Stored } from './merge'
import { type MadeMessage, messageOf } from './messages'
import { type PartitionContents } from './topic'

export interface Comparison {
  readonly messages: number
  readonly rows: number
  readonly rejects: number
  readonly tombstones: number
  readonly empties: number
  /** Messages that are kept as they came. */
  readonly raw: number
  /** Rows and rejects that are not in the database. */
  readonly lost: number
  /** Rows and rejects that are there, and not in the topic: twice, or of another message. */
  readonly surplus: number
  /** Everything that is not as it must be, in words; of each kind the first ones. */
  readonly faults: readonly string[]
}

/** Which messages are kept as they came: `some` are all of those behind rejects, and of the others any. */
export type RawKept = boolean | 'some'

/** Compares what a database holds of a topic with what the topic holds, and each of its parts with the others. */
export function compare(
  file: string,
  topic: { readonly name: string; readonly contents: readonly PartitionContents[] },
  options: { readonly raw: RawKept },
): Comparison {
  const db = new Database(file, { readonly: true, fileMustExist: true })
  const faults = new Faults()
  const counts = {
    messages: 0,
    rows: 0,
    rejects: 0,
    tombstones: 0,
    empties: 0,
    raw: 0,
    parsed: 0,
    rejected: 0,
  }
  try {
    checkFile(db, faults)
    const source = sourceOf(db, faults, topic.name)
    for (const [partition, contents] of topic.contents.entries()) {
      const stored = (sql: string): Iterator<Stored> =>
        db.prepare(sql).raw().iterate(source, partition) as IterableIterator<Stored>
      const where = 'WHERE source = ? AND partition = ?'
      const rows = new Merge(
        faults,
        'row',
        stored(
          `SELECT partition, offset, row, timestamp, nom, prenom, age, filiere FROM students ${where} ORDER BY offset, row`,
        ),
      )
      const rejects = new Merge(
        faults,
        'reject',
        stored(`SELECT partition, offset, NULL, code FROM rejects ${where} ORDER BY offset, row`),
      )
      const messages = new Merge(
        faults,
        'raw message',
        stored(
          `SELECT partition, offset, NULL, timestamp, hex(key), iif(value IS NULL, NULL, hex(value)), headers IS NOT NULL
          FROM messages ${where} ORDER BY offset`,
        ),
      )
      for (const [i, offset] of contents.offsets.entries()) {
        const { key, value, headers, expected } = messageOf(contents.ids[i])
        const timestamp = contents.timestamps[i]
        counts.messages++
        if (expected.as === 'tombstone') counts.tombstones++
        else if (expected.as === 'empty') counts.empties++
        else counts[expected.as]++
        for (const [row, { nom, prenom, age, filiere }] of expected.rows)
          rows.expect([partition, offset, row, timestamp, nom, prenom, age, filiere])
        for (const code of expected.rejects) rejects.expect([partition, offset, null, code])
        if (options.raw || expected.rejects.length > 0) {
          const bytes = value === null ? null : value.toString('hex').toUpperCase()
          const keyText = key.toString('hex').toUpperCase()
          const isOptional = options.raw === 'some' && expected.rejects.length === 0
          messages.expect(
            [partition, offset, null, timestamp, keyText, bytes, headers.length > 0 ? 1 : 0],
            isOptional,
          )
        }
      }
      counts.rows += rows.end()
      counts.rejects += rejects.end()
      counts.raw += messages.end()
      checkPosition(db, faults, source, { partition, ...contents })
    }
    checkRest(db, faults, source, topic.contents.length)
    checkRuns(db, faults, topic.name, counts)
  } finally {
    db.close()
  }
  return {
    ...counts,
    lost: faults.count('row lost') + faults.count('reject lost'),
    surplus: faults.count('row too much') + faults.count('reject too much'),
    faults: faults.list,
  }
}

function checkFile(db: Database.Database, faults: Faults): void {
  const ok = db.pragma('integrity_check', { simple: true })
  if (ok !== 'ok') faults.add('integrity_check', String(ok))
  const orphans = db.pragma('foreign_key_check') as unknown[]
  if (orphans.length > 0) faults.add('foreign_key_check', JSON.stringify(orphans.slice(0, 3)))
}

/** The one source of the topic: it was not taken for another one. */
function sourceOf(db: Database.Database, faults: Faults, topic: string): number {
  const [source, ...more] = db
    .prepare('SELECT id FROM sources WHERE topic = ?')
    .pluck()
    .all(topic) as number[]
  if (source === undefined || more.length > 0)
    faults.add('sources', `there are ${source === undefined ? 0 : more.length + 1}`)
  const gaps = db.prepare('SELECT * FROM gaps WHERE source = ?').all(source ?? 0)
  if (gaps.length > 0) faults.add('gaps', JSON.stringify(gaps))
  return source ?? 0
}

/** Nothing of partitions that the topic does not have, and no lease: all collections have ended. */
function checkRest(db: Database.Database, faults: Faults, source: number, partitions: number): void {
  for (const table of ['students', 'rejects', 'messages', 'positions']) {
    const count = db.prepare(`SELECT count(*) FROM ${table} WHERE source = ? AND partition >= ?`).pluck()
    const found = count.get(source, partitions)
    if (found !== 0) faults.add('other partitions', `${String(found)} in ${table}`)
  }
  const leases = db.prepare('SELECT * FROM collectors WHERE source = ?').all(source)
  if (leases.length > 0) faults.add('leases', JSON.stringify(leases))
}

function checkPosition(
  db: Database.Database,
  faults: Faults,
  source: number,
  { partition, end, offsets, timestamps, ids }: PartitionContents & { readonly partition: number },
): void {
  const found = JSON.stringify(
    db
      .prepare(
        'SELECT next_offset, last_offset, last_timestamp, last_hash FROM positions WHERE source = ? AND partition = ?',
      )
      .raw()
      .get(source, partition),
  )
  const [offset, timestamp, id] = [offsets, timestamps, ids].map((column) => column.at(-1))
  const hash = id === undefined || timestamp === undefined ? null : fingerprint(timestamp, messageOf(id))
  const wanted = JSON.stringify([end, offset ?? null, timestamp ?? null, hash])
  if (found !== wanted) faults.add('position', `${partition}: ${found} instead of ${wanted}`)
}

/** As docs say it is: of the time, the key and the value, each with its length before it. */
function fingerprint(timestamp: number, { key, value }: MadeMessage): string {
  const numbers = Buffer.alloc(16)
  numbers.writeBigInt64BE(BigInt(timestamp), 0)
  numbers.writeInt32BE(key.length, 8)
  numbers.writeInt32BE(value === null ? -1 : value.length, 12)
  return createHash('sha256')
    .update(numbers.subarray(0, 12))
    .update(key)
    .update(numbers.subarray(12))
    .update(value ?? '')
    .digest('hex')
}

interface StoredRun {
  readonly id: string
  readonly ranges: string
  readonly read: number
  readonly parsed: number
  readonly rejected: number
  readonly tombstones: number
  readonly empty: number
}

/** The funnel of every run adds up; together they went through all messages, and through no offset twice. */
function checkRuns(
  db: Database.Database,
  faults: Faults,
  topic: string,
  counts: Pick<Comparison, 'messages' | 'tombstones' | 'empties'> & {
    readonly parsed: number
    readonly rejected: number
  },
): void {
  const runs = db
    .prepare('SELECT id, ranges, read, parsed, rejected, tombstones, empty FROM runs WHERE topic = ?')
    .all(topic) as StoredRun[]
  const sum = { read: 0, parsed: 0, rejected: 0, tombstones: 0, empty: 0 }
  const spans: (readonly [partition: number, from: number, to: number])[] = []
  for (const { id, ranges, ...funnel } of runs) {
    if (funnel.read !== funnel.parsed + funnel.rejected + funnel.tombstones + funnel.empty)
      faults.add('funnel', `${id}: ${JSON.stringify(funnel)}`)
    for (const name of Object.keys(sum) as (keyof typeof sum)[]) sum[name] += funnel[name]
    for (const { partition, from, to } of JSON.parse(ranges) as {
      partition: number
      from: string
      to: string
    }[])
      if (BigInt(from) < BigInt(to)) spans.push([partition, Number(from), Number(to)])
  }
  const { messages: read, parsed, rejected, tombstones, empties: empty } = counts
  const wanted = { read, parsed, rejected, tombstones, empty }
  if (JSON.stringify(sum) !== JSON.stringify(wanted))
    faults.add('funnels of all runs', `${JSON.stringify(sum)} instead of ${JSON.stringify(wanted)}`)
  spans.sort((a, b) => a[0] - b[0] || a[1] - b[1])
  for (const [i, [partition, from]] of spans.entries()) {
    const [before, , to] = spans[i - 1] ?? []
    const start = before === partition ? to : 0
    if (from !== start) faults.add('ranges of runs', `${partition}: ${from} instead of ${start}`)
  }
}
