import { carnetError } from '../errors'
import { type StoredRun } from './stored-runs'

/** So many characters of an id name a run, if they are no other's. */
const LEAST = 4

/**
 * The run of that id, or of the only id that begins so; `last` is the newest one, `last-1` the one before it. `runs` are the
 * newest first. Throws RUN_UNKNOWN.
 */
export function runNamed(runs: readonly StoredRun[], file: string, name: string): StoredRun {
  const back = /^last(?:-(\d+))?$/.exec(name)
  const found = back
    ? runs.slice(Number(back[1] ?? 0), Number(back[1] ?? 0) + 1)
    : runs.filter((r) => r.id === name || (name.length >= LEAST && r.id.startsWith(name)))
  if (found.length === 1) return found[0]
  throw carnetError('RUN_UNKNOWN', {
    file,
    run: name,
    known: (found.length > 1 ? found : runs).map((r) => r.id),
    isSeveral: found.length > 1,
  })
}
