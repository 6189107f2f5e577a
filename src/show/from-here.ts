import { isAbsolute, relative } from 'node:path'

/** A path below the working folder without it, so that the same run reads the same on every machine. */
export function fromHere(file: string): string {
  const path = relative(process.cwd(), file)
  return path === '' || path.startsWith('..') || isAbsolute(path) ? file : path
}
