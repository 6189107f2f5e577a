import { randomUUID } from 'node:crypto'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/**
 * Writes a file whole or not at all: first beside it, then in its place; content may come piece by piece. Makes its folder.
 * Throws what the file system says, and leaves nothing behind.
 */
export async function writeAtomically(
  file: string,
  content: string | Uint8Array | AsyncIterable<string | Uint8Array>,
): Promise<void> {
  const beside = join(dirname(file), `.${basename(file)}.${randomUUID()}.tmp`)
  try {
    await mkdir(dirname(file), { recursive: true })
    await writeFile(beside, content)
    await rename(beside, file)
  } catch (e) {
    // Where the way to it is no folder, even this fails; what counts is why the file could not be written.
    await rm(beside, { force: true }).catch(() => undefined)
    throw e
  }
}
