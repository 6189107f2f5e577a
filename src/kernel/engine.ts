import vmModule from 'node:vm'
import { withNodeTypesAlone } from './ambient-types'
import { type Cell, type Cells } from './cell'
import { SourceMaps } from './source-maps'
import {
  loadTslab,
  type Converted,
  type Converter,
  type ConverterSet,
  type Diagnostic,
  type DisplayWriter,
  type Executor,
  type Tslab,
} from './tslab'

/** How a cell ended. `value` is that of its last expression, where there is one. */
export type Outcome =
  | { readonly ok: true; readonly value?: unknown }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] }
  | { readonly ok: false; readonly thrown: unknown }

interface Run {
  readonly cell: Cell
  readonly values: unknown[]
  readonly thrown: unknown[]
  readonly diagnostics: Diagnostic[]
}

/** tslab, wired: runs one cell at a time and knows which text each piece of compiled code comes from. */
export class Engine {
  readonly #tslab: Tslab
  readonly #maps = new SourceMaps()
  readonly #executor: Executor
  #run: Run | null = null
  /** The name for the next script: tslab compiles a cell and runs it at once. */
  #scriptName: string | null = null

  /** Takes a second or two: TypeScript is loaded and reads its libraries. Throws TSLAB_CHANGED. */
  constructor(
    private readonly cells: Cells,
    rootDir: string,
    displayWriter: DisplayWriter,
  ) {
    this.#tslab = loadTslab((ts) => this.#maps.patch(withNodeTypesAlone(ts)))
    this.#tslab.setDisplayWriter(displayWriter)
    this.#nameScripts()
    this.#executor = this.#tslab.createExecutor(rootDir, this.#converters(), {
      log: (value) => this.#run?.values.push(value),
      error: (...reason) => this.#run?.thrown.push(reason[0]),
    })
  }

  get typescriptVersion(): string {
    return this.#tslab.typescriptVersion
  }

  async run(cell: Cell): Promise<Outcome> {
    const run: Run = { cell, values: [], thrown: [], diagnostics: [] }
    this.#run = run
    try {
      const ok = await this.cells.run(cell, () => this.#executor.execute(cell.source))
      // A module cell counts as executed whatever is wrong with it; and diagnostics are given to `error` too, as text.
      if (run.diagnostics.length > 0) return { ok: false, diagnostics: run.diagnostics }
      if (!ok) return { ok: false, thrown: run.thrown[0] }
      return run.values.length > 0 ? { ok: true, value: run.values[0] } : { ok: true }
    } catch (e) {
      return { ok: false, thrown: e }
    } finally {
      this.#run = null
    }
  }

  /** Ends the waiting of the running cell; what it started goes on. */
  interrupt(): void {
    this.#executor.interrupt()
  }

  /** Names for the text before the position, which is counted in UTF-16 units, as the answer is. */
  complete(source: string, position: number): { start: number; end: number; candidates: readonly string[] } {
    return this.#executor.complete(source, position)
  }

  /** What TypeScript knows about the name at the position; null where there is none. */
  inspect(source: string, position: number): string | null {
    const info = this.#executor.inspect(source, position)
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
        this.#maps.take()
        const converted = converter.convert(declarations, source)
        this.#run?.diagnostics.push(...converted.diagnostics)
        return this.#prepared(converted)
      },
      addModule: (name, source, meta) => {
        const diagnostics = converter.addModule(name, source, meta)
        this.#run?.diagnostics.push(...diagnostics)
        return diagnostics
      },
    }
  }

  #prepared(converted: Converted): Converted {
    const { output } = converted
    if (!output || !this.#run) return converted
    this.#run.cell.compiled(output, this.#maps.take())
    this.#scriptName = this.#run.cell.name
    return {
      ...converted,
      // On a line of its own: tslab puts the head of a function before it.
      output: `\n${output}`,
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
      return runInThisContext(code, { ...given, filename, lineOffset: -1 }) as unknown
    }
  }
}
