import { describe, expect, test } from 'vitest'
import { Rows } from '../../src/parse/formats/format'
import { type Item } from '../../src/parse/item'
import { MessageReader } from '../../src/parse/reader'
import { Refusal } from '../../src/parse/refusal'
import { record } from './support'

const reader = (...fields: string[]): MessageReader =>
  new MessageReader({ isField: (name) => fields.includes(name) })

const read = (value: string, from = reader()): Item | Rows | Refusal => {
  const message = record(0, value)
  return from.read(message, message.value ?? Buffer.alloc(0))
}

const item = (value: string, from = reader()): Item => {
  const found = read(value, from)
  if (found instanceof Rows || found instanceof Refusal) throw new Error('not one row')
  return found
}

describe('MessageReader', () => {
  test('gives what a message holds, without a schema', () => {
    expect({ ...item('{"a":1,"b":[2]}').fields }).toEqual({ a: 1, b: [2] })
    expect({ ...item('a=1;b=x').fields }).toEqual({ a: '1', b: 'x' })
    expect({ ...item('<e a="1"><b>x</b></e>').fields }).toEqual({ a: '1', b: 'x' })
  })

  test('says what stood beside the fields in their envelopes', () => {
    const payload = { after: { nom: 'A' }, before: null, op: 'c', ts_ms: 1 }
    const found = item(JSON.stringify({ schema: {}, payload }))
    expect(found.format).toBe('json in Debezium in Connect')
    expect(found.outside).toEqual(['schema', 'before', 'op', 'ts_ms'])
    expect(item('{"nom":"A"}').outside).toEqual([])
  })

  test('leaves an envelope closed where its name is a field', () => {
    expect(item('{"data":{"a":1}}').format).toBe('json in "data"')
    expect(item('{"data":{"a":1}}', reader('data')).format).toBe('json')
  })

  test('opens no more envelopes than it may', () => {
    const deep = '{"data":'.repeat(20) + '{"a":1}' + '}'.repeat(20)
    expect(item(deep).format.split(' in ')).toHaveLength(7)
    const strings = Array.from({ length: 20 }).reduce<string>(
      (inner) => JSON.stringify({ data: inner }),
      '{}',
    )
    expect(read(strings)).toBeInstanceOf(Refusal)
  })

  test('finds digits and places in every format that has them', () => {
    const messages: [string, string | null, number | null][] = [
      ['{"x":0,"v":1.50}', '1.50', 11],
      ['[{"v":1.50}]', '1.50', 6],
      ['{"data":{"v":1.50}}', '1.50', 13],
      ['{"data":[{"x":0},{"v":1.50}]}', '1.50', 22],
      ["{'v':1.50}", '1.50', 5],
      ["{'data':[{'v':1.50}]}", '1.50', 14],
      ['{"v":0}\n {"v":1.50}', '1.50', 14],
      [JSON.stringify('{"v":1.50}'), '1.50', null],
      ['v=1.50;w=2', null, 2],
      ['<e><v>1.50</v></e>', null, 6],
    ]
    for (const [text, digits, position] of messages) {
      const found = read(text)
      const one = (found instanceof Rows ? found.items.at(-1) : found) as Item
      expect([text, one.digitsOf('v'), one.positionOf('v')]).toEqual([text, digits, position])
    }
  })

  test('knows no places of names that are not there', () => {
    for (const text of ['{"a":1}', "{'a':1}", 'a=1;b=2', '[{"a":1}]']) {
      const found = read(text)
      const one = (found instanceof Rows ? found.items[0] : found) as Item
      expect(one.positionOf('v')).toBeNull()
    }
  })
})
