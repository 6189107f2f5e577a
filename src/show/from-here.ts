import { isAbsolute, relative } from 'node:path'
import { outputFolder } from '../machine'

/**
 * A path below the working folder, or below the folder of what the run makes, without it: so that the same run reads the
 * same on every machine.
 */
export function fromHere(file: string): string {
  for (const folder of [process.cwd(), outputFolder()]) {
    const path = relative(folder, file)
    if (path !== '' && !path.startsWith('..') && !isAbsolute(path)) return path
  }
  return file
}
