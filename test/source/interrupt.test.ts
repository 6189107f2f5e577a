import { afterEach, expect, test } from 'vitest'
import { interruptSignal, untilInterrupted } from '../../src/source/interrupt'

const emitter: NodeJS.EventEmitter = process
const INTERRUPTED = Symbol.for('carnet.interrupted')

afterEach(() => {
  expect(emitter.listenerCount('carnet:interrupt')).toBe(0)
  Reflect.deleteProperty(globalThis, INTERRUPTED)
})

test('an interrupt aborts the signal, and asks for a moment', async () => {
  const { signal, release } = await interruptSignal()
  let asked = 0
  expect(signal.aborted).toBe(false)
  emitter.emit('carnet:interrupt', { grace: () => void asked++ })
  expect(signal.aborted).toBe(true)
  expect(asked).toBe(1)
  release()
  emitter.emit('carnet:interrupt', { grace: () => void asked++ })
  expect(asked).toBe(1)
})

test('an interrupt without anything to ask aborts too', async () => {
  const { signal, release } = await interruptSignal()
  emitter.emit('carnet:interrupt')
  expect(signal.aborted).toBe(true)
  release()
})

test('the outer signal aborts it, before and after', async () => {
  const before = await interruptSignal(AbortSignal.abort())
  expect(before.signal.aborted).toBe(true)
  before.release()
  const outer = new AbortController()
  const after = await interruptSignal(outer.signal)
  outer.abort()
  expect(after.signal.aborted).toBe(true)
  after.release()
})

test('work is listened for until its end, whatever that is', async () => {
  expect(await untilInterrupted(undefined, async (signal) => signal.aborted)).toBe(false)
  await expect(untilInterrupted(undefined, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  const stopped = untilInterrupted(
    undefined,
    (signal) => new Promise((resolve) => signal.addEventListener('abort', () => resolve('stopped'))),
  )
  // Not what came in the turn before it began.
  emitter.emit('carnet:interrupt')
  await new Promise((resolve) => setImmediate(resolve))
  emitter.emit('carnet:interrupt')
  expect(await stopped).toBe('stopped')
})

test('in a cell that was interrupted before, nothing begins', async () => {
  let begun = false
  Object.defineProperty(globalThis, INTERRUPTED, { value: () => true, configurable: true })
  const work = untilInterrupted(undefined, async () => (begun = true))
  await expect(work).rejects.toMatchObject({ code: 'CELL_INTERRUPTED' })
  expect(begun).toBe(false)
  Object.defineProperty(globalThis, INTERRUPTED, { value: () => false, configurable: true })
  expect(await untilInterrupted(undefined, async () => (begun = true))).toBe(true)
})
