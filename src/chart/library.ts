import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const load = createRequire(__filename)
let library: string | undefined

/**
 * The text of plotly.js with its French locale (4.9 MB), to be put into a `<script>`: it makes `window.Plotly`. It holds
 * no `</script` and no `<!--`, and is the same text every time, so that a page can keep one copy.
 */
export function plotlyLibrary(): string {
  library ??= plotlyCode() + '\n' + `window.Plotly.register(${JSON.stringify(frenchLocale())});`
  return library
}

/** plotly.js alone. It cannot be required: it needs a browser's globals when it loads. */
export function plotlyCode(): string {
  return readFileSync(require.resolve('plotly.js-dist-min'), 'utf8')
}

const frenchLocale = (): object => load('plotly.js-locales/fr') as object
