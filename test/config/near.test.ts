import { describe, expect, test } from 'vitest'
import { nearNames } from '../../src/config/near'

describe('nearNames', () => {
  test.each<[string, string[], string[]]>([
    ['mesage', ['message', 'students'], ['message']],
    ['MESSAGE', ['message'], ['message']],
    ['brokres', ['brokers'], ['brokers']],
    ['ca', ['cb'], []],
    ['certs', ['cert'], ['cert']],
    ['x', [], []],
    ['students', ['student', 'students2', 'studentsss', 'message'], ['student', 'students2', 'studentsss']],
  ])('%s among %j', (name, known, expected) => {
    expect(nearNames(name, known)).toEqual(expected)
  })

  test('gives the closest first, and no more than asked for', () => {
    expect(nearNames('messages', ['messaged', 'message', 'messages1', 'massaged'], 2)).toEqual([
      'message',
      'messaged',
    ])
  })
})

test('two neighbours that were swapped are one typing error', () => {
  expect(nearNames('form', ['from', 'until'])).toEqual(['from'])
  expect(nearNames('until', ['unitl'])).toEqual(['unitl'])
  expect(nearNames('from', ['from'])).toEqual(['from'])
  expect(nearNames('morf', ['from'])).toEqual([])
})
