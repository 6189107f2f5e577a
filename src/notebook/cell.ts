import { randomUUID } from 'node:crypto'
import { createRequire } from 'node:module'
import { type Bundle, type Display } from '../show'

// The running cell. Nothing is loaded for it: where tslab is not running, there is no cell.

/** An output that is written again and again in one place. */
export interface Slot {
  /** Whether what is written before the last is seen. */
  readonly live: boolean
  /** `last`: nothing comes after it. */
  write(bundle: Bundle, last: boolean): void
}

/** Where a cell, or a program on a terminal, shows things. */
export interface Place extends Display {
  newSlot(): Slot
}

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

/** The place of the cell that runs now, or standard output where none does. */
export function currentPlace(): Place {
  const writer = (loaded('tslab/dist/jupyter.js') as { lastWriteDisplayData?: unknown } | undefined)
    ?.lastWriteDisplayData
  if (typeof writer === 'function') return cellPlace(writer as TslabWriter)
  const { display } = (loaded('tslab') as TslabPublic | undefined) ?? {}
  // A tslab without that function shows one form of an output at a time, by its public door.
  if (display && writer === undefined) return publicPlace(display)
  return terminalPlace
}

/** Where the kernel says whether a person looks on while the running cell runs. */
const WATCHED = Symbol.for('carnet.watched')

/** Whether a person may see what is shown before the end: in a front end, or on a terminal. */
export function isWatched(): boolean {
  if (currentPlace() === terminalPlace) return process.stdout.isTTY === true
  return (globalThis as { [WATCHED]?: () => boolean })[WATCHED]?.() ?? true
}

function cellPlace(writer: TslabWriter): Place {
  const show = (data: Bundle): void => writer({ data, metadata: {}, transient: {} }, false)
  return { interactive: true, show, newSlot: () => cellSlot(writer) }
}

function cellSlot(writer: TslabWriter): Slot {
  const transient = { display_id: randomUUID() }
  let update = false
  return {
    live: true,
    write: (data) => {
      writer({ data, metadata: {}, transient }, update)
      update = true
    },
  }
}

function publicPlace(display: NonNullable<TslabPublic['display']>): Place {
  const show = (bundle: Bundle): void => {
    const html = bundle['text/html']
    if (html === undefined) display.text(bundle['text/plain'])
    else display.html(html)
  }
  return { interactive: true, show, newSlot: () => endSlot(show) }
}

const printBundle = (bundle: Bundle): void => void process.stdout.write(`${bundle['text/plain']}\n`)

const terminalPlace: Place = {
  interactive: false,
  show: printBundle,
  newSlot: () => (process.stdout.isTTY ? lineSlot() : endSlot(printBundle)),
}

/** Only the end is shown. */
const endSlot = (show: (bundle: Bundle) => void): Slot => ({
  live: false,
  write: (bundle, last) => {
    if (last) show(bundle)
  },
})

/** On a terminal one line is written anew in its place; what has more lines comes at the end alone. */
function lineSlot(): Slot {
  return {
    live: true,
    write: ({ 'text/plain': text }, last) => {
      if (last) process.stdout.write(`\r\u001b[K${text}\n`)
      else if (!text.includes('\n')) {
        // A line that wraps cannot be written over.
        const width = (process.stdout.columns || 80) - 1
        process.stdout.write(`\r\u001b[K${text.slice(0, width)}`)
      }
    },
  }
}

/** What a module exports that has been loaded already; undefined where it has not. */
function loaded(name: string): unknown {
  try {
    return load.cache[load.resolve(name)]?.exports
  } catch {
    return undefined
  }
}
