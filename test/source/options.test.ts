import { describe, expect, test } from 'vitest'
import { checkedRequest } from '../../src/source/options'

describe('the options of a read', () => {
  test('are all optional', () => {
    expect(checkedRequest('a')).toMatchObject({ topics: ['a'], options: {} })
    expect(checkedRequest(['a', 'b'], { quiet: true, capture: false, failAfter: 0.5 }).topics).toEqual([
      'a',
      'b',
    ])
  })

  test.each([
    [{ limits: 4 }, 'limits', ['limit']],
    [{ form: 'beginning' }, 'form', ['from']],
    [{ untill: 'end' }, 'untill', ['until']],
    [{ partition: [0] }, 'partition', ['partitions']],
    [{ failAfterMs: 3 }, 'failAfterMs', ['failAfter']],
    [{ constructor: 1 }, 'constructor', []],
    [JSON.parse('{"__proto__": 1}') as object, '__proto__', []],
  ])('%j is not known', (options, option, near) => {
    expect(() => checkedRequest('a', options as never)).toThrow(
      expect.objectContaining({
        code: 'READ_OPTION_UNKNOWN',
        details: expect.objectContaining({ option, near }) as object,
      }) as Error,
    )
  })

  test.each([
    [5, 'options'],
    [null, 'options'],
    [[], 'options'],
    [{ failAfter: 0 }, 'failAfter'],
    [{ failAfter: '3' }, 'failAfter'],
    [{ replay: 'a.kcap' }, 'replay'],
    [{ signal: {} }, 'signal'],
    [{ capture: 'no' }, 'capture'],
    [{ quiet: 1 }, 'quiet'],
    [{ onPlan: true }, 'onPlan'],
    [{ onProgress: {} }, 'onProgress'],
    [{ limit: 'all' }, 'limit'],
  ])('%j is refused', (options, option) => {
    expect(() => checkedRequest('a', options as never)).toThrow(
      expect.objectContaining({
        code: 'READ_OPTION_INVALID',
        details: expect.objectContaining({ option }) as object,
      }) as Error,
    )
  })
})
