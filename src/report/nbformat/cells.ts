import { type CodeCell, type Notebook, type Output } from './types'

/** The code of all code cells, one after the other. */
export function codeOf(notebook: Notebook): string {
  return codeCells(notebook)
    .map((cell) => cell.source)
    .join('\n')
}

export const codeCells = (notebook: Notebook): CodeCell[] =>
  notebook.cells.filter((cell): cell is CodeCell => cell.cell_type === 'code')

/**
 * The heading of the cell at this place in `notebook.cells`: the last markdown heading before it, or '' where there is
 * none. A second code cell under the same heading is told apart by a number: `Read (2)`.
 */
export function cellHeading(notebook: Notebook, place: number): string {
  const seen = new Map<string, number>()
  let heading = ''
  for (const [i, cell] of notebook.cells.entries()) {
    if (cell.cell_type === 'markdown') heading = lastHeading(cell.source) ?? heading
    if (cell.cell_type === 'code') seen.set(heading, (seen.get(heading) ?? 0) + 1)
    if (i === place) break
  }
  const nth = seen.get(heading) ?? 1
  return heading !== '' && nth > 1 ? `${heading} (${nth})` : heading
}

function lastHeading(markdown: string): string | null {
  let fenced = false
  let heading: string | null = null
  for (const line of markdown.split('\n')) {
    if (/^ {0,3}(```|~~~)/.test(line)) fenced = !fenced
    const found = fenced ? null : /^ {0,3}#{1,6}\s+(.*?)(?:\s+#+)?\s*$/.exec(line)
    if (found?.[1]) heading = found[1].replace(/[*_`]/g, '')
  }
  return heading
}

/** What the cells tagged `terminal` say in plain text, in the order of the notebook, with an empty line between outputs. */
export function terminalText(notebook: Notebook): string {
  const texts: string[] = []
  for (const cell of codeCells(notebook)) {
    if (!Array.isArray(cell.metadata.tags) || !cell.metadata.tags.includes('terminal')) continue
    for (const output of cell.outputs) texts.push(plainText(output).trimEnd())
  }
  return texts.filter((text) => text !== '').join('\n\n')
}

function plainText(output: Output): string {
  switch (output.output_type) {
    case 'stream':
      return output.text
    case 'display_data':
    case 'execute_result': {
      const text = output.data['text/plain']
      return typeof text === 'string' ? text : ''
    }
    case 'error':
      return ''
  }
}
