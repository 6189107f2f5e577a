import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * The folder that cells resolve imports from: the nearest one, from the notebook's folder up, whose node_modules has
 * carnet, so that a notebook of a user's own project finds that project's packages; else carnet's own.
 */
export function findProject(start: string, carnet: string): string {
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'node_modules', 'carnet', 'package.json'))) return folder
    if (folder === dirname(folder)) return carnet
  }
}
