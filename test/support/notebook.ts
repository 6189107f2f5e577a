import { type Notebook } from '../../src/report/nbformat'

/** A notebook of code cells for the tslab kernel; a line `# …` makes a markdown cell. */
export function notebookOf(...sources: readonly string[]): Notebook {
  return {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {
      kernelspec: { name: 'tslab', display_name: 'TypeScript (carnet)', language: 'typescript' },
      language_info: { name: 'typescript', file_extension: '.ts', mimetype: 'text/typescript' },
    },
    cells: sources.map((source, i) =>
      source.startsWith('# ')
        ? { cell_type: 'markdown', id: `cell-${i}`, metadata: {}, source }
        : { cell_type: 'code', id: `cell-${i}`, metadata: {}, source, outputs: [], execution_count: null },
    ),
  }
}
