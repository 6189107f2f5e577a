import { existsSync } from 'node:fs'
import { carnetError } from '../errors'
import { type Secret } from '../secret'
import { writeAtomically } from '../atomic'
import { type ReportFacts } from './document'
import { cellHeading, type Notebook } from './nbformat'
import { findSecret, type Passage } from './secrets'

export interface ReportOptions extends ReportFacts {
  /** The settings that must not occur in the report, in any form. */
  readonly secrets: readonly Secret[]
}

/**
 * Writes a notebook as one HTML file that needs no network, no server and no scripts. The file is written whole or not
 * at all; an earlier report at its place stays as it is where this one is refused.
 * Throws REPORT_HOLDS_SECRET where a secret occurs in it, and REPORT_NOT_WRITTEN where the file cannot be written.
 */
export async function writeReport(file: string, notebook: Notebook, options: ReportOptions): Promise<void> {
  // Loaded when needed: the parsers of markdown, TeX and code have no part in anything else.
  const { renderDocument, reportTitle } = await import('./document.js')
  const { plotlyLibrary } = await import('../chart/library.js')
  const title = reportTitle(notebook, options)
  const found = findSecret(options.secrets, passages(notebook, title, options, plotlyLibrary))
  if (found) throw carnetError('REPORT_HOLDS_SECRET', { ...found, file, earlier: existsSync(file) })
  try {
    await writeAtomically(file, renderDocument(notebook, options))
  } catch (e) {
    const reason = (e as NodeJS.ErrnoException).code ?? String(e)
    throw carnetError('REPORT_NOT_WRITTEN', { file, reason }, e)
  }
}

/** Every text that the report could show, by its place, without the text of plotly.js, which is the same for everyone. */
function* passages(
  notebook: Notebook,
  title: string,
  { sourceLabel, parameters }: ReportFacts,
  plotlyLibrary: () => string,
): Generator<Passage> {
  yield { place: 'the title', name: '', text: title }
  yield { place: 'the label of the source', name: '', text: sourceLabel }
  for (const [name, value] of parameters)
    for (const text of [name, value]) yield { place: 'the parameter', name, text }
  let number = 0
  for (const [i, cell] of notebook.cells.entries()) {
    if (cell.cell_type === 'code' && cell.source.trim() !== '') number++
    const place =
      cell.cell_type === 'code' ? `code cell ${number}` : `the text before code cell ${number + 1}`
    const name = cellHeading(notebook, i)
    for (const text of texts(cell)) {
      const long = text.length > 1_000_000 && text.includes('Plotly')
      yield { place, name, text: long ? text.replaceAll(plotlyLibrary(), '') : text }
    }
  }
}

/** Every text in a value, keys included. */
function* texts(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value
  else if (typeof value === 'object' && value !== null)
    for (const [key, inner] of Object.entries(value)) {
      yield key
      yield* texts(inner)
    }
}
