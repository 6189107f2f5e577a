import Database from 'better-sqlite3'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import {
  type Collected,
  type Collection,
  type CollectOptions,
  type CollectProgress,
  type Teller,
} from '../../src/collect'
import { collectTelling } from '../../src/collect'
import { type Schema } from '../../src/parse/schema'
import { students } from '../../src/parse/students'
import { type Source } from '../../src/source/source'
import { openStore, type Store } from '../../src/store'

/** A folder that goes with the test. */
export function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'carnet-collect-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A database that goes with the test. */
export function tempStore(): Store {
  const store = openStore(join(tempFolder(), 'students.db'))
  onTestFinished(() => store.close())
  return store
}

/** Lines of the database, as arrays; whole numbers as bigint. */
export function lines(store: Store, sql: string): unknown[][] {
  const db = new Database(store.file, { readonly: true })
  try {
    return db.prepare(sql).raw().safeIntegers().all() as unknown[][]
  } finally {
    db.close()
  }
}

/** How often each message of the newest generation became a row: what exactly once means. */
export const rowsByOffset = (store: Store): unknown[][] =>
  lines(
    store,
    `SELECT partition, offset, age FROM students WHERE source = (SELECT max(id) FROM sources) ORDER BY 1, 2, row`,
  )

/** A collection, with what it told. */
export interface Told {
  readonly collection: Collection
  readonly lines: string[]
  readonly complaints: string[]
}

interface Begun {
  readonly topic?: string
  readonly schema?: Schema<object>
  readonly watch?: Teller['watch']
}

/** Begins a collection that looks for more every 5 ms. */
export function begin(
  source: Source,
  store: Store,
  options: CollectOptions = {},
  { topic = 'message', schema = students, watch }: Begun = {},
): Told {
  const lines: string[] = []
  const complaints: string[] = []
  const teller = {
    say: (line: string) => void lines.push(line),
    complain: (line: string) => void complaints.push(line),
    watch,
  }
  const collection = collectTelling(teller, source, topic, schema, store, { poll: 0.005, ...options })
  return { collection, lines, complaints }
}

/** Collects what is there, to its end. */
export async function collectAll(
  source: Source,
  store: Store,
  options: CollectOptions = {},
): Promise<Collected & { lines: string[] }> {
  const { collection, lines } = begin(source, store, options)
  return { ...(await collection), lines }
}

/** Goes through the steps of a collection until one is as wanted. */
export async function until(
  collection: Collection,
  isWanted: (progress: CollectProgress) => boolean,
): Promise<CollectProgress> {
  for await (const progress of collection) if (isWanted(progress)) return progress
  throw new Error('the collection ended before')
}
