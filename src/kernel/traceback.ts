import { inspect } from 'node:util'
import { isAbsolute, relative, sep } from 'node:path'
import { type Cell, type Cells } from './cell'
import { type Diagnostic } from './tslab'

/** Jupyter's form of an error: its name, its message, and lines (with ANSI colours) that say where. */
export interface ErrorContent {
  readonly ename: string
  readonly evalue: string
  readonly traceback: readonly string[]
}

/** Where paths start from, and where carnet itself is. */
export interface Places {
  readonly cells: Cells
  /** Paths below it are shown relative to it. */
  readonly project: string
  /** Frames below it are carnet's own. */
  readonly carnet: string
}

const CAUSES = 3
const PARTS = 5

// Written out: Node's styleText asks whether this process has a terminal, and the reader here is a browser.
const paint = (code: string) => (text: string) => `\u001b[${code}m${text}\u001b[0m`
const strong = paint('1;31')
const red = paint('31')
const place = paint('36')
const faint = paint('2')

/** What a cell threw, whatever it was. */
export function thrownContent(thrown: unknown, places: Places): ErrorContent {
  if (!looksLikeError(thrown)) {
    const evalue = safely(() => inspect(thrown, { depth: 2 }), 'a value that cannot be printed')
    return { ename: 'NotAnError', evalue, traceback: [`${strong('Thrown, though no Error:')} ${evalue}`] }
  }
  const ename = textOf(thrown, 'name') || 'Error'
  const evalue = textOf(thrown, 'message')
  return {
    ename,
    evalue,
    traceback: [...headLines(thrown, ename, evalue), ...stackLines(thrown, places), ...relatedLines(thrown)],
  }
}

/** What TypeScript found wrong before anything was run. */
export function typeErrorContent(diagnostics: readonly Diagnostic[], cell: Cell): ErrorContent {
  const traceback = [`${strong('TypeScript error')}: nothing of this cell was run.`]
  let before: Diagnostic | undefined
  for (const d of diagnostics) {
    const line = d.start.line + 1
    const column = d.start.character + 1
    // A long explanation comes in parts, each with the place of the first.
    const goesOn = before?.fileName === d.fileName && before?.start.line === d.start.line
    if (goesOn && before?.start.character === d.start.character) traceback.push(`  ${d.messageText}`)
    else {
      traceback.push(
        '',
        `${place(`${d.fileName ?? cell.name}, line ${line}, column ${column}`)}: ${d.messageText}`,
      )
      if (d.fileName === undefined) traceback.push(...excerpt(cell.source, line, column))
    }
    before = d
  }
  const [first] = diagnostics
  const where = first
    ? `${first.fileName ? `${first.fileName} ` : ''}${first.start.line + 1}:${first.start.character + 1}`
    : ''
  return { ename: 'TypeScriptError', evalue: `${where} - ${first?.messageText ?? ''}`, traceback }
}

export function interruptedContent(): ErrorContent {
  const evalue = 'The cell was interrupted.'
  return { ename: 'Interrupted', evalue, traceback: [strong(evalue)] }
}

/** Whether Node ended a script that never yielded, on SIGINT. */
export const isStoppedByNode = (thrown: unknown): boolean =>
  looksLikeError(thrown) && field(thrown, 'code') === 'ERR_SCRIPT_EXECUTION_INTERRUPTED'

interface ErrorLike {
  readonly stack?: unknown
}

const looksLikeError = (value: unknown): value is ErrorLike =>
  typeof value === 'object' &&
  value !== null &&
  (value instanceof Error || safely(() => typeof (value as ErrorLike).stack === 'string', false))

/** A getter may throw, and anything may have been assigned: an error about an error would hide the first. */
function safely<T>(read: () => T, otherwise: T): T {
  try {
    return read()
  } catch {
    return otherwise
  }
}

const field = (error: object, name: string): unknown =>
  safely(() => (error as Record<string, unknown>)[name], undefined)

function textOf(error: object, name: string): string {
  const value = field(error, name)
  return typeof value === 'string'
    ? value
    : value === undefined
      ? ''
      : safely(() => inspect(value, { depth: 1 }), '')
}

function headLines(error: object, ename: string, evalue: string): string[] {
  // Known by its name and fields: the class may come from another copy of carnet.
  if (ename === 'CarnetError' && field(error, 'what') !== undefined)
    return [`${strong(textOf(error, 'code'))}: ${textOf(error, 'what')}`, textOf(error, 'todo')]
  return [evalue === '' ? strong(ename) : `${strong(ename)}: ${evalue}`]
}

const FRAME = /^\s+at (?:async )?(?:(.*?) \()?((?:file:\/\/)?.*?):(\d+):(\d+)\)?$/

interface Frame {
  /** The function; empty at the top of a cell or file. */
  readonly inside: string
  readonly file: string
  readonly line: number
  readonly column: number
}

function framesOf(error: ErrorLike): Frame[] {
  const frames: Frame[] = []
  for (const text of textOf(error, 'stack').split('\n')) {
    const [, name = '', file = '', line, column] = FRAME.exec(text) ?? []
    if (file === '' || file.startsWith('node:')) continue
    const inside = /^(?:Object\.)?<anonymous>$|^Timeout\._onTimeout$/.test(name)
      ? ''
      : name.replace(/^(?:Proxy|Object)\.| \[as .*\]$/g, '')
    frames.push({ inside, file, line: Number(line), column: Number(column) })
  }
  return frames
}

function stackLines(error: ErrorLike, { cells, project, carnet }: Places): string[] {
  const lines: string[] = []
  const folded = { library: '', calls: 0 }
  const shown = new Set<Cell>()
  for (const { inside, file, line, column } of framesOf(error)) {
    const cell = cells.named(file)
    const library = cell ? null : libraryOf(file, carnet)
    if (library !== null) {
      // Calls within one library are one line.
      if (folded.library === library) lines.pop()
      else folded.calls = 0
      folded.library = library
      folded.calls++
      lines.push(faint(`… ${folded.calls} ${folded.calls === 1 ? 'call' : 'calls'} in ${library}`))
      continue
    }
    folded.library = ''
    const where = cell ? `${cell.name}, line ${line}` : `${shortened(file, project)}, line ${line}`
    lines.push(place(where) + (inside ? ` in ${inside}` : ''))
    if (cell && !shown.has(cell)) {
      lines.push(...excerpt(cell.source, line, column))
      shown.add(cell)
    }
  }
  return lines
}

/** The package that a file belongs to; null for the user's own files. */
function libraryOf(file: string, carnet: string): string | null {
  const path = file.replaceAll('\\', '/')
  const at = path.lastIndexOf('/node_modules/')
  if (at >= 0) return /^(@[^/]+\/[^/]+|[^/]+)/.exec(path.slice(at + '/node_modules/'.length))?.[0] ?? null
  return ['src', 'dist'].some((folder) => file.startsWith(carnet + sep + folder + sep)) ? 'carnet' : null
}

function shortened(file: string, project: string): string {
  const path = relative(project, file)
  return path.startsWith('..') || isAbsolute(path) ? file : path
}

/** The line with the two before and the one after it, and a mark under the column. */
function excerpt(source: string, line: number, column: number): string[] {
  const rows = source.split('\n')
  const lines: string[] = []
  for (let n = Math.max(1, line - 2); n <= Math.min(rows.length, line + 1); n++) {
    const row = rows[n - 1] ?? ''
    const number = String(n).padStart(3)
    if (n !== line) lines.push(`  ${number} │ ${row}`)
    else {
      lines.push(red(`→ ${number} │ ${row}`))
      // Tabs stay tabs, so that the mark stands under its column however wide they are.
      const indent = row.slice(0, column - 1).replace(/[^\t]/g, ' ')
      lines.push(`      │ ${indent}${red('^')}`)
    }
  }
  return lines
}

function relatedLines(error: object): string[] {
  const lines: string[] = []
  const parts = field(error, 'errors')
  if (Array.isArray(parts)) {
    for (const part of parts.slice(0, PARTS)) lines.push(faint(`· ${inBrief(part)}`))
    if (parts.length > PARTS) lines.push(faint(`· and ${parts.length - PARTS} more`))
  }
  let cause = field(error, 'cause')
  for (let depth = 0; cause !== undefined && cause !== null && depth < CAUSES; depth++) {
    lines.push(faint(`caused by ${inBrief(cause)}`))
    cause = typeof cause === 'object' ? field(cause, 'cause') : undefined
  }
  return lines
}

function inBrief(value: unknown): string {
  if (!looksLikeError(value))
    return safely(() => inspect(value, { depth: 0 }), 'a value that cannot be printed')
  const message = textOf(value, 'message')
  const code = textOf(value, 'code')
  const name = textOf(value, 'name') || 'Error'
  return `${name}${code && !message.includes(code) ? ` ${code}` : ''}${message ? `: ${message}` : ''}`
}
