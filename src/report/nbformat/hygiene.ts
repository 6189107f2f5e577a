import { syntaxFaults } from '../../kernel/syntax'
import { codeCells } from './cells'
import { type CodeCell, type Notebook } from './types'

const RELATIVE_IMPORT =
  /\b(?:from|import|require)\s*\(?\s*['"`]\.{1,2}\/(?:[^'"`]*\/)?(?:src|dist)(?:\/[^'"`]*)?['"`]/

/**
 * What keeps a notebook from being committed, each as one sentence: it is committed without outputs, in format 4.5 with
 * an id for each cell, for the kernel `tslab` in TypeScript, with code that parses, that the stock kernel runs too (it
 * does not understand a cell that begins with `await (`) and that imports carnet by its name.
 */
export function checkNotebook(notebook: Notebook): string[] {
  const faults: string[] = []
  const { kernelspec, language_info: language } = notebook.metadata
  if (notebook.nbformat !== 4 || notebook.nbformat_minor < 5)
    faults.push(`Its format is ${notebook.nbformat}.${notebook.nbformat_minor}, not 4.5.`)
  if (kernelspec?.name !== 'tslab')
    faults.push(`Its kernel is ${kernelspec?.name ?? 'not given'}, not tslab.`)
  if (language?.name !== 'typescript')
    faults.push(`Its language is ${language?.name ?? 'not given'}, not typescript.`)

  const ids = new Set<string>()
  for (const [i, cell] of notebook.cells.entries()) {
    if (cell.id === undefined) faults.push(`Its part ${i + 1} has no id.`)
    else if (!/^[A-Za-z0-9_-]{1,64}$/.test(cell.id)) faults.push(`The id "${cell.id}" is not allowed.`)
    else if (ids.has(cell.id)) faults.push(`The id "${cell.id}" is there twice.`)
    else ids.add(cell.id)
  }
  for (const [i, cell] of codeCells(notebook).entries())
    faults.push(...cellFaults(cell).map((fault) => `Code cell ${i + 1} (${cell.id ?? 'no id'}) ${fault}.`))
  return faults
}

function cellFaults(cell: CodeCell): string[] {
  const faults: string[] = []
  if (cell.outputs.length > 0) faults.push('holds outputs')
  if (cell.execution_count !== null) faults.push('holds an execution count')
  if (/^\s*await\s*\(/.test(cell.source)) faults.push('begins with "await ("')
  if (RELATIVE_IMPORT.test(cell.source))
    faults.push("imports src or dist by a path, not by the package's name")
  for (const { line, column, text } of syntaxFaults(cell.source))
    faults.push(`does not parse: line ${line}, column ${column}: ${text.replace(/\.$/, '')}`)
  return faults
}
