import { createHash } from 'node:crypto'
import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { type Java } from '../machine'

/** The archive as it is being written, in the broker's folder. */
const UNFINISHED = 'classes.jsa'
const PREFIX = 'kafka-classes-'
const MONTH_MS = 30 * 24 * 3_600_000

/**
 * Kafka's classes as Java maps them into memory instead of loading them one by one (class data sharing): a start then
 * takes a second instead of two. Java writes the archive when the first broker ends.
 */
export interface ClassArchive {
  readonly file: string
  /** Whether it is there; otherwise this run makes it. */
  readonly made: boolean
  /** The options that use it, or make it. */
  readonly options: readonly string[]
}

/**
 * The archive for a build of Java and the `options` it starts Kafka with, which all brokers of the folder `store`
 * share; null for a broker whose folder lies elsewhere, since the paths in an archive are relative.
 */
export function classArchive(
  store: string,
  folder: string,
  java: Java,
  options: readonly string[],
): ClassArchive | null {
  if (dirname(folder) !== store) return null
  const key = createHash('sha256')
    .update([java.build, ...options].join('\n'))
    .digest('hex')
    .slice(0, 16)
  const file = join(store, `${PREFIX}${key}.jsa`)
  const made = existsSync(file)
  const use = made
    ? `-XX:SharedArchiveFile=${relative(folder, file)}`
    : `-XX:ArchiveClassesAtExit=${UNFINISHED}`
  return { file, made, options: [use] }
}

/** Removes what a broker that was killed had begun to write: it is never to be used. */
export function dropUnfinished(folder: string): void {
  rmSync(join(folder, UNFINISHED), { force: true })
}

/** Moves the archive that a broker wrote as it ended to its place, and removes those of a Java long gone. */
export function keepArchive(folder: string, file: string): void {
  const written = join(folder, UNFINISHED)
  if (!existsSync(written)) return
  renameSync(written, file)
  const store = dirname(file)
  for (const name of readdirSync(store)) {
    const other = join(store, name)
    if (!name.startsWith(PREFIX) || other === file) continue
    const stat = statSync(other, { throwIfNoEntry: false })
    if (stat && Date.now() - stat.mtimeMs > MONTH_MS) rmSync(other, { force: true })
  }
}
