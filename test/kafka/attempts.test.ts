import { expect, test } from 'vitest'
import { attemptAll } from '../../src/kafka/attempts'

const never = (): Promise<never> => new Promise(() => {})

test('all answers, in the order of the addresses', async () => {
  const delays: Record<string, number> = { a: 20, b: 0, c: 10 }
  const attempts = await attemptAll(['a', 'b', 'c'], async (address) => {
    await new Promise((resolve) => setTimeout(resolve, delays[address]))
    return address.toUpperCase()
  })
  expect(attempts).toMatchObject([
    { address: 'a', status: 'ok', value: 'A' },
    { address: 'b', status: 'ok', value: 'B' },
    { address: 'c', status: 'ok', value: 'C' },
  ])
})

test('one that hangs is not waited for when another has answered', async () => {
  const attempts = await attemptAll(['a', 'b'], (address) => (address === 'a' ? never() : Promise.resolve(1)))
  expect(attempts).toMatchObject([
    { address: 'a', status: 'waiting' },
    { address: 'b', status: 'ok', value: 1 },
  ])
})

test('failures are waited for', async () => {
  const refused = new Error('refused')
  const attempts = await attemptAll(['a', 'b'], async (address) => {
    if (address === 'b') await new Promise((resolve) => setTimeout(resolve, 20))
    throw refused
  })
  expect(attempts).toMatchObject([
    { address: 'a', status: 'failed', error: refused },
    { address: 'b', status: 'failed', error: refused },
  ])
})

test('an attempt that throws at once is a failure', async () => {
  const attempts = await attemptAll(['a'], () => {
    throw new TypeError('x')
  })
  expect(attempts).toMatchObject([{ address: 'a', status: 'failed', error: new TypeError('x') }])
})

test('of none', async () => {
  expect(await attemptAll([], never)).toEqual([])
})
