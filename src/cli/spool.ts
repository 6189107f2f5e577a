import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'

/**
 * Runs `work` on a file with what standard input brings, because a capture is read more than once: `-` as the name of a
 * file. The file is gone in the end. Any other name is the file itself.
 */
export async function withFile<T>(
  name: string,
  input: NodeJS.ReadableStream,
  signal: AbortSignal,
  work: (file: string) => Promise<T>,
): Promise<T> {
  if (name !== '-') return work(name)
  const folder = await mkdtemp(join(tmpdir(), 'carnet-'))
  try {
    const file = join(folder, 'stdin')
    await pipeline(input, createWriteStream(file), { signal })
    return await work(file)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
