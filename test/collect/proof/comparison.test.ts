import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { encodeChunk } from '../../../src/kafka/encode'
import { parse } from '../../../src/parse/parse'
import { students } from '../../../src/parse/students'
import { type KafkaRecord } from '../../../src/record'
import { type Batch, makeBatch } from '../../../src/source/batch'
import { openStore } from '../../../src/store'
import { openAppender } from '../../../src/store/appender'
import { batchOf } from '../../parse/support'
import { testFolder } from '../../support/folders'
import { compare, type RawKept } from './comparison'
import { recordOf } from './messages'
import { type PartitionContents } from './topic'

const PARTITIONS = 2
const MESSAGES = 2000

/** The messages of a partition; offsets have gaps, as after transactions. */
const recordsIn = (partition: number): KafkaRecord[] =>
  Array.from({ length: MESSAGES / PARTITIONS }, (_, i) => {
    const { key, value, headers = [], timestamp = -1 } = recordOf(i * PARTITIONS + partition, partition)
    const offset = BigInt(i + (i > 500 ? 3 : 0))
    return { topic: 't', partition, offset, timestamp, timestampType: 'CreateTime', key, value, headers }
  })

const contents = Array.from({ length: PARTITIONS }, (_, partition): PartitionContents => {
  const records = recordsIn(partition)
  return {
    end: Number(records.at(-1)?.offset) + 1,
    offsets: records.map((r) => Number(r.offset)),
    timestamps: records.map((r) => r.timestamp),
    ids: records.map((_, i) => i * PARTITIONS + partition),
  }
})

/** What a read of that part of a partition gives. */
function batchIn(partition: number, from: bigint, to: bigint): Batch {
  const records = recordsIn(partition).filter(({ offset }) => offset >= from && offset < to)
  const { summary, provenance } = batchOf(records)
  const range = { topic: 't', partition, from, to }
  return makeBatch({
    topics: ['t'],
    summary,
    provenance: { ...provenance, topics: ['t'], ranges: [range], messages: records.length },
    chunks: [encodeChunk('t', partition, records, { from, to })],
  })
}

/** A database of all messages, in pieces. */
function collected(raw: boolean): string {
  const file = join(testFolder(), 'students.db')
  const store = openStore(file)
  const appender = openAppender(store, { schema: students, clusterId: 'c1', topic: 't', raw })
  for (const [partition, { end }] of contents.entries())
    for (let from = 0; from < end; from += 300) {
      const batch = batchIn(partition, BigInt(from), BigInt(Math.min(from + 300, end)))
      appender.append(batch, parse(batch, students))
    }
  store.close()
  return file
}

const compared = (file: string, raw: RawKept) => compare(file, { name: 't', contents }, { raw })

test.each([false, true])('what an appender was given is as it must be (raw messages kept: %s)', (raw) => {
  const found = compared(collected(raw), raw)
  expect(found).toMatchObject({ messages: MESSAGES, lost: 0, surplus: 0, faults: [] })
  expect(found.rows).toBeGreaterThan(MESSAGES)
  for (const kind of ['rejects', 'tombstones', 'empties'] as const) expect(found[kind]).toBeGreaterThan(20)
})

test('what was saved in two goes is as it must be, too', () => {
  const file = join(testFolder(), 'students.db')
  const store = openStore(file)
  for (const [partition, { end }] of contents.entries())
    for (const [from, to] of [
      [0, 700],
      [700, end],
    ])
      store.save(parse(batchIn(partition, BigInt(from), BigInt(to)), students))
  store.close()
  expect(compared(file, false).faults).toEqual([])
})

test('messages that were not to be kept for ever may be gone, those behind rejects may not', () => {
  const file = collected(true)
  const db = new Database(file)
  db.exec(
    'DELETE FROM messages WHERE offset < 400 AND (source, partition, offset) NOT IN (SELECT source, partition, offset FROM rejects)',
  )
  db.close()
  const { raw, faults } = compared(file, 'some')
  expect(faults).toEqual([])
  expect(raw).toBeLessThan(MESSAGES - 600)
  expect(compared(file, true).faults).toContainEqual(expect.stringMatching(/^raw message lost/))
})

let whole: Buffer | undefined

describe('a file that is not as it must be is told from one that is', () => {
  test.each([
    ['a row lost', 'DELETE FROM students WHERE partition = 1 AND offset = 1', /^row lost: \[1,1,0,/],
    [
      'a row twice',
      'INSERT INTO students SELECT source, partition, 501, row, timestamp, nom, prenom, age, filiere FROM students WHERE partition = 0 AND offset = 2',
      /^row too much: \[0,501,0,/,
    ],
    [
      'a row changed',
      'UPDATE students SET age = age + 1 WHERE partition = 0 AND offset = 2',
      /^row differs: /,
    ],
    [
      'a time changed',
      'UPDATE students SET timestamp = 0 WHERE partition = 0 AND offset = 2',
      /^row differs: /,
    ],
    ['a reject lost', 'DELETE FROM rejects WHERE offset < 50', /^reject lost: /],
    ['a reject of another kind', "UPDATE rejects SET code = 'X'", /^reject differs: /],
    ['raw bytes changed', "UPDATE messages SET value = x'00' WHERE offset < 50", /^raw message differs: /],
    ['a raw message lost', 'DELETE FROM messages WHERE offset = 0', /^raw message lost: /],
    ['a position behind', 'UPDATE positions SET next_offset = next_offset - 1', /^position: 0: /],
    ['another last message', "UPDATE positions SET last_hash = 'x'", /^position: 0: /],
    [
      'a funnel that misses one',
      'UPDATE runs SET read = read - 1, parsed = parsed - 1',
      /^funnels of all runs: /,
    ],
    [
      'a run twice',
      'UPDATE runs SET ranges = replace(ranges, \'"from":"0"\', \'"from":"1"\')',
      /^ranges of runs: /,
    ],
    [
      'a gap',
      "INSERT INTO gaps SELECT schema, sources.id, 0, 0, 1, 'expired', '', runs.id FROM runs, sources",
      /^gaps: /,
    ],
    [
      'a second making',
      "INSERT INTO sources (cluster, topic, generation, since) VALUES ('c1', 't', 2, '')",
      /^sources: there are 2$/,
    ],
    [
      'a partition too much',
      'UPDATE positions SET partition = 7 WHERE partition = 1',
      /^other partitions: 1 in positions$/,
    ],
    ['a lease', "INSERT INTO collectors SELECT 'students', id, 'x', 1, '', '', '' FROM sources", /^leases: /],
    [
      'a reject without its message',
      'INSERT INTO rejects SELECT schema, source, partition, 7777, 0, stage, code, reason, position FROM rejects LIMIT 1',
      /^foreign_key_check: /,
    ],
  ])('%s', (_name, sql, fault) => {
    whole ??= readFileSync(collected(true))
    const file = join(testFolder(), 'students.db')
    writeFileSync(file, whole)
    const db = new Database(file)
    db.pragma('foreign_keys = OFF')
    expect(db.prepare(sql).run().changes).toBeGreaterThan(0)
    db.close()
    expect(compared(file, true).faults).toContainEqual(expect.stringMatching(fault))
  })
})
