import { now } from '../clock'
import { type Connection } from './connection'

/**
 * One making of a topic in a cluster: rows, messages and positions belong to one. A topic that was made anew is the next
 * generation, another cluster another source.
 */
export interface StoredSource {
  readonly id: number
  /** '' where the cluster's id is not known. */
  readonly cluster: string
  readonly topic: string
  /** From 1. */
  readonly generation: number
}

const COLUMNS = 'id, cluster, topic, generation'

/** Every generation that is known of a topic, the newest first. */
export function generationsOf(connection: Connection, cluster: string, topic: string): StoredSource[] {
  return connection
    .prepare(`SELECT ${COLUMNS} FROM sources WHERE cluster = ? AND topic = ? ORDER BY generation DESC`)
    .all(cluster, topic) as StoredSource[]
}

/** The newest generation of a topic; the first one is made where there is none. Runs inside a transaction. */
export function newestSource(connection: Connection, cluster: string, topic: string): StoredSource {
  return generationsOf(connection, cluster, topic)[0] ?? addGeneration(connection, cluster, topic, null)
}

/** Begins the next generation of a topic. `note` is a sentence that says why. Runs inside a transaction. */
export function addGeneration(
  connection: Connection,
  cluster: string,
  topic: string,
  note: string | null,
): StoredSource {
  return connection
    .prepare(
      `INSERT INTO sources (cluster, topic, generation, since, note)
       VALUES (@cluster, @topic,
         (SELECT coalesce(max(generation), 0) + 1 FROM sources WHERE cluster = @cluster AND topic = @topic), @since, @note)
       RETURNING ${COLUMNS}`,
    )
    .get({ cluster, topic, since: now().toISOString(), note }) as StoredSource
}
