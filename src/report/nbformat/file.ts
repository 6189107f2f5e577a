import { readFile } from 'node:fs/promises'
import { carnetError } from '../../errors'
import { writeAtomically } from '../../atomic'
import { type Cell, type CellMetadata, type MimeBundle, type Notebook, type Output } from './types'

/** Reads an .ipynb of format 4. Throws NOTEBOOK_UNREADABLE, NOTEBOOK_NOT_JSON or NOTEBOOK_FORMAT. */
export async function readNotebook(file: string): Promise<Notebook> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (e) {
    throw carnetError(
      'NOTEBOOK_UNREADABLE',
      { file, reason: (e as NodeJS.ErrnoException).code ?? String(e) },
      e,
    )
  }
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch (e) {
    throw carnetError('NOTEBOOK_NOT_JSON', { file, reason: (e as Error).message }, e)
  }
  return toNotebook(parsed, file)
}

/** Writes the notebook as Jupyter would (lists of lines, indent 1): whole or not at all. */
export async function writeNotebook(file: string, notebook: Notebook): Promise<void> {
  await writeAtomically(file, JSON.stringify(toFileForm(notebook), null, 1) + '\n')
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isLines = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((line) => typeof line === 'string')

/** Types whose data is text, hence written as lines; JSON types stay as they are. */
const isTextType = (mime: string): boolean => !/^application\/(.*\+)?json$/.test(mime)

function toNotebook(value: unknown, file: string): Notebook {
  const wrong = (reason: string): Error => carnetError('NOTEBOOK_FORMAT', { file, reason })
  if (!isObject(value)) throw wrong('it holds no notebook')
  if (value.nbformat !== 4)
    throw wrong(`its format is ${JSON.stringify(value.nbformat) ?? 'not given'}, not 4`)
  if (!Array.isArray(value.cells)) throw wrong('it has no list of cells')
  return {
    ...value,
    nbformat: value.nbformat,
    nbformat_minor: typeof value.nbformat_minor === 'number' ? value.nbformat_minor : 0,
    metadata: isObject(value.metadata) ? value.metadata : {},
    cells: value.cells.map((cell: unknown, i) => {
      const read = toCell(cell)
      if (read === null) throw wrong(`its cell ${i + 1} is no cell`)
      return read
    }),
  }
}

function toCell(value: unknown): Cell | null {
  if (!isObject(value)) return null
  const source = isLines(value.source) ? value.source.join('') : value.source
  if (typeof source !== 'string') return null
  const metadata: CellMetadata = isObject(value.metadata) ? value.metadata : {}
  if (value.cell_type === 'markdown' || value.cell_type === 'raw')
    return { ...value, cell_type: value.cell_type, metadata, source }
  if (value.cell_type !== 'code') return null
  const outputs = Array.isArray(value.outputs) ? value.outputs.map(toOutput) : []
  if (!outputs.every((output) => output !== null)) return null
  const count = typeof value.execution_count === 'number' ? value.execution_count : null
  return { ...value, cell_type: 'code', metadata, source, outputs, execution_count: count }
}

function toOutput(value: unknown): Output | null {
  if (!isObject(value)) return null
  const metadata = isObject(value.metadata) ? value.metadata : {}
  switch (value.output_type) {
    case 'stream': {
      const text = isLines(value.text) ? value.text.join('') : value.text
      if (typeof text !== 'string') return null
      return { output_type: 'stream', name: value.name === 'stderr' ? 'stderr' : 'stdout', text }
    }
    case 'display_data':
      return { output_type: 'display_data', data: toBundle(value.data), metadata }
    case 'execute_result': {
      const count = typeof value.execution_count === 'number' ? value.execution_count : null
      return { output_type: 'execute_result', execution_count: count, data: toBundle(value.data), metadata }
    }
    case 'error':
      return {
        output_type: 'error',
        ename: typeof value.ename === 'string' ? value.ename : '',
        evalue: typeof value.evalue === 'string' ? value.evalue : '',
        traceback: isLines(value.traceback) ? value.traceback : [],
      }
    default:
      return null
  }
}

const mapBundle = (data: MimeBundle, form: (value: unknown) => unknown): MimeBundle =>
  Object.fromEntries(Object.entries(data).map(([mime, v]) => [mime, isTextType(mime) ? form(v) : v]))

const toBundle = (data: unknown): MimeBundle =>
  isObject(data) ? mapBundle(data, (v) => (isLines(v) ? v.join('') : v)) : {}

/** A text as its lines, each with its line end, the way Jupyter writes them. */
const toLines = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+/g) ?? []

function toFileForm(notebook: Notebook): object {
  const bundle = (data: MimeBundle): MimeBundle =>
    mapBundle(data, (v) => (typeof v === 'string' ? toLines(v) : v))
  const output = (o: Output): object => {
    switch (o.output_type) {
      case 'stream':
        return { ...o, text: toLines(o.text) }
      case 'display_data':
      case 'execute_result':
        return { ...o, data: bundle(o.data) }
      case 'error':
        return o
    }
  }
  const cell = (c: Cell): object =>
    c.cell_type === 'code'
      ? { ...c, source: toLines(c.source), outputs: c.outputs.map(output) }
      : { ...c, source: toLines(c.source) }
  return { ...notebook, cells: notebook.cells.map(cell) }
}
