export { cellHeading, codeCells, codeOf, terminalText } from './cells'
export { readNotebook, writeNotebook } from './file'
export { checkNotebook } from './hygiene'
export {
  type Cell,
  type CellMetadata,
  type CodeCell,
  type DisplayOutput,
  type ErrorOutput,
  type MimeBundle,
  type Notebook,
  type NotebookMetadata,
  type Output,
  type ResultOutput,
  type RunRecord,
  type StreamOutput,
  type TextCell,
} from './types'
