import { createHash } from 'node:crypto'
import { carnetError } from '../errors'
import { cellHeading, type CodeCell, type Notebook } from './nbformat'

/** Stands for a cell's code as it was when it ran, so that an output of other code is known. */
export const codeMark = (source: string): string =>
  createHash('sha256').update(source.trim()).digest('hex').slice(0, 16)

/**
 * Refuses a notebook whose outputs are not those of one run from top to bottom: a report would show what nobody can get
 * again. Throws REPORT_CELL_FAILED, REPORT_CELL_NOT_RUN, REPORT_OUT_OF_ORDER, and REPORT_CELL_STALE where a cell was edited
 * after it ran (known of cells that `carnet run` ran).
 */
export function checkRun(notebook: Notebook, file: string): void {
  let last: { readonly count: number; readonly cell: string } | null = null
  let number = 0
  for (const [place, cell] of notebook.cells.entries()) {
    if (cell.cell_type !== 'code' || cell.source.trim() === '') continue
    const heading = cellHeading(notebook, place)
    const name = `code cell ${++number}${heading === '' ? '' : ` ("${heading}")`}`
    const reason = failureIn(cell)
    if (reason !== null) throw carnetError('REPORT_CELL_FAILED', { file, cell: name, reason })
    const count = cell.execution_count
    if (count === null) throw carnetError('REPORT_CELL_NOT_RUN', { file, cell: name })
    if (last !== null && count <= last.count)
      throw carnetError('REPORT_OUT_OF_ORDER', { file, cell: name, before: last.cell })
    const mark = cell.metadata.carnet?.code
    if (mark !== undefined && mark !== codeMark(cell.source))
      throw carnetError('REPORT_CELL_STALE', { file, cell: name })
    last = { count, cell: name }
  }
}

/** Why a cell failed; null where it did not, or was meant to (tagged `raises-exception`). */
export function failureIn({ metadata, outputs }: CodeCell): string | null {
  const isMeant = Array.isArray(metadata.tags) && metadata.tags.includes('raises-exception')
  if (metadata.carnet?.failed !== true && isMeant) return null
  for (const output of outputs)
    if (output.output_type === 'error') return `${output.ename}: ${output.evalue.split('\n')[0] ?? ''}`
  return metadata.carnet?.failed === true ? 'the run ended there' : null
}
