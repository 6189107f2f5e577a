import {
  GREATEST_LOWER_BOUND,
  LEAST_UPPER_BOUND,
  TraceMap,
  originalPositionFor,
} from '@jridgewell/trace-mapping'
import { type TypeScript } from './tslab'

// A cell is compiled twice: TypeScript to a module, then that module to a function body. TypeScript writes the map of
// each step as a comment at the end; here the comments are taken off again and both maps kept.

const COMMENT =
  /\n?\/\/# sourceMappingURL=data:application\/json;(?:charset=[^;]+;)?base64,([A-Za-z0-9+/=]+)\s*$/

/** A place in a text, counted from 1. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** Leads from the JavaScript of a compiled cell back to what was typed. */
export class CellMap {
  readonly #steps: readonly string[]
  readonly #linesBefore: number
  #maps: TraceMap[] | null = null

  /** `steps`: the maps as JSON, last step of the compiler first. `linesBefore`: lines that tslab put before the cell. */
  constructor(steps: readonly string[], linesBefore: number) {
    this.#steps = steps
    this.#linesBefore = linesBefore
  }

  /** The same for a file of the user's, before which tslab puts nothing. */
  ofFile(): CellMap {
    return new CellMap(this.#steps, 0)
  }

  /** Null where the compiler made up the code at that place. */
  original(position: Position): Position | null {
    this.#maps ??= this.#steps.map((json) => new TraceMap(json))
    let found: Position | null = position
    for (const map of this.#maps) found = found && step(map, found)
    if (found === null || found.line <= this.#linesBefore) return null
    return { line: found.line - this.#linesBefore, column: found.column }
  }
}

function step(map: TraceMap, { line, column }: Position): Position | null {
  for (const bias of [GREATEST_LOWER_BOUND, LEAST_UPPER_BOUND] as const) {
    const found = originalPositionFor(map, { line, column: column - 1, bias })
    if (found.line !== null) return { line: found.line, column: found.column + 1 }
  }
  return null
}

/** Makes TypeScript write source maps, and keeps those of what was compiled last: a cell, and files that it imports. */
export class SourceMaps {
  readonly #last = new Map<string, CellMap>()

  /** TypeScript as tslab is to see it. */
  patch(ts: TypeScript): TypeScript {
    return {
      ...ts,
      createWatchCompilerHost: (files, options, ...rest) =>
        ts.createWatchCompilerHost(files, { ...options, inlineSourceMap: true }, ...rest),
      transpileModule: (input, options) => {
        const first = takeMap(input)
        const result = ts.transpileModule(first.code, {
          ...options,
          compilerOptions: { ...options.compilerOptions, inlineSourceMap: true },
        })
        const second = takeMap(result.outputText)
        // tslab puts one line before a cell, to make it a module.
        if (first.map !== null && second.map !== null)
          this.#last.set(second.code, new CellMap([second.map, first.map], 1))
        return { ...result, outputText: second.code }
      },
    }
  }

  /** The map of code that was compiled since they were forgotten. */
  of(code: string): CellMap | null {
    return this.#last.get(code) ?? null
  }

  forget(): void {
    this.#last.clear()
  }
}

function takeMap(code: string): { code: string; map: string | null } {
  const comment = COMMENT.exec(code)
  if (!comment?.[1]) return { code, map: null }
  return { code: code.slice(0, comment.index), map: Buffer.from(comment[1], 'base64').toString() }
}
