// Jupyter's notebook format 4.5 (nbformat.readthedocs.io). In a file, texts are lists of lines; here they are strings.

/** One form of an output: text for text types, an object for JSON types, base64 for pictures. */
export type MimeBundle = Record<string, unknown>

export interface StreamOutput {
  output_type: 'stream'
  name: 'stdout' | 'stderr'
  text: string
}

export interface DisplayOutput {
  output_type: 'display_data'
  data: MimeBundle
  metadata: Record<string, unknown>
}

export interface ResultOutput {
  output_type: 'execute_result'
  execution_count: number | null
  data: MimeBundle
  metadata: Record<string, unknown>
}

export interface ErrorOutput {
  output_type: 'error'
  ename: string
  evalue: string
  traceback: string[]
}

export type Output = StreamOutput | DisplayOutput | ResultOutput | ErrorOutput

export interface CellMetadata {
  /** `terminal`: the text of its outputs is printed at the end of a run. */
  tags?: string[]
  /** Texts that its output must contain, whatever the parameters and the language: a run fails where one is missing. */
  expect?: string[]
  /** Written by a run: into the cell that failed; what the code was that ran. */
  carnet?: { failed?: true; code?: string }
  [key: string]: unknown
}

export interface CodeCell {
  cell_type: 'code'
  id?: string
  metadata: CellMetadata
  source: string
  outputs: Output[]
  execution_count: number | null
}

export interface TextCell {
  cell_type: 'markdown' | 'raw'
  id?: string
  metadata: CellMetadata
  source: string
  attachments?: Record<string, MimeBundle>
}

export type Cell = CodeCell | TextCell

/** What a run says of itself in the notebook that it executed. */
export interface RunRecord {
  /** ISO 8601 in UTC. */
  readonly date: string
  /** Where the messages came from, in words. */
  readonly source: string
  /** The parameters that were given, as they were typed. */
  readonly parameters: readonly (readonly [name: string, value: string])[]
}

export interface NotebookMetadata {
  title?: string
  /** Written by a run, for the reports that are made of it later. */
  carnet?: RunRecord
  kernelspec?: { name: string; display_name: string; language?: string }
  language_info?: { name: string; [key: string]: unknown }
  [key: string]: unknown
}

export interface Notebook {
  nbformat: number
  nbformat_minor: number
  metadata: NotebookMetadata
  cells: Cell[]
}
