import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { CarnetError, carnetError } from '../errors'

/**
 * Runs `work` on a file with what standard input brings, because a capture is read more than once: `-` as the name of a
 * file. The file is gone in the end, and no error names it. Any other name is the file itself. `work` also gets the name
 * by which the user knows the file: `standard input`, or its path.
 */
export async function withFile<T>(
  name: string,
  input: NodeJS.ReadableStream,
  signal: AbortSignal,
  work: (file: string, name: string) => Promise<T>,
): Promise<T> {
  if (name !== '-') return work(name, name)
  const folder = await mkdtemp(join(tmpdir(), 'carnet-'))
  const file = join(folder, 'stdin')
  try {
    await pipeline(input, createWriteStream(file), { signal })
    return await work(file, STANDARD_INPUT)
  } catch (e) {
    throw e instanceof CarnetError ? ofInput(e, file) : e
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** What standard input is called to the user. */
const STANDARD_INPUT = 'standard input'

/** The error with what it is about in the user's words: the file is none of theirs. */
function ofInput(error: CarnetError, file: string): CarnetError {
  const details = Object.entries(error.details).map(([name, value]: [string, unknown]) => [
    name,
    typeof value === 'string' ? value.replaceAll(file, STANDARD_INPUT) : value,
  ])
  return carnetError(error.code, Object.fromEntries(details) as never, error.cause)
}
