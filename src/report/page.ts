import { cspHash, styleSheetsIn } from '../html/csp'

/** The text of an empty style element: Plotly makes one and fills it rule by rule. */
const EMPTY = ''
/** Above this many characters a script is a library, and a second copy of it is left out. */
const LIBRARY = 100_000

/** What the parts of one page share while it is made: ids that must be unique, and hashes for its policy. */
export class Page {
  readonly #ids = new Set<string>()
  readonly #libraries = new Set<string>()
  readonly #styleElements = new Set<string>()
  readonly #scripts = new Set<string>()
  readonly #styles = new Set<string>([cspHash(EMPTY)])

  /** Reserves an id: `wanted`, or `wanted-2`, `wanted-3` … where it is taken. */
  id(wanted: string): string {
    let id = wanted
    for (let n = 2; this.#ids.has(id); n++) id = `${wanted}-${n}`
    this.#ids.add(id)
    return id
  }

  /**
   * Allows an inline script; false where it is a library that the page holds already.
   */
  addScript(text: string): boolean {
    const hash = cspHash(text)
    this.#scripts.add(hash)
    if (text.length < LIBRARY) return true
    for (const sheet of styleSheetsIn(text)) this.#styles.add(cspHash(sheet))
    return addOnce(this.#libraries, hash)
  }

  /** Allows a style element; false where the page holds the same one already. */
  addStyle(text: string): boolean {
    const hash = cspHash(text)
    this.#styles.add(hash)
    return addOnce(this.#styleElements, hash)
  }

  get scriptHashes(): ReadonlySet<string> {
    return this.#scripts
  }

  get styleHashes(): ReadonlySet<string> {
    return this.#styles
  }
}

function addOnce(set: Set<string>, value: string): boolean {
  if (set.has(value)) return false
  set.add(value)
  return true
}
