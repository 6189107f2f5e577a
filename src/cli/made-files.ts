import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** What a folder held at one moment: path within it → size and time of change. */
export type Snapshot = ReadonlyMap<string, string>

export function snapshot(folder: string): Snapshot {
  const files = new Map<string, string>()
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue
    const file = join(entry.parentPath, entry.name)
    const { size, mtimeMs } = statSync(file)
    files.set(file, `${size} ${mtimeMs}`)
  }
  return files
}

/** The files of `folder` that are new or changed since `before`, in alphabetical order. */
export function madeSince(folder: string, before: Snapshot): string[] {
  return [...snapshot(folder)]
    .filter(([file, state]) => before.get(file) !== state)
    .map(([file]) => file)
    .sort()
}
