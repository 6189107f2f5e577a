import { describe, expect, test } from 'vitest'
import { firstAnswer } from '../../src/kafka/first-answer'

const never = new Promise<never>(() => {})
const failing = (name: string): Promise<never> => Promise.reject(new Error(name))

describe('the first answer', () => {
  test('is that of the first that gives one, and the others are not asked', async () => {
    const asked: string[] = []
    const answer = await firstAnswer(['a', 'b'], async (name) => {
      asked.push(name)
      return name
    })
    expect([answer, asked]).toEqual(['a', ['a']])
  })

  test('comes from the next one where one fails', async () => {
    expect(await firstAnswer(['a', 'b', 'c'], (n) => (n === 'c' ? Promise.resolve(n) : failing(n)))).toBe('c')
  })

  test('comes from the next one where one hangs', async () => {
    expect(await firstAnswer(['a', 'b'], (n) => (n === 'a' ? never : Promise.resolve(n)), 1)).toBe('b')
  })

  test('may come late from the first', async () => {
    let answerLate = (): void => {}
    const late = new Promise<string>((resolve) => (answerLate = () => resolve('late')))
    const answer = await firstAnswer(
      ['a', 'b'],
      (name) => {
        if (name === 'a') return late
        answerLate()
        return failing(name)
      },
      1,
    )
    expect(answer).toBe('late')
  })

  test('is the failure of the first where all fail, whichever failed last', async () => {
    let failFirst = (): void => {}
    const first = new Promise<never>((_, reject) => (failFirst = () => reject(new Error('a'))))
    const attempt = firstAnswer(
      ['a', 'b'],
      (name) => {
        if (name === 'a') return first
        setTimeout(failFirst)
        return failing(name)
      },
      1,
    )
    await expect(attempt).rejects.toThrow(/^a$/)
  })
})
