import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { type Found } from './settings'

/** `~/…` as a shell reads it, which a settings file or an .env file leaves as it is. */
export const inHome = (path: string): string =>
  path.startsWith('~/') ? join(homedir(), path.slice(2)) : path

/** Where the path of a setting may be meant, most likely first: the working folder, the folder of the settings file. */
export function pathsOf({ text, folder }: Found): readonly string[] {
  const path = inHome(text.trim())
  return folder === undefined ? [path] : [path, resolve(folder, path)]
}
