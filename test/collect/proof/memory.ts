import { readFileSync } from 'node:fs'
import { type Collector } from './collector'

/** Resident memory of one process, in MiB, a number a second. */
export interface Memory {
  readonly samples: number
  readonly most: number
  /** Means of the second and of the last quarter: the first one holds what is made once. */
  readonly early: number
  readonly late: number
}

/** Asks the system once a second for the resident memory of a process (Linux: /proc). */
export class MemoryWatch {
  readonly #values: number[] = []

  constructor({ child }: Collector) {
    const timer = setInterval(() => {
      const value = residentOf(child.pid ?? 0)
      if (value === null) clearInterval(timer)
      else this.#values.push(value)
    }, 1000)
    child.once('exit', () => clearInterval(timer))
  }

  get latest(): number {
    return this.#values.at(-1) ?? 0
  }

  report(): Memory {
    const values = this.#values
    const quarter = (n: number): number[] =>
      values.slice(Math.floor((values.length * n) / 4), Math.floor((values.length * (n + 1)) / 4))
    return {
      samples: values.length,
      most: Math.max(0, ...values),
      early: mean(quarter(1)),
      late: mean(quarter(3)),
    }
  }
}

const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : Math.round(values.reduce((a, b) => a + b, 0) / values.length)

/** MiB; null where the process is gone. */
function residentOf(pid: number): number | null {
  try {
    const found = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
    return found ? Math.round(Number(found[1]) / 1024) : null
  } catch {
    return null
  }
}
