import { inspect } from 'node:util'

/** A hook of Deno's and others': a value that has it says itself what is shown of it. */
const DISPLAY = Symbol.for('Jupyter.display')

/** Where the carnet that a cell imported says how its values, and DataFrames, are shown. */
const SHOW = Symbol.for('carnet.show')

type Show = (value: unknown) => Promise<object | null>

/** What is shown of the value of a cell's last expression. */
export async function bundleOf(value: unknown): Promise<object> {
  if (typeof value === 'object' && value !== null) {
    if (DISPLAY in value && typeof value[DISPLAY] === 'function') {
      const bundle: unknown = await (value[DISPLAY] as () => unknown).call(value)
      if (typeof bundle === 'object' && bundle !== null) return bundle
    }
    // A DataFrame may have come without carnet, whose own copy is here.
    if (!shower() && /^(DataFrame|Series)$/.test(value.constructor?.name ?? ''))
      await import('../notebook/index.js')
    const bundle = await shower()?.(value)
    if (bundle) return bundle
  }
  return { 'text/plain': inspect(value, { depth: 3 }) }
}

const shower = (): Show | undefined => (globalThis as { [SHOW]?: Show })[SHOW]
