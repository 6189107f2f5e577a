import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectRoot } from './root'

let version: string | undefined

/** The version of carnet, as its package.json says it. */
export function carnetVersion(): string {
  if (version === undefined) {
    const manifest = readFileSync(join(projectRoot(), 'package.json'), 'utf8')
    version = (JSON.parse(manifest) as { version: string }).version
  }
  return version
}
