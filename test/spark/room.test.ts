import { expect, test } from 'vitest'
import { roomFor } from '../../src/spark/room'
import { codeOf, errorOf } from '../support/codes'

test('a server alone has all cores; each worker has one', () => {
  expect(roomFor(0, 1024, 8000)).toMatchObject({ heapMb: 1024 })
  expect(roomFor(0, 1024, 8000).cores).toBeGreaterThan(0)
  expect(roomFor(3, 1024, 8000)).toEqual({ cores: 3, heapMb: 1024, executorMb: 512 })
})

test('memory that is short is told before the start', () => {
  expect(codeOf(() => roomFor(0, 1024, 1524))).toBe('no error')
  expect(errorOf(() => roomFor(0, 1024, 1523)).details).toEqual({
    neededMb: 1524,
    availableMb: 1523,
    workers: 0,
  })
  expect(errorOf(() => roomFor(2, 1024, 4000)).what).toBe(
    'Spark with 2 workers takes about 4298 MB when busy, and 4000 MB are available.',
  )
})

test('a heap in which Spark does not run is refused', () => {
  expect(codeOf(() => roomFor(0, 511, 8000))).toBe('SPARK_MEMORY_TOO_LITTLE')
  expect(codeOf(() => roomFor(0, 512, 8000))).toBe('no error')
})

test('without a number, what this machine has available counts', () => {
  expect(codeOf(() => roomFor(0, 10_000_000))).toBe('SPARK_MEMORY_SHORT')
})
