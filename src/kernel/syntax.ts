import { loadTypeScript } from './tslab'

export interface SyntaxFault {
  /** Counted from 1, as the column. */
  readonly line: number
  readonly column: number
  readonly text: string
}

/** Where the code of a cell does not parse as TypeScript; types are not checked. */
export function syntaxFaults(source: string): SyntaxFault[] {
  // A module, so that `await` at the top is what it is in a cell.
  const { diagnostics = [] } = loadTypeScript().transpileModule(`${source}\nexport {}`, {
    reportDiagnostics: true,
    compilerOptions: { module: 99, target: 99 },
  })
  return diagnostics.map(({ start = 0, messageText }) => {
    const before = source.slice(0, start).split('\n')
    return {
      line: before.length,
      column: (before.at(-1) ?? '').length + 1,
      text: typeof messageText === 'string' ? messageText : messageText.messageText,
    }
  })
}
