import { createHash } from 'node:crypto'
import { readdir, stat } from 'node:fs/promises'
import { isAbsolute, join, relative, resolve } from 'node:path'
import { CarnetError } from '../errors'
import { projectRoot } from '../machine'
import { type Manifest } from './capture/manifest'
import { readManifest } from './capture/read'

/** The folder of captures: `CARNET_CAPTURES`, by default `captures` in the project. */
export function capturesFolder(env: NodeJS.ProcessEnv = process.env): string {
  const named = env.CARNET_CAPTURES
  return named ? resolve(named) : join(projectRoot(), 'captures')
}

/** Longest part of a topic's name in a file name: with stamp and endings it stays below the 255 bytes of file systems. */
const NAME_LENGTH = 180

/**
 * The name of a new capture: `message-20261124T160000000Z.kcap`. `n` tells captures of the same millisecond apart:
 * `…-2.kcap`. Any topic gives a name that is safe on every file system; two topics never share one.
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
      /[^A-Za-z0-9._-]|^[.-]/g,
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
}

/**
 * The newest capture that holds messages (of `topic`, where it is given); null where there is none. Manifests are read
 * newest first until one fits; files that are no captures, or damaged, are passed over.
 */
export async function lastCapture(topic?: string, folder = capturesFolder()): Promise<CatalogEntry | null> {
  for (const file of await newestFirst(folder)) {
    const manifest = await manifestIfSound(file)
    if (
      manifest &&
      manifest.summary.records > 0 &&
      (topic === undefined || manifest.topics.some((t) => t.topic === topic))
    )
      return {
        file: shortPath(file),
        topics: manifest.topics.map((t) => t.topic),
        messages: manifest.summary.records,
        readAt: manifest.readAt,
      }
  }
  return null
}

/** What to do while the broker is gone: one sentence that names the capture, what it holds, and its date. */
export function captureOffer({ file, topics, messages, readAt }: CatalogEntry): string {
  return (
    `To work without the broker, set CARNET_REPLAY=${file}: the last capture, ` +
    `${messages} ${messages === 1 ? 'message' : 'messages'} of ${topics.join(', ')}, read ${readAt}.`
  )
}

/** The path as a person would type it here. */
export function shortPath(file: string): string {
  const short = relative(process.cwd(), file)
  return short.startsWith('..') || isAbsolute(short) ? file : short
}

async function newestFirst(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => [])
  const captures = names.filter((n) => /\.(kcap|ndjson|ndjson\.gz)$/.test(n)).map((n) => join(folder, n))
  const dated = await Promise.all(captures.map(async (file) => ({ file, time: await timeOf(file) })))
  return dated.sort((a, b) => b.time - a.time || (a.file < b.file ? 1 : -1)).map((d) => d.file)
}

/** From the stamp in its name where there is one (a copy keeps it), else from the file. Milliseconds since 1970. */
async function timeOf(file: string): Promise<number> {
  const stamp = /-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z(?:-\d+)?\.\w+(?:\.gz)?$/.exec(file)
  if (stamp) {
    const [year, month, day, hour, minute, second, ms] = stamp.slice(1)
    return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.${ms}Z`)
  }
  return stat(file).then(
    (s) => s.mtimeMs,
    () => 0,
  )
}

async function manifestIfSound(file: string): Promise<Manifest | null> {
  try {
    return await readManifest(file)
  } catch (e) {
    if (e instanceof CarnetError) return null
    throw e
  }
}
