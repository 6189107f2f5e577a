import { existsSync } from 'node:fs'
import { mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import { carnetError } from '../../errors'

/**
 * A file that appears whole or not at all: it grows as `<name>.partial` and gets its name at the end, after its bytes
 * are on the disk. A process that is killed leaves the `.partial` behind.
 * Every method throws CAPTURE_NOT_WRITTEN where the disk or the folder refuses.
 */
export class PartialFile {
  readonly #handle: FileHandle
  private constructor(
    readonly file: string,
    handle: FileHandle,
  ) {
    this.#handle = handle
  }

  /** Begins the file, over a `.partial` that was left behind; what has the name already stays until `commit`. */
  static async begin(file: string): Promise<PartialFile> {
    return refusal(file, async () => {
      await mkdir(dirname(file), { recursive: true })
      return new PartialFile(file, await open(partialName(file), 'w'))
    })
  }

  /** Begins the first of `names` that nobody has taken, finished or not. */
  static async beginNew(names: Iterable<string>): Promise<PartialFile> {
    for (const file of names) {
      const taken = await refusal(file, async () => {
        await mkdir(dirname(file), { recursive: true })
        return openNew(file)
      })
      if (taken) return new PartialFile(file, taken)
    }
    throw new RangeError('the names for a new file are used up')
  }

  async write(parts: readonly Buffer[]): Promise<void> {
    await refusal(this.file, async () => {
      // A write may take less than it was given, where the disk is nearly full.
      for (let rest = parts.filter((p) => p.length > 0); rest.length > 0;) {
        const { bytesWritten } = await this.#handle.writev(rest)
        rest = after(rest, bytesWritten)
      }
    })
  }

  /** Writes over what is there from `position` on. */
  async overwrite(position: number, parts: readonly Buffer[]): Promise<void> {
    const bytes = Buffer.concat(parts)
    await refusal(this.file, async () => {
      for (let done = 0; done < bytes.length;) {
        const left = bytes.length - done
        done += (await this.#handle.write(bytes, done, left, position + done)).bytesWritten
      }
    })
  }

  /** Gives the file its name, once its bytes are on the disk. */
  async commit(): Promise<void> {
    await refusal(this.file, async () => {
      await this.#handle.sync()
      await this.#handle.close()
      await rename(partialName(this.file), this.file)
      await syncFolder(dirname(this.file))
    })
  }

  /** Removes what was written. */
  async discard(): Promise<void> {
    await this.#handle.close().catch(() => undefined)
    await rm(partialName(this.file), { force: true })
  }
}

/** What the name of a file ends in until it is whole. */
export const PARTIAL = '.partial'

const partialName = (file: string): string => file + PARTIAL

async function openNew(file: string): Promise<FileHandle | null> {
  try {
    const handle = await open(partialName(file), 'wx')
    // Looked for after the `.partial` is ours: from now on nobody else finishes this name.
    if (!existsSync(file)) return handle
    await handle.close()
    await rm(partialName(file))
    return null
  } catch (e) {
    if (codeOf(e) === 'EEXIST') return null
    throw e
  }
}

/** What is left of `parts` after the first `written` bytes. */
function after(parts: readonly Buffer[], written: number): Buffer[] {
  const rest: Buffer[] = []
  let skip = written
  for (const part of parts) {
    if (skip < part.length) rest.push(skip > 0 ? part.subarray(skip) : part)
    skip = Math.max(0, skip - part.length)
  }
  return rest
}

/** Makes the new name itself durable; some systems cannot open a folder, and do not need it. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => null)
  await handle?.sync().catch(() => undefined)
  await handle?.close()
}

async function refusal<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (e) {
    if (codeOf(e) === undefined) throw e
    throw carnetError('CAPTURE_NOT_WRITTEN', { file, reason: e instanceof Error ? e.message : String(e) }, e)
  }
}

/** The code of an error of the system, such as `ENOENT`; undefined for any other error. */
export function codeOf(e: unknown): string | undefined {
  return e instanceof Error && 'syscall' in e && 'code' in e ? String(e.code) : undefined
}
