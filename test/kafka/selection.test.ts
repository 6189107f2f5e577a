import { describe, expect, test } from 'vitest'
import { checkedSelection, checkedTopics } from '../../src/kafka/selection'
import { type ReadSelection } from '../../src/reading'

const place = (partition: number, topic = 't') => ({ topic, partition })

describe('a selection', () => {
  test('of nothing in particular is everything', () => {
    expect(checkedSelection({})).toEqual({
      from: { by: 'beginning' },
      until: { by: 'end' },
      limit: Infinity,
      bytes: Infinity,
      seconds: Infinity,
      partitions: null,
      committed: true,
      where: null,
    })
  })

  test('knows the offset of each partition', () => {
    const offsets = (from: ReadSelection['from']): (bigint | null)[] => {
      const rule = checkedSelection({ from }).from
      if (rule.by !== 'offset') throw new Error(rule.by)
      return [0, 1, 2].map((p) => rule.offsets.of(place(p)))
    }
    expect(offsets({ offset: 7 })).toEqual([7n, 7n, 7n])
    expect(offsets({ offset: { 0: 1, 2: 9007199254740993n } })).toEqual([1n, null, 9007199254740993n])
    const positions = [
      { ...place(1), offset: 5n },
      { ...place(1, 'another'), offset: 8n },
    ]
    expect(offsets({ positions })).toEqual([null, 5n, null])
    expect(offsets({ positions: [] })).toEqual([null, null, null])
  })

  test('takes partitions once, in order', () => {
    expect(checkedSelection({ partitions: [2, 0, 2] }).partitions).toEqual([0, 2])
  })

  test.each<[unknown, string, string | undefined]>([
    [{ limit: -1 }, 'limit', '-1'],
    [{ limit: 1.5 }, 'limit', '1.5'],
    [{ limit: NaN }, 'limit', 'NaN'],
    [{ limit: '10' }, 'limit', '"10"'],
    [{ bytes: 0 }, 'bytes', '0'],
    [{ seconds: 0 }, 'seconds', '0'],
    [{ seconds: NaN }, 'seconds', 'NaN'],
    [{ isolation: 'committed' }, 'isolation', '"committed"'],
    [{ partitions: [] }, 'partitions', '[]'],
    [{ partitions: [-1] }, 'partitions', '[-1]'],
    [{ partitions: 0 }, 'partitions', '0'],
    [{ from: 'end' }, 'from', '"end"'],
    [{ from: 5 }, 'from', '5'],
    [{ from: null }, 'from', 'null'],
    [{ from: {} }, 'from', '{}'],
    [{ from: { last: 1, time: 0 } }, 'from', '{"last":1,"time":0}'],
    [{ from: { last: -1 } }, 'from.last', '-1'],
    [{ from: { offset: -1 } }, 'from.offset', '-1'],
    [{ from: { offset: 2 ** 60 } }, 'from.offset', String(2 ** 60)],
    [{ from: { offset: 2n ** 63n } }, 'from.offset', '9223372036854775808n'],
    [{ from: { offset: '5' } }, 'from.offset', '"5"'],
    [{ from: { offset: null } }, 'from.offset', 'null'],
    [{ from: { offset: { a: 1 } } }, 'from.offset', '{"a":1}'],
    [{ from: { offset: { 1: 'x' } } }, 'from.offset[1]', '"x"'],
    [{ from: { positions: {} } }, 'from.positions', '{}'],
    [
      { from: { positions: [{ partition: 0, offset: 1n }] } },
      'from.positions',
      '{"partition":0,"offset":"1n"}',
    ],
    [{ from: { positions: [null] } }, 'from.positions', 'null'],
    [{ from: { time: 'soon' } }, 'from.time', '"soon"'],
    [{ until: 'beginning' }, 'until', '"beginning"'],
    [{ until: { time: new Date(NaN) } }, 'until.time', undefined],
    [{ until: { offset: 1.5 } }, 'until.offset', '1.5'],
  ])('%o is refused', (options, option, value) => {
    const details = { option, ...(value !== undefined && { value }) }
    expect(() => checkedSelection(options as ReadSelection)).toThrow(
      expect.objectContaining({
        code: 'READ_OPTION_INVALID',
        details: expect.objectContaining(details) as object,
      }) as Error,
    )
  })

  test.each([
    [{ from: { lst: 3 } }, 'from.lst', ['from.last']],
    [{ until: { last: 3 } }, 'until.last', []],
    [{ from: { constructor: 3 } }, 'from.constructor', []],
  ])('%o is not known', (options, option, near) => {
    expect(() => checkedSelection(options as never)).toThrow(
      expect.objectContaining({
        code: 'READ_OPTION_UNKNOWN',
        details: expect.objectContaining({ option, near }) as object,
      }) as Error,
    )
  })
})

test('topics are taken once, in the order in which they are named', () => {
  expect(checkedTopics('b')).toEqual(['b'])
  expect(checkedTopics(['b', 'a', 'b'])).toEqual(['b', 'a'])
  for (const topics of [[], [''], '', undefined, null, [1], {}])
    expect(() => checkedTopics(topics as never)).toThrow(
      expect.objectContaining({ code: 'READ_OPTION_INVALID' }) as Error,
    )
})
