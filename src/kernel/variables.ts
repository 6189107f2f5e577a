import type * as TypeScript from 'typescript'

type Values = Record<string, unknown>

/** The names that a compiled cell declares as values: TypeScript sets them to undefined before anything else. */
const DECLARED = /^(?:exports\.[\w$]+ = )+void 0;$/m
const NAME = /exports\.([\w$]+) = /g
/** How TypeScript exports what a cell imports. */
const IMPORTED =
  /^Object\.defineProperty\(exports, ("[^"]+"), \{ enumerable: true, get: (function \(\) \{ return .*; \}) \}\);$/gm
const MARK = 'Object.defineProperty(exports, "__esModule", { value: true });'

/**
 * The variables that cells hand on. tslab keeps them behind a proxy, which makes a loop that counts in one of them a
 * hundred times slower; here they are a plain object.
 */
export class Variables {
  readonly values: Values = {}
  #before: { readonly names: readonly string[]; readonly values: Values } = { names: [], values: {} }

  /** The compiled cell, fit for a plain object: an import is a variable like others, and can be declared again. */
  fit(output: string): string {
    return output
      .replace(MARK, '')
      .replace(IMPORTED, (_, name: string, get: string) => `exports[${name}] = (${get})();`)
  }

  /** Remembers what the cell is about to overwrite. */
  begin(output: string): void {
    const names = Array.from((DECLARED.exec(output)?.[0] ?? '').matchAll(NAME), ([, name = '']) => name)
    const values = Object.fromEntries(
      names.filter((name) => Object.hasOwn(this.values, name)).map((name) => [name, this.values[name]]),
    )
    this.#before = { names, values }
  }

  /** The value of a variable that is not handed on. */
  take(name: string): unknown {
    const value = this.values[name]
    // To delete it would make the object slow.
    this.values[name] = undefined
    return value
  }

  /** After a cell that failed: what it did not reach is again what it was before. Returns those names. */
  restoreUnreached(): ReadonlySet<string> {
    const { names, values } = this.#before
    const unreached = names.filter((name) => this.values[name] === undefined)
    for (const name of unreached) this.values[name] = values[name]
    return new Set(unreached)
  }
}

/** The parts of TypeScript that read declarations. */
export type Reading = Pick<
  typeof TypeScript,
  | 'createSourceFile'
  | 'isClassDeclaration'
  | 'isEnumDeclaration'
  | 'isIdentifier'
  | 'isImportDeclaration'
  | 'isNamedImports'
  | 'isVariableStatement'
>

/**
 * The declarations after a cell that failed: those of the cell (`after`, with the ones before that it keeps), but of the
 * names that it did not reach those that were there before, if any.
 */
export function declarationsReached(
  ts: Reading,
  before: string,
  after: string,
  unreached: ReadonlySet<string>,
): string {
  const has = (name: string): boolean => unreached.has(name)
  return [...declarations(ts, after, (name) => !has(name)), ...declarations(ts, before, has)].join('\n')
}

/** The declarations of the names that are wanted, one a line. */
function declarations(ts: Reading, text: string, wanted: (name: string) => boolean): string[] {
  const file = ts.createSourceFile('declarations.d.ts', text, 99, true)
  return file.statements.flatMap((statement) => {
    if (ts.isVariableStatement(statement)) {
      const { declarations: all, flags } = statement.declarationList
      const kept = all.filter(({ name }) => !ts.isIdentifier(name) || wanted(name.text))
      const keyword = (flags & 2) !== 0 ? 'const' : 'let'
      return kept.map((declaration) => `declare ${keyword} ${declaration.getText()};`)
    }
    if (ts.isClassDeclaration(statement) || ts.isEnumDeclaration(statement))
      return wanted(statement.name?.text ?? '') ? [statement.getText()] : []
    if (ts.isImportDeclaration(statement)) return importsOf(ts, statement, wanted)
    // Functions are there from the start; interfaces and types have no moment.
    return wanted('') ? [statement.getText()] : []
  })
}

function importsOf(
  ts: Reading,
  { importClause: clause, moduleSpecifier }: TypeScript.ImportDeclaration,
  wanted: (name: string) => boolean,
): string[] {
  const from = moduleSpecifier.getText()
  const bindings = clause?.namedBindings
  const lines: string[] = []
  if (clause?.name && wanted(clause.name.text)) lines.push(`import ${clause.name.text} from ${from};`)
  if (bindings && ts.isNamedImports(bindings)) {
    const kept = bindings.elements.filter(({ name }) => wanted(name.text)).map((element) => element.getText())
    if (kept.length > 0)
      lines.push(`import ${clause.isTypeOnly ? 'type ' : ''}{ ${kept.join(', ')} } from ${from};`)
  } else if (bindings && wanted(bindings.name.text)) lines.push(`import ${bindings.getText()} from ${from};`)
  return lines
}
