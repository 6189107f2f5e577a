import { writeAtomically } from '../atomic'
import { carnetError } from '../errors'

/** A reader sees the old picture or the new one, never a part. Throws PICTURE_NOT_WRITTEN. */
export async function writePicture(file: string, content: string | Uint8Array): Promise<void> {
  try {
    await writeAtomically(file, content)
  } catch (e) {
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
