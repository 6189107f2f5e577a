import { findSourceMap } from 'node:module'
import { fileURLToPath } from 'node:url'
import { type Cells } from './cell'

const MACHINERY = /^node:|[\\/]tslab[\\/]dist[\\/]/

interface Frame extends NodeJS.CallSite {
  /** As V8 writes it: `f (file:line:column)`. */
  toString(): string
}

/**
 * Makes the stack of every error name places as they were typed: `at f (cell 3:2:9)` for cells, source files for
 * libraries that come with source maps. Frames of Node, tslab and the kernel, which called the cell, are left out.
 * A stack is made when it is first read: errors that nobody prints cost nothing.
 */
export function nameStacks(cells: Cells, kernelFolder: string): void {
  process.setSourceMapsEnabled(true)
  Error.prepareStackTrace = (error, frames: Frame[]) => {
    const lines = frames.map((frame) => frameText(frame, cells, kernelFolder))
    return [headline(error), ...lines.filter((line) => line !== null)].join('\n    at ')
  }
}

function frameText(frame: Frame, cells: Cells, kernelFolder: string): string | null {
  const file = frame.getFileName()
  const line = frame.getLineNumber()
  const column = frame.getColumnNumber()
  if (!file || line === null || column === null) return frame.toString()
  if (MACHINERY.test(file) || file.startsWith(kernelFolder)) return null

  const cell = cells.named(file)
  if (cell) {
    const original = cell.original({ line, column })
    return (
      original &&
      replacePlace(frame, `${file}:${line}:${column}`, `${file}:${original.line}:${original.column}`)
    )
  }
  const own = cells.file(file)
  const place = own?.map.original({ line, column })
  if (own && place)
    return replacePlace(frame, `${file}:${line}:${column}`, `${own.source}:${place.line}:${place.column}`)
  const entry = findSourceMap(file)?.findEntry(line - 1, column - 1)
  if (!entry || !('originalSource' in entry)) return frame.toString()
  const source = entry.originalSource.startsWith('file:')
    ? fileURLToPath(entry.originalSource)
    : entry.originalSource
  return replacePlace(
    frame,
    `${file}:${line}:${column}`,
    `${source}:${entry.originalLine + 1}:${entry.originalColumn + 1}`,
  )
}

function replacePlace(frame: Frame, compiled: string, original: string): string {
  const text = frame.toString()
  const at = text.lastIndexOf(compiled)
  return at < 0 ? text : text.slice(0, at) + original + text.slice(at + compiled.length)
}

/** The first line of a stack, as V8 writes it; an error whose own texts cannot be read still has a stack. */
function headline(error: Error): string {
  try {
    return String(error)
  } catch {
    return 'Error'
  }
}
