import { availableParallelism } from 'node:os'
import { carnetError } from '../errors'

export interface Room {
  readonly cores: number
  /** Heap of the server, and of each executor, in MB. */
  readonly heapMb: number
  readonly executorMb: number
}

/** Beyond its heap, what a process takes, as measured: its classes, its threads, buffers outside of the heap. */
const BESIDE_HEAP_MB = 500
/** Master and worker, each. */
const DAEMON_MB = 250
/** Spark refuses to run in less than 450 MB. */
const LEAST_HEAP_MB = 512

/**
 * What a Spark of so many workers (0: the server does the work) is given of this machine. Throws SPARK_MEMORY_SHORT
 * where less is available than it takes when busy, and SPARK_MEMORY_TOO_LITTLE below what Spark runs in.
 */
export function roomFor(
  workers: number,
  heapMb = 1024,
  availableMb = Math.floor(process.availableMemory() / 2 ** 20),
): Room {
  if (heapMb < LEAST_HEAP_MB) throw carnetError('SPARK_MEMORY_TOO_LITTLE', { heapMb, least: LEAST_HEAP_MB })
  const executorMb = 512
  const neededMb =
    heapMb +
    BESIDE_HEAP_MB +
    (workers > 0 ? DAEMON_MB + workers * (DAEMON_MB + executorMb + BESIDE_HEAP_MB) : 0)
  if (availableMb < neededMb) throw carnetError('SPARK_MEMORY_SHORT', { neededMb, availableMb, workers })
  return { cores: workers || availableParallelism(), heapMb, executorMb }
}
