import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { randomUUID } from 'node:crypto'
import { basename, dirname, join } from 'node:path'
import { carnetError } from '../errors'

/** Writes beside the file and renames: a reader sees the old picture or the new one, never a part. */
export async function writePicture(file: string, bytes: Uint8Array): Promise<void> {
  const folder = dirname(file)
  const part = join(folder, `.${basename(file)}.${randomUUID()}.tmp`)
  try {
    await mkdir(folder, { recursive: true })
    await writeFile(part, bytes)
    await rename(part, file)
  } catch (e) {
    await rm(part, { force: true }).catch(() => undefined)
    throw carnetError('PICTURE_NOT_WRITTEN', { file, reason: reasonOf(e) }, e)
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  EISDIR: 'there is a folder of that name',
  ENOTDIR: 'a part of its path is a file, not a folder',
  EEXIST: 'a part of its path is a file, not a folder',
  ENAMETOOLONG: 'its name is too long',
}

function reasonOf(e: unknown): string {
  const { code, message } = e as NodeJS.ErrnoException
  return REASONS[code ?? ''] ?? message
}
