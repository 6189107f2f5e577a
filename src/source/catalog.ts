import { createHash } from 'node:crypto'
import { readdir, stat } from 'node:fs/promises'
import { isAbsolute, join, relative, resolve } from 'node:path'
import { CarnetError } from '../errors'
import { projectRoot } from '../machine'
import { type Manifest } from './capture/manifest'
import { PARTIAL } from './capture/partial-file'
import { openCapture, readManifest } from './capture/read'

/** The folder of captures: `CARNET_CAPTURES`, by default `captures` in the project. */
export function capturesFolder(env: NodeJS.ProcessEnv = process.env): string {
  const named = env.CARNET_CAPTURES
  return named ? resolve(named) : join(projectRoot(), 'captures')
}

/** Longest part of a topic's name in a file name: with stamp and endings it stays below the 255 bytes of file systems. */
const NAME_LENGTH = 180

/**
 * The name of a new capture: `message-20261124T160000000Z.kcap`. `n` tells captures of the same millisecond apart:
 * `…-2.kcap`. Any topic gives a name that is safe on every file system; two topics never share one. Those of several
 * topics are joined by `+`.
 */
export function newCaptureName(topic: string, date: Date, n = 1): string {
  const stamp = date.toISOString().replace(/[-:.]/g, '')
  return `${safeName(topic)}-${stamp}${n > 1 ? `-${n}` : ''}.kcap`
}

/** The names for a new capture in order of preference, with their folder. */
export function* newCaptureFiles(topic: string, date: Date, folder = capturesFolder()): Generator<string> {
  for (let n = 1; ; n++) yield join(folder, newCaptureName(topic, date, n))
}

function safeName(topic: string): string {
  const safe = Buffer.from(topic)
    .toString('latin1')
    .replace(
      /[^A-Za-z0-9._+-]|^[.-]/g,
      (c) => `%${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
    )
  if (safe.length <= NAME_LENGTH) return safe
  const digest = createHash('sha256').update(topic).digest('hex').slice(0, 16)
  return `${safe.slice(0, NAME_LENGTH)}~${digest}`
}

/** A capture that can stand for a broker that is gone. */
export interface CatalogEntry {
  /** Path, relative to the working folder where it is inside. */
  readonly file: string
  readonly topics: readonly string[]
  readonly messages: number
  /** When its messages were read, ISO 8601 in UTC. */
  readonly readAt: string
  /** Whether the process that wrote it was killed: it holds what was read until then. */
  readonly cut: boolean
  /** A later capture that was cut short, where this one was not: it may hold more. */
  readonly laterCut: string | null
}

/**
 * The newest capture that holds messages (and all of the topics, where some are given); null where there is none. One that was cut
 * short (`….kcap.partial`) stands behind every whole one; one that a running process still writes is none. Manifests
 * are read newest first until one fits; files that are no captures, or damaged, are passed over.
 */
export async function lastCapture(
  wanted: string | readonly string[] = [],
  folder = capturesFolder(),
): Promise<CatalogEntry | null> {
  const names = typeof wanted === 'string' ? [wanted] : wanted
  let cut: CatalogEntry | null = null
  for (const file of await newestFirst(folder)) {
    const partial = file.endsWith(PARTIAL)
    if (partial && cut) continue
    const manifest = await (partial ? manifestOfCut(file) : readManifest(file)).catch(nullIfUnsound)
    if (!manifest || manifest.summary.records === 0) continue
    const topics = manifest.topics.map((t) => t.topic)
    if (!names.every((name) => topics.includes(name))) continue
    const { readAt, summary } = manifest
    const found = { file: shortPath(file), topics, messages: summary.records, readAt }
    if (!partial) return { ...found, cut: false, laterCut: cut?.file ?? null }
    cut = { ...found, cut: true, laterCut: null }
  }
  return cut
}

/**
 * What to do while the broker is gone: one sentence that names the capture, what it holds, and its date. `use` is how
 * it is used, by default through the environment.
 */
export function captureOffer(
  { file, topics, messages, readAt, cut, laterCut }: CatalogEntry,
  use = (path: string): string => `set CARNET_REPLAY=${path}`,
): string {
  const counted = `${messages} ${messages === 1 ? 'message' : 'messages'}`
  return (
    `To work without the broker, ${use(file)}: the last capture, ${cut ? 'cut short at ' : ''}` +
    `${counted} of ${topics.join(', ')}, read ${readAt}` +
    (laterCut === null ? '.' : `; a later one was cut short, ${laterCut}.`)
  )
}

/** The path as a person would type it here. */
export function shortPath(file: string): string {
  const short = relative(process.cwd(), file)
  return short.startsWith('..') || isAbsolute(short) ? file : short
}

async function newestFirst(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => [])
  const captures = names
    .filter((n) => /\.(kcap|kcap\.partial|ndjson|ndjson\.gz)$/.test(n))
    .map((n) => join(folder, n))
  const dated = await Promise.all(captures.map(async (file) => ({ file, time: await timeOf(file) })))
  return dated.sort((a, b) => b.time - a.time || (a.file < b.file ? 1 : -1)).map((d) => d.file)
}

/** From the stamp in its name where there is one (a copy keeps it), else from the file. Milliseconds since 1970. */
async function timeOf(file: string): Promise<number> {
  const stamp = /-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z(?:-\d+)?\.\w+(?:\.gz|\.partial)?$/.exec(file)
  if (stamp) {
    const [year, month, day, hour, minute, second, ms] = stamp.slice(1)
    return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.${ms}Z`)
  }
  return stat(file).then(
    (s) => s.mtimeMs,
    () => 0,
  )
}

/** What a killed process left; null where a running one still writes it. */
async function manifestOfCut(file: string): Promise<Manifest | null> {
  const capture = await openCapture(file)
  await capture.close()
  return capture.state === 'growing' ? null : capture.manifest
}

function nullIfUnsound(e: unknown): null {
  if (e instanceof CarnetError) return null
  throw e
}
