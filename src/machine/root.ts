import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

let root: string | undefined

/** The folder that holds carnet's own package.json, whether the code runs from `src` or from `dist`. */
export function projectRoot(): string {
  return (root ??= findRoot(__dirname))
}

function findRoot(from: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    const manifest = join(folder, 'package.json')
    if (existsSync(manifest)) {
      const { name } = JSON.parse(readFileSync(manifest, 'utf8')) as { name?: unknown }
      if (name === 'carnet') return folder
    }
    if (folder === dirname(folder)) throw new Error(`no package.json of carnet above ${from}`)
  }
}
