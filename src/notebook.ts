import { mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { type Figure } from './chart/figure'
import { plotlyLibrary } from './chart/library'
import { carnetError } from './errors'
import { projectRoot } from './machine'
import { toBundle, type Bundle, type Display } from './show'
import { isKind } from './show/kinds'

// Showing

let shownLast: Promise<unknown> = Promise.resolve()

/**
 * Shows a value in the cell that calls this: tables, check-ups, batches and other values of carnet's as HTML and text,
 * figures as a picture too, everything else as text. Outside a notebook the text goes to standard output. A promise is
 * waited for; outputs come in the order of the calls, whether they are awaited or not.
 */
export function show(value: unknown): Promise<void> {
  // Taken now: when the output is ready, another cell may be running.
  const display = currentDisplay()
  const before = shownLast
  const done = write(value, display, before)
  shownLast = done.catch(() => undefined)
  return done
}

async function write(value: unknown, display: Display, before: Promise<unknown>): Promise<void> {
  const settled = await value
  const bundle = await toBundle(settled)
  await before
  if (isKind<Figure>(settled, 'figure') && display.interactive && needsLibrary(settled))
    display.show(libraryBundle())
  display.show(bundle)
}

/** The figure whose cell holds plotly.js in this session. */
let carrier: string | null = null

/**
 * plotly.js (4.9 MB) goes into a notebook once, with the first figure. When that figure is shown again its cell was run
 * again: the output that held the library is gone, so it comes again.
 */
function needsLibrary(figure: Figure): boolean {
  const name = JSON.stringify([figure.title, figure.label.filter])
  carrier ??= name
  return carrier === name
}

const libraryBundle = (): Bundle => ({
  'text/plain': '',
  'text/html': `<script>${plotlyLibrary()}</script>`,
})

// The running cell. Nothing is loaded for it: where tslab is not running, there is no cell.

interface TslabMessage {
  readonly data: Bundle
  readonly metadata: object
  readonly transient: { readonly display_id?: string }
}
type TslabWriter = (message: TslabMessage, update: boolean) => void
interface TslabPublic {
  readonly display?: { html(text: string): void; text(text: string): void }
}

const load = createRequire(__filename)

/** The display of the cell that runs now, or standard output where none does. */
function currentDisplay(): Display {
  const writer = (loaded('tslab/dist/jupyter.js') as { lastWriteDisplayData?: unknown } | undefined)
    ?.lastWriteDisplayData
  if (typeof writer === 'function') return cellDisplay(writer as TslabWriter)
  const { display } = (loaded('tslab') as TslabPublic | undefined) ?? {}
  // A tslab without that function shows one form of an output at a time, by its public door.
  if (display && writer === undefined) return publicDisplay(display)
  return terminalDisplay
}

function cellDisplay(writer: TslabWriter): Display {
  return {
    interactive: true,
    show: (bundle) => writer({ data: bundle, metadata: {}, transient: {} }, false),
  }
}

function publicDisplay(display: NonNullable<TslabPublic['display']>): Display {
  return {
    interactive: true,
    show: (bundle) => {
      const html = bundle['text/html']
      if (html === undefined) display.text(bundle['text/plain'])
      else display.html(html)
    },
  }
}

const terminalDisplay: Display = {
  interactive: false,
  show: (bundle) => {
    process.stdout.write(`${bundle['text/plain']}\n`)
  },
}

/** What a module exports that has been loaded already; undefined where it has not. */
function loaded(name: string): unknown {
  try {
    return load.cache[load.resolve(name)]?.exports
  } catch {
    return undefined
  }
}

// Parameters

const asked = new Map<string, string | number | boolean>()

/**
 * A setting of the notebook that can be given from outside: `carnet run … --param name=value`. Its type is that of the
 * default. Throws PARAM_INVALID for a value that is not of that type, and PARAMS_UNREADABLE.
 */
export function param(name: string, fallback: string): string
export function param(name: string, fallback: number): number
export function param(name: string, fallback: boolean): boolean
export function param(name: string, fallback: string | number | boolean): string | number | boolean {
  const text = givenParameters().get(name)
  const value = text === undefined ? fallback : parsed(name, text, fallback)
  asked.set(name, value)
  return value
}

/** The parameters that were asked for so far, with the values that they have. */
export function params(): Record<string, string | number | boolean> {
  return Object.fromEntries(asked)
}

function parsed(name: string, text: string, like: string | number | boolean): string | number | boolean {
  if (typeof like === 'string') return text
  const word = text.trim()
  if (typeof like === 'boolean') {
    if (word === 'true' || word === 'false') return word === 'true'
    throw carnetError('PARAM_INVALID', { name, text, expected: 'boolean' })
  }
  const value = Number(word)
  if (word === '' || !Number.isFinite(value))
    throw carnetError('PARAM_INVALID', { name, text, expected: 'number' })
  return value
}

function givenParameters(): ReadonlyMap<string, string> {
  const json = process.env.CARNET_PARAMS
  if (!json) return new Map()
  let given: unknown
  try {
    given = JSON.parse(json)
  } catch (e) {
    throw carnetError('PARAMS_UNREADABLE', { reason: 'it is no JSON' }, e)
  }
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw carnetError('PARAMS_UNREADABLE', { reason: 'it is no JSON object' })
  return new Map(Object.entries(given).map(([name, value]: [string, unknown]) => [name, textOf(name, value)]))
}

function textOf(name: string, value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  throw carnetError('PARAMS_UNREADABLE', { reason: `${name} is no text` })
}

// Outputs

/**
 * The path of a file in the output folder: that of the run (`carnet run --out`, the variable CARNET_OUT), `out` of the
 * project by default. Makes the folder. Throws OUT_PATH_OUTSIDE and OUT_FOLDER_UNUSABLE.
 */
export function outPath(name: string): string {
  const folder = resolve(process.env.CARNET_OUT || join(projectRoot(), 'out'))
  const file = resolve(folder, name)
  const inside = relative(folder, file)
  if (inside === '' || inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside))
    throw carnetError('OUT_PATH_OUTSIDE', { name, folder })
  try {
    mkdirSync(dirname(file), { recursive: true })
  } catch (e) {
    const reason = (e as NodeJS.ErrnoException).code === 'EACCES' ? 'permission denied' : (e as Error).message
    throw carnetError('OUT_FOLDER_UNUSABLE', { folder: dirname(file), reason }, e)
  }
  return file
}
