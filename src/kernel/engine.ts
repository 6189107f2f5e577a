import { createRequire } from 'node:module'
import vmModule from 'node:vm'
import { withNodeTypesAlone } from './ambient-types'
import { type Cell, type Cells } from './cell'
import { enclosingCall } from './enclosing-call'
import { Halted } from './halting'
import { EditedModules, UserModules } from './modules'
import { IN_SCRIPT, type Shared } from './shared'
import { SourceMaps } from './source-maps'
import { withShorthands } from './shorthand'
import { withStops } from './stoppable'
import {
  type Completions,
  loadTslab,
  type Converted,
  type Converter,
  type ConverterSet,
  type Diagnostic,
  type DisplayWriter,
  type Executor,
  type Sink,
  type Tslab,
} from './tslab'
import { declarationsReached, Variables } from './variables'

/** How a cell ended. `value` is that of its last expression, where there is one. */
export type Outcome =
  | { readonly ok: true; readonly value?: unknown }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] }
  | { readonly ok: false; readonly thrown: unknown }

interface Run {
  readonly cell: Cell
  readonly thrown: unknown[]
  readonly diagnostics: Diagnostic[]
  /** The variable that holds the value of the last expression. */
  last: string | null
  /** The declarations of the cells before, and with those of this one. */
  declared: { readonly before: string; readonly after: string } | null
}

/** tslab, wired: runs one cell at a time and knows which text each piece of compiled code comes from. */
export class Engine {
  readonly #tslab: Tslab
  readonly #maps = new SourceMaps()
  readonly #variables = new Variables()
  readonly #userModules = new UserModules()
  readonly #edited = new EditedModules(createRequire(__filename).cache)
  readonly #executor: Executor
  #run: Run | null = null
  #stopWaiting = (): void => {}
  /** The name for the next script: tslab compiles a cell and runs it at once. */
  #scriptName: string | null = null
  /** What the executor is to take for the declarations of all cells so far. */
  #declarations: string | null = null

  /** Takes a second or two: TypeScript is loaded and reads its libraries. Throws TSLAB_CHANGED. */
  constructor(
    private readonly cells: Cells,
    rootDir: string,
    displayWriter: DisplayWriter,
    private readonly shared: Shared,
  ) {
    this.#tslab = loadTslab((ts) => this.#maps.patch(withStops(withShorthands(withNodeTypesAlone(ts)))))
    this.#tslab.setDisplayWriter(displayWriter)
    this.#nameScripts()
    const sink: Sink = { log: () => {}, error: (...reason) => this.#run?.thrown.push(reason[0]) }
    const { values } = this.#variables
    this.#executor = this.#tslab.createExecutor(rootDir, this.#converters(), sink, values)
  }

  get typescriptVersion(): string {
    return this.#tslab.typescript.version
  }

  async run(cell: Cell): Promise<Outcome> {
    const run: Run = { cell, thrown: [], diagnostics: [], last: null, declared: null }
    this.#run = run
    try {
      const ok = await this.cells.run(cell, () => this.#executor.execute(cell.source))
      // A module cell counts as executed whatever is wrong with it; and diagnostics are given to `error` too, as text.
      if (run.diagnostics.length > 0) return { ok: false, diagnostics: run.diagnostics }
      if (!ok) {
        await this.#keepReached(run)
        return { ok: false, thrown: run.thrown[0] }
      }
      const last = run.last === null ? undefined : this.#variables.take(run.last)
      const value = last instanceof Promise ? await this.#interruptible(last) : last
      return value === undefined || value === null ? { ok: true } : { ok: true, value }
    } catch (e) {
      return { ok: false, thrown: e }
    } finally {
      this.#run = null
      this.#edited.look()
    }
  }

  /** What a cell that failed had declared by then is there for those after it, as it is in other kernels. */
  async #keepReached({ declared }: Run): Promise<void> {
    if (!declared) return
    const unreached = this.#variables.restoreUnreached()
    const { before, after } = declared
    this.#declarations = declarationsReached(this.#tslab.typescript, before, after, unreached)
    await this.#executor.execute('')
  }

  /** A promise as the last expression is waited for: `show(…)`, or a read whose `await` was forgotten. */
  #interruptible(promise: Promise<unknown>): Promise<unknown> {
    return Promise.race([
      promise,
      new Promise<never>((_, reject) => (this.#stopWaiting = () => reject(new Halted()))),
    ]).finally(() => (this.#stopWaiting = () => {}))
  }

  /** Ends the waiting for the running cell. */
  interrupt(): void {
    this.#stopWaiting()
    this.#executor.interrupt()
  }

  /** Names for the text before the position, which is counted in UTF-16 units, as the answer is. */
  complete(source: string, position: number): Completions {
    return this.#executor.complete(source, position)
  }

  /**
   * What TypeScript knows about the name at the position, else about the function that is being called there; null
   * where there is neither.
   */
  inspect(source: string, position: number): string | null {
    const call = enclosingCall(source, position)
    const info =
      this.#executor.inspect(source, position) ??
      (call === null ? undefined : this.#executor.inspect(source, call))
    return info ? this.#tslab.printQuickInfo(info) : null
  }

  isComplete(source: string): { readonly completed: boolean; readonly indent?: string } {
    return this.#tslab.isCompleteCode(source)
  }

  #converters(): ConverterSet {
    const node = this.#watched(this.#tslab.createConverter({ isJS: false, isBrowser: false }))
    let browser: Converter | null = null
    const makeBrowser = (): Converter =>
      (browser ??= this.#watched(this.#tslab.createConverter({ isJS: false, isBrowser: true })))
    return {
      node,
      // For cells marked @browser, which few have: made when one comes.
      get browser() {
        return makeBrowser()
      },
      close: () => {
        node.close()
        browser?.close()
      },
    }
  }

  /** The converter with what it finds kept for the running cell. */
  #watched(converter: Converter): Converter {
    return {
      ...converter,
      convert: (declarations, source) => {
        if (this.#declarations !== null) {
          const declOutput = this.#declarations
          this.#declarations = null
          return { declOutput, diagnostics: [] }
        }
        this.#maps.forget()
        const converted = converter.convert(declarations, source)
        this.#run?.diagnostics.push(...converted.diagnostics)
        return this.#prepared(declarations, converted)
      },
      addModule: (name, source, meta) => {
        const diagnostics = converter.addModule(name, source, meta)
        this.#run?.diagnostics.push(...diagnostics)
        return diagnostics
      },
    }
  }

  #prepared(before: string, converted: Converted): Converted {
    const { output, declOutput = '', lastExpressionVar = null } = converted
    const run = this.#run
    if (!output || !run) return converted
    if (output.includes('require(')) this.#edited.forget()
    run.cell.compiled(output, this.#maps.of(output))
    for (const { path, data } of converted.sideOutputs ?? []) this.cells.addFile(path, this.#maps.of(data))
    run.declared = { before, after: declOutput }
    run.last = lastExpressionVar
    this.#variables.begin(output)
    this.#scriptName = run.cell.name
    return {
      ...converted,
      sideOutputs: this.#userModules.withDependents(converted.sideOutputs ?? []),
      // On a line of its own: tslab puts the head of a function before it.
      output: `\n${this.#variables.fit(output)}`,
      // TypeScript takes `await (x)` for a call of a function named await. Where the words stand in a text or a
      // comment, running the cell as an async function changes nothing.
      hasToplevelAwait: converted.hasToplevelAwait || /\bawait\s*\(/.test(output),
    }
  }

  /** Scripts of cells get the cell's name in stacks; tslab gives them none. */
  #nameScripts(): void {
    const vm: { runInThisContext: typeof vmModule.runInThisContext } = vmModule
    const { runInThisContext } = vm
    vm.runInThisContext = (code, options) => {
      const filename = this.#scriptName
      this.#scriptName = null
      if (filename === null) return runInThisContext(code, options) as unknown
      const given = typeof options === 'string' ? {} : options
      // Line 1 is tslab's own: the cell's first line is to be line 1 in stacks.
      Atomics.store(this.shared, IN_SCRIPT, 1)
      try {
        return runInThisContext(code, { ...given, filename, lineOffset: -1 }) as unknown
      } finally {
        Atomics.store(this.shared, IN_SCRIPT, 0)
      }
    }
  }
}
