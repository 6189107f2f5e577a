import { expect, test } from 'vitest'
import { Turns } from '../../src/registry/turns'

/** Works that end when they are told. */
function works(count: number): {
  readonly begun: number[]
  readonly all: Promise<number>[]
  readonly end: (i: number) => void
} {
  const turns = new Turns(3)
  const begun: number[] = []
  const ends: (() => void)[] = []
  const all = Array.from({ length: count }, (_, i) =>
    turns.take(async () => {
      begun.push(i)
      await new Promise<void>((resolve) => (ends[i] = resolve))
      if (i === 1) throw new Error('one fails')
      return i
    }),
  )
  return { begun, all, end: (i) => ends[i]() }
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

test('no more than so many are under way; each end, good or bad, lets the next one in', async () => {
  const { begun, all, end } = works(6)
  const results = Promise.allSettled(all)
  await settled()
  expect(begun).toEqual([0, 1, 2])
  end(1)
  await settled()
  expect(begun).toEqual([0, 1, 2, 3])
  end(3)
  end(0)
  await settled()
  expect(begun).toEqual([0, 1, 2, 3, 4, 5])
  for (const i of [2, 4, 5]) end(i)
  expect((await results).map((r) => (r.status === 'fulfilled' ? r.value : 'failed'))).toEqual([
    0,
    'failed',
    2,
    3,
    4,
    5,
  ])
})

test('a turn that is free is given at once', async () => {
  const turns = new Turns(1)
  expect(await turns.take(() => Promise.resolve('a'))).toBe('a')
  expect(await turns.take(() => Promise.resolve('b'))).toBe('b')
})
