import { type ExecutePlanResponse } from './messages'

/** How far a query is, from the beginning up to now. */
export interface SparkProgress {
  readonly stages: { readonly done: number; readonly all: number }
  /** Spark learns on the way of stages, and so of tasks, that it did not foresee: `all` may grow. */
  readonly tasks: { readonly done: number; readonly running: number; readonly all: number }
  readonly bytesRead: number
  readonly elapsedMs: number
}

/** Turns what the server reports into what a person wants to see; reports that say nothing new give null. */
export class ProgressMeter {
  readonly #began = performance.now()
  #before = ''

  take({ executionProgress }: ExecutePlanResponse): SparkProgress | null {
    if (!executionProgress) return null
    const { stages, numInflightTasks } = executionProgress
    const sum = (of: (stage: (typeof stages)[number]) => number): number =>
      stages.reduce((total, stage) => total + of(stage), 0)
    const progress = {
      stages: { done: stages.filter((s) => s.done).length, all: stages.length },
      tasks: {
        done: sum((s) => s.numCompletedTasks),
        running: numInflightTasks,
        all: sum((s) => s.numTasks),
      },
      bytesRead: sum((s) => s.inputBytesRead),
    }
    const text = JSON.stringify(progress)
    if (text === this.#before) return null
    this.#before = text
    return { ...progress, elapsedMs: Math.round(performance.now() - this.#began) }
  }
}
