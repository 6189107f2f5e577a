import { runInThisContext } from 'node:vm'
import { type Cell, type Cells } from './cell'
import { HARD, type Shared, STOP, takeInterrupts } from './shared'
import { HALT_NAME, RESUMED_NAME, STOP_NAME } from './stoppable'

/** What stops the code of a cell that was interrupted. */
export class Halted extends Error {
  override readonly name = 'Interrupted'

  constructor() {
    super('The cell was interrupted.')
  }
}

/**
 * Gives the questions in the code of cells (see `stoppable`) their answers. `running` is the cell that runs now.
 */
export function answerQuestions(cells: Cells, shared: Shared, running: () => Cell | null): void {
  const halt = (): void => {
    const [cell, current] = [cells.origin(), running()]
    if (!cell?.stopped && cell !== current && shared[STOP] !== HARD) return
    // Meant for what a cell left behind: the next cell is not to get it.
    if (current === null) takeInterrupts(shared)
    throw new Halted()
  }
  /** Code that goes on after a wait, of a cell that was stopped meanwhile. */
  const resumed = <T>(value?: T): T | undefined => {
    if (cells.origin()?.stopped) throw new Halted()
    return value
  }
  // As constants of the global scope: the fastest there is, and no property that a cell could come across.
  const names = { [STOP_NAME]: shared, [HALT_NAME]: halt, [RESUMED_NAME]: resumed }
  const passed = Symbol.for('carnet.passed')
  for (const [name, value] of Object.entries(names)) {
    Object.defineProperty(globalThis, passed, { value, configurable: true })
    runInThisContext(`const ${name} = globalThis[Symbol.for('carnet.passed')]`)
  }
  Reflect.deleteProperty(globalThis, passed)
}
