import { describe, expect, test } from 'vitest'
import { outcomesOf } from '../../src/parse/outcomes'
import { parse } from '../../src/parse/parse'
import { integer, schema } from '../../src/parse/schema'
import { messages } from './support'

const ages = schema({ age: integer() })

const told = (...values: (Buffer | string | null)[]): string[] => {
  const batch = messages(...values)
  const parsed = parse(batch, ages)
  return [...outcomesOf(batch, parsed)].map((outcome) => {
    const what = outcome.as === 'row' ? `row ${outcome.row}` : outcome.as
    return `${outcome.record.offset}.${outcome.index} ${what}`
  })
}

describe('outcomesOf', () => {
  test('tells each message once, in order', () => {
    expect(told('{"age":1}', null, '', '{"age":"x"}', '[]', 'hello', '{"age":2}')).toEqual([
      '0.0 row 0',
      '1.0 tombstone',
      '2.0 empty',
      '3.0 reject',
      '4.0 empty',
      '5.0 reject',
      '6.0 row 1',
    ])
  })

  test('tells each row of a message, rows and rejects in their order', () => {
    expect(told('[{"age":true},{"age":1},{"age":2},{},{"age":3}]', '[{"age":1},{}]')).toEqual([
      '0.0 reject',
      '0.1 row 0',
      '0.2 row 1',
      '0.3 reject',
      '0.4 row 2',
      '1.0 row 3',
      '1.1 reject',
    ])
  })

  test('of nothing there is nothing', () => {
    expect(told()).toEqual([])
  })
})
