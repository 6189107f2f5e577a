import { randomUUID } from 'node:crypto'
import { uptime } from 'node:os'
import { CarnetError, carnetError } from '../errors'
import { processExists } from '../machine'
import { ownMark } from '../source/capture/writer-mark'
import { type Connection } from './connection'
import { type StoredSource } from './sources'

/** A collection that has told nothing for so long is taken for gone; its next write is refused then. */
const SILENT_MS = 600_000

/** The leases of this process: a lease with its id that is none of these was left by a process before it. */
const held = new Set<string>()

interface Holder {
  readonly token: string
  readonly pid: number
  readonly machine: string
  readonly began_at: string
  readonly beat_at: string
}

/**
 * The right to collect one topic into one table, so that two programs do not do the same work. It is kept in the file; that
 * nothing is stored twice does not rest on it alone, since every write looks at the positions. Every method but `release`
 * runs inside a transaction.
 */
export class Lease {
  readonly #connection: Connection
  readonly #token = randomUUID()

  /** Throws COLLECT_BUSY where another collection holds it. */
  constructor(connection: Connection, schema: string, source: StoredSource) {
    this.#connection = connection
    const holder = connection
      .prepare('SELECT * FROM collectors WHERE schema = ? AND source = ?')
      .get(schema, source.id) as Holder | undefined
    if (holder && isAlive(holder))
      throw carnetError('COLLECT_BUSY', {
        file: connection.file,
        topic: source.topic,
        table: schema,
        pid: holder.pid,
        since: holder.began_at,
        isHere: holder.machine === ownMark().machine,
      })
    const { pid, machine } = ownMark()
    const time = new Date().toISOString()
    connection
      .prepare(
        `INSERT OR REPLACE INTO collectors (schema, source, token, pid, machine, began_at, beat_at)
         VALUES (?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(schema, source.id, this.#token, pid, machine, time, time)
    held.add(this.#token)
  }

  /** Tells that the collection is alive; false where another one has taken the lease. */
  beat(): boolean {
    const beat = this.#connection.prepare('UPDATE collectors SET beat_at = ? WHERE token = ?')
    return beat.run(new Date().toISOString(), this.#token).changes === 1
  }

  /** Takes the lease along to the next generation of the topic. */
  moveTo(source: StoredSource): void {
    this.#connection
      .prepare('UPDATE OR REPLACE collectors SET source = ? WHERE token = ?')
      .run(source.id, this.#token)
  }

  /** Gives it back. Where the file cannot be written now, what is left in it is known to be stale. */
  release(): void {
    held.delete(this.#token)
    try {
      this.#connection.write(() =>
        this.#connection.prepare('DELETE FROM collectors WHERE token = ?').run(this.#token),
      )
    } catch (e) {
      if (!(e instanceof CarnetError)) throw e
    }
  }
}

function isAlive({ token, pid, machine, beat_at }: Holder): boolean {
  const beat = Date.parse(beat_at)
  if (Date.now() - beat > SILENT_MS) return false
  if (machine !== ownMark().machine) return true
  if (pid === process.pid) return held.has(token)
  // Process ids are used again, at the latest after the machine was started anew.
  return processExists(pid) && beat > Date.now() - uptime() * 1000
}
