import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { carnetError } from '../errors'
import { type SideOutput } from './modules'
import { type Rewriting as WritingOut } from './shorthand'
import { type Rewriting } from './stoppable'
import { type Reading } from './variables'

// tslab publishes a display and nothing else; the kernel is made of its inner parts. They are declared here as far as
// they are used, looked up by name when they are loaded, and the version is the one that was read.

const VERSION = '1.0.22'

export interface Diagnostic {
  /** Counted from zero. */
  readonly start: { readonly line: number; readonly character: number }
  readonly messageText: string
  /** A module of the user's; absent where it is the cell itself. */
  readonly fileName?: string
}

export interface Converted {
  /** The JavaScript of the cell; absent where nothing is to be run. */
  readonly output?: string
  readonly diagnostics: readonly Diagnostic[]
  readonly hasToplevelAwait?: boolean
  /** The declarations of all cells so far, this one included. */
  readonly declOutput?: string
  /** The user's own TypeScript files that were compiled for this cell. */
  readonly sideOutputs?: readonly SideOutput[]
  /** The variable that holds the value of the last expression. */
  readonly lastExpressionVar?: string
}

/** Type-checks a cell against the declarations of the earlier ones and compiles it. */
export interface Converter {
  convert(declarations: string, source: string): Converted
  addModule(name: string, source: string, meta?: object): Diagnostic[]
  close(): void
}

export interface ConverterSet {
  readonly node: Converter
  readonly browser: Converter
  close(): void
}

export interface Completions {
  readonly start: number
  readonly end: number
  readonly candidates: readonly string[]
  /** The same as TypeScript gave them, and more. */
  readonly original?: { readonly entries: readonly { readonly name: string; readonly kind: string }[] }
}

/** Runs cells one after the other and carries names from one to the next. */
export interface Executor {
  /** False where the cell failed; why was given to `error`. */
  execute(source: string): Promise<boolean>
  complete(source: string, position: number): Completions
  /** What TypeScript knows about the name at that place, for `printQuickInfo`. */
  inspect(source: string, position: number): object | undefined
  /** Ends the waiting of a cell that awaits. */
  interrupt(): void
}

/** Where the executor puts what a cell gave (`log`) and why it failed (`error`). */
export interface Sink {
  log(value: unknown): void
  error(...reason: readonly unknown[]): void
}

/** One output, as the `display` functions of tslab hand it over. */
export interface DisplayData {
  readonly data: Record<string, unknown>
  readonly metadata: Record<string, unknown>
  readonly transient?: { readonly display_id?: string }
}

export type DisplayWriter = (data: DisplayData, update: boolean) => void

interface CompilerDiagnostic {
  readonly start?: number
  readonly messageText: string | { readonly messageText: string }
}

/** The part of TypeScript's own interface that is used. */
export interface TypeScript extends Rewriting, WritingOut, Reading {
  readonly version: string
  createWatchProgram(host: object): unknown
  createWatchCompilerHost(files: readonly string[], options: object, ...rest: readonly unknown[]): unknown
  transpileModule(
    input: string,
    options: {
      readonly compilerOptions?: object
      readonly reportDiagnostics?: boolean
      readonly transformers?: object
    },
  ): { readonly outputText: string; readonly diagnostics?: readonly CompilerDiagnostic[] }
}

export interface Tslab {
  readonly typescript: TypeScript
  createConverter(options: { isJS: boolean; isBrowser: boolean }): Converter
  /** `variables`: where cells hand on theirs. */
  createExecutor(rootDir: string, converters: ConverterSet, sink: Sink, variables: object): Executor
  isCompleteCode(source: string): { readonly completed: boolean; readonly indent?: string }
  printQuickInfo(info: object): string
  /** Sets where tslab's display functions, and carnet's own, write to. */
  setDisplayWriter(writer: DisplayWriter): void
}

/** Loads tslab's TypeScript alone. Throws TSLAB_CHANGED. */
export function loadTypeScript(): TypeScript {
  const { require, typescript } = locate()
  const ts = require(typescript) as TypeScript
  requireFunctions(ts, typescript, [
    'createWatchCompilerHost',
    'createWatchProgram',
    'transpileModule',
    'visitEachChild',
  ])
  return ts
}

/**
 * Loads tslab with its TypeScript replaced by what `patch` makes of it. Throws TSLAB_CHANGED where the version is
 * another one or a part is not where it was, and where tslab was loaded before, when it is too late to patch.
 */
export function loadTslab(patch: (ts: TypeScript) => TypeScript): Tslab {
  const { folder, require, typescript } = locate()
  const file = (name: string): string => join(folder, 'dist', name)
  if (require.cache[file('converter.js')])
    throw carnetError('TSLAB_CHANGED', { part: 'it was loaded before' })

  const ts = loadTypeScript()
  const cached = require.cache[typescript]
  if (!cached) throw carnetError('TSLAB_CHANGED', { part: 'its TypeScript is no CommonJS module' })
  cached.exports = patch(ts)

  const load = <T extends object>(name: string, functions: readonly (keyof T & string)[]): T => {
    const loaded = require(file(name)) as T
    requireFunctions(loaded, name, functions)
    return loaded
  }
  const converter = load<Pick<Tslab, 'createConverter' | 'isCompleteCode'>>('converter.js', [
    'createConverter',
    'isCompleteCode',
  ])
  const executor = load<Pick<Tslab, 'createExecutor'>>('executor.js', ['createExecutor'])
  const inspect = load<Pick<Tslab, 'printQuickInfo'>>('inspect.js', ['printQuickInfo'])
  const jupyter = load<{ lastWriteDisplayData: DisplayWriter | null }>('jupyter.js', [])
  if (!('lastWriteDisplayData' in jupyter))
    throw carnetError('TSLAB_CHANGED', { part: 'jupyter.js has no lastWriteDisplayData' })
  return {
    typescript: ts,
    createConverter: converter.createConverter,
    createExecutor: (rootDir, converters, sink, variables) => {
      const made = executor.createExecutor(rootDir, converters, sink, variables)
      const shared = (globalThis as { __tslab__?: { exports: object } }).__tslab__
      if (!shared) throw carnetError('TSLAB_CHANGED', { part: 'the executor shares no variables' })
      shared.exports = variables
      return made
    },
    isCompleteCode: converter.isCompleteCode,
    printQuickInfo: inspect.printQuickInfo,
    setDisplayWriter: (writer) => {
      jupyter.lastWriteDisplayData = writer
    },
  }
}

function locate(): { folder: string; require: NodeJS.Require; typescript: string } {
  const manifest = createRequire(__filename).resolve('tslab/package.json')
  const tslabRequire = createRequire(manifest)
  const { version } = tslabRequire(manifest) as { version: string }
  if (version !== VERSION)
    throw carnetError('TSLAB_CHANGED', { part: `the version is ${version}, not ${VERSION}` })
  return {
    folder: dirname(manifest),
    require: tslabRequire,
    typescript: tslabRequire.resolve('@tslab/typescript-for-tslab'),
  }
}

function requireFunctions(module: object, name: string, functions: readonly string[]): void {
  for (const f of functions)
    if (typeof (module as Record<string, unknown>)[f] !== 'function')
      throw carnetError('TSLAB_CHANGED', { part: `${name} has no function ${f}` })
}
