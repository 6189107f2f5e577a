import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { carnetError, CarnetError } from '../errors'
import { type Secret } from '../secret'
import { writeAtomically } from '../atomic'
import { type ReportFacts } from './document'
import { cellHeading, type Notebook } from './nbformat'
import { findSecret, type Passage } from './secrets'

export interface ReportOptions extends ReportFacts {
  /** The settings that must not occur in the report, in any form. */
  readonly secrets: readonly Secret[]
}

/** `html`: one file that needs nothing else; `md`: Markdown with its pictures beside it; `pdf`: printed by a browser. */
export type ReportForm = 'html' | 'md' | 'pdf'

/**
 * Writes a notebook as a report: as HTML it needs no network, no server and no scripts. The file is written whole or not
 * at all; an earlier report at its place stays as it is where this one is refused.
 * Throws REPORT_HOLDS_SECRET where a secret occurs in it, REPORT_NOT_WRITTEN where the file cannot be written, and for `pdf`
 * BROWSER_MISSING, PDF_NOT_PRINTED.
 */
export async function writeReport(
  file: string,
  notebook: Notebook,
  options: ReportOptions,
  form: ReportForm = 'html',
): Promise<void> {
  // Loaded when needed: the parsers of markdown, TeX and code have no part in anything else.
  const { reportTitle } = await import('./document.js')
  const { plotlyLibrary } = await import('../chart/library.js')
  const title = reportTitle(notebook, options)
  const found = findSecret(options.secrets, passages(notebook, title, options, plotlyLibrary))
  if (found) throw carnetError('REPORT_HOLDS_SECRET', { ...found, file, earlier: existsSync(file) })
  try {
    await WRITERS[form](file, notebook, options)
  } catch (e) {
    if (e instanceof CarnetError) throw e
    const reason = (e as NodeJS.ErrnoException).code ?? String(e)
    throw carnetError('REPORT_NOT_WRITTEN', { file, reason }, e)
  }
}

type Writer = (file: string, notebook: Notebook, options: ReportOptions) => Promise<void>

const WRITERS: Readonly<Record<ReportForm, Writer>> = {
  html: async (file, notebook, options) => {
    const { renderDocument } = await import('./document.js')
    await writeAtomically(file, renderDocument(notebook, options))
  },
  md: async (file, notebook, options) => {
    const { markdownPage } = await import('./markdown-page.js')
    const { text, pictures } = markdownPage(notebook, options, basename(file, '.md'))
    for (const { name, bytes } of pictures) await writeAtomically(join(dirname(file), name), bytes)
    await writeAtomically(file, text)
  },
  pdf: async (file, notebook, options) => {
    const { printPdf } = await import('./print.js')
    const folder = mkdtempSync(join(tmpdir(), 'carnet-pdf-'))
    try {
      const [html, pdf] = [join(folder, 'report.html'), join(folder, 'report.pdf')]
      await WRITERS.html(html, notebook, options)
      await printPdf(html, pdf)
      await writeAtomically(file, readFileSync(pdf))
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
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
