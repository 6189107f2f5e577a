import { expect, test } from 'vitest'
import { recordOf } from '../../src/kafka/group-records'

const message = {
  offset: '9007199254740993',
  timestamp: '1700000000000',
  key: null,
  value: Buffer.from('v'),
  attributes: 0,
}

test('a message of kafkajs as a record', () => {
  expect(recordOf('é', 3, { ...message, batchContext: { timestampType: 0 } })).toEqual({
    topic: 'é',
    partition: 3,
    offset: 9007199254740993n,
    timestamp: 1_700_000_000_000,
    timestampType: 'CreateTime',
    key: null,
    value: Buffer.from('v'),
    headers: [],
  })
  expect(recordOf('t', 0, { ...message, timestamp: '-1' })).toMatchObject({ timestamp: -1 })
  expect(recordOf('t', 0, { ...message, batchContext: { timestampType: 1 } })).toMatchObject({
    timestampType: 'LogAppendTime',
  })
})

test('headers: repeated, empty and null ones, without what every object has', () => {
  // As kafkajs decodes [constructor: x], [a: null], [b: 1, 2], [__proto__: y].
  const headers = Object.fromEntries([
    ['constructor', [Object, Buffer.from('x')]],
    ['a', null],
    ['b', [Buffer.from('1'), Buffer.alloc(0), null]],
    ['__proto__', [Object.prototype, Buffer.from('y')]],
  ]) as never
  expect(recordOf('t', 0, { ...message, headers }).headers).toEqual([
    ['constructor', Buffer.from('x')],
    ['a', null],
    ['b', Buffer.from('1')],
    ['b', Buffer.alloc(0)],
    ['b', null],
    ['__proto__', Buffer.from('y')],
  ])
})
