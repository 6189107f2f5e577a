import { statSync } from 'node:fs'
import { dirname, extname, resolve } from 'node:path'

/** The JavaScript of one of the user's own TypeScript files, as tslab keeps it. */
export interface SideOutput {
  readonly path: string
  readonly data: string
}

const REQUIRED = /\brequire\("(\.[^"]*)"\)/g

/**
 * The user's own TypeScript files that cells import. tslab compiles one anew when it was edited, but those that import
 * it keep what they imported before.
 */
export class UserModules {
  readonly #outputs = new Map<string, SideOutput>()

  /** The files that were compiled anew, and those that depend on them, which are to be run anew too. */
  withDependents(compiled: readonly SideOutput[]): SideOutput[] {
    for (const output of compiled) this.#outputs.set(output.path, output)
    const anew = new Set(compiled.map(({ path }) => path))
    for (let size = 0; size < anew.size;) {
      size = anew.size
      for (const { path, data } of this.#outputs.values())
        if (requiredBy(path, data).some((required) => anew.has(required))) anew.add(path)
    }
    return [...this.#outputs.values()].filter(({ path }) => anew.has(path))
  }
}

function requiredBy(path: string, data: string): string[] {
  return Array.from(data.matchAll(REQUIRED), ([, name = '']) => {
    const file = resolve(dirname(path), name)
    return extname(file) === '' ? `${file}.js` : file
  })
}

type ModuleCache = NodeJS.Dict<NodeJS.Module>

/**
 * The files of loaded modules that somebody may edit while a notebook is open: all but those of installed packages. Of
 * carnet itself too, whose build is loaded anew once it has changed.
 */
export class EditedModules {
  /** What each file looked like when it was loaded. */
  readonly #seen = new Map<string, string>()

  constructor(private readonly cache: ModuleCache) {}

  /** Looks at what was loaded since; after every cell. */
  look(): void {
    for (const file of this.#own()) if (!this.#seen.has(file)) this.#seen.set(file, stampOf(file))
  }

  /** Forgets the modules whose files have changed, and those that loaded them: the next import loads them anew. */
  forget(): void {
    const stale = new Set([...this.#seen].filter(([file, stamp]) => stampOf(file) !== stamp).map(([f]) => f))
    if (stale.size === 0) return
    for (let size = 0; size < stale.size;) {
      size = stale.size
      for (const file of this.#own())
        if (this.cache[file]?.children.some((child) => stale.has(child.filename))) stale.add(file)
    }
    for (const file of stale) {
      this.#seen.delete(file)
      Reflect.deleteProperty(this.cache, file)
    }
  }

  #own(): string[] {
    return Object.keys(this.cache).filter((file) => !/[\\/]node_modules[\\/]/.test(file))
  }
}

function stampOf(file: string): string {
  try {
    const { mtimeMs, size } = statSync(file)
    return `${mtimeMs} ${size}`
  } catch {
    return ''
  }
}
