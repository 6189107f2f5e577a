import { expect, test } from 'vitest'
import { Backoff, type Pace } from '../../../src/engine/spark/client/backoff'

/** A pace that takes no time, and remembers what it was asked to wait. */
function pace(random = 0.5): Pace & { readonly waited: number[] } {
  let time = 1000
  const waited: number[] = []
  return {
    waited,
    now: () => time,
    random: () => random,
    wait: async (ms, signal) => {
      signal?.throwIfAborted()
      waited.push(ms)
      time += ms
    },
  }
}

test('waits four times longer each time, up to five seconds', async () => {
  const p = pace()
  const backoff = new Backoff(60_000, p)
  for (let i = 0; i < 7; i++) expect(await backoff.again()).toBe(true)
  expect(p.waited).toEqual([50, 200, 800, 3200, 5000, 5000, 5000])
})

test('varies, so that many clients do not come back at once', async () => {
  const [low, high] = [pace(0), pace(1)]
  await new Backoff(1000, low).again()
  await new Backoff(1000, high).again()
  expect(low.waited[0]).toBeCloseTo(40)
  expect(high.waited[0]).toBeCloseTo(60)
})

test('gives up when the patience would be over, and does not wait for that', async () => {
  const p = pace()
  const backoff = new Backoff(1100, p)
  const tries = [await backoff.again(), await backoff.again(), await backoff.again(), await backoff.again()]
  expect(tries).toEqual([true, true, true, false])
  expect(p.waited).toEqual([50, 200, 800])
})

test('begins anew after a success', async () => {
  const p = pace()
  const backoff = new Backoff(300, p)
  await backoff.again()
  await backoff.again()
  backoff.reset()
  expect(await backoff.again()).toBe(true)
  expect(p.waited).toEqual([50, 200, 50])
})

test('waits as long as the server asks for', async () => {
  const p = pace()
  const backoff = new Backoff(10_000, p)
  await backoff.again(undefined, 3000)
  expect(p.waited).toEqual([3000])
  expect(await backoff.again(undefined, 20_000)).toBe(false)
})

test('ends with the reason of the signal, in the real pace, too', async () => {
  const controller = new AbortController()
  const waiting = new Backoff(60_000).again(controller.signal, 30_000)
  controller.abort(new Error('enough'))
  await expect(waiting).rejects.toThrow('enough')
})
