import { createHash } from 'node:crypto'
import { readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Jar } from './jars'

/** A jar that is not what the list says. */
export interface BadJar {
  readonly jar: Jar
  readonly fault: 'missing' | 'size' | 'checksum'
  /** The file's size or SHA-256 where that is the fault. */
  readonly found: string | null
}

/** Path to `size:modified:sha256`: which state of a file was found to have that checksum. */
type Stamps = Record<string, string>

/**
 * Compares the jars in `folder` with the list, by size and SHA-256. A file that was hashed before, and has the same size
 * and time of change since, is not hashed again: `stampFile` remembers.
 */
export function checkJars(folder: string, jars: readonly Jar[], stampFile: string): BadJar[] {
  const known = readStamps(stampFile)
  const stamps: Stamps = {}
  const bad: BadJar[] = []
  for (const jar of jars) {
    const file = join(folder, jar.path)
    const stat = statSync(file, { throwIfNoEntry: false })
    if (!stat?.isFile()) bad.push({ jar, fault: 'missing', found: null })
    else if (stat.size !== jar.size) bad.push({ jar, fault: 'size', found: String(stat.size) })
    else {
      const stamp = `${stat.size}:${stat.mtimeMs}:${jar.sha256}`
      const sha256 = known[jar.path] === stamp ? jar.sha256 : sha256Of(file)
      if (sha256 === jar.sha256) stamps[jar.path] = stamp
      else bad.push({ jar, fault: 'checksum', found: sha256 })
    }
  }
  if (JSON.stringify(stamps) !== JSON.stringify(known)) writeStamps(stampFile, stamps)
  return bad
}

const sha256Of = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex')

function readStamps(file: string): Stamps {
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) as Stamps | null) ?? {}
  } catch {
    return {}
  }
}

function writeStamps(file: string, stamps: Stamps): void {
  const temporary = `${file}.${process.pid}.tmp`
  writeFileSync(temporary, JSON.stringify(stamps))
  renameSync(temporary, file)
}
