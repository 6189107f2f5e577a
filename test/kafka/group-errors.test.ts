import { expect, test } from 'vitest'
import { readConfig } from '../../src/config'
import { LinkError, ProtocolError } from '../../src/kafka/errors'
import { unwrapped, withGroup } from '../../src/kafka/group-errors'

/** As kafkajs 2.2.4 makes them: a name, fields of its own, and what it wraps as the cause. */
const kafkajs = (name: string, fields: object = {}): Error =>
  Object.assign(new Error(name), { name, ...fields })

test('the error that matters, however often kafkajs wrapped it', () => {
  const refused = kafkajs('KafkaJSProtocolError', { type: 'GROUP_AUTHORIZATION_FAILED', code: 30 })
  const once = kafkajs('KafkaJSNonRetriableError', { cause: refused })
  for (const e of [refused, once, kafkajs('KafkaJSNumberOfRetriesExceeded', { cause: once })])
    expect(unwrapped(e)).toMatchObject({ name: 'ProtocolError', code: 30 })
})

test('a broken connection', () => {
  const refused = kafkajs('KafkaJSConnectionError', { broker: '127.0.0.1:1', code: 'ECONNREFUSED' })
  const e = unwrapped(kafkajs('KafkaJSNumberOfRetriesExceeded', { cause: refused }))
  expect(e).toBeInstanceOf(LinkError)
  expect(e).toMatchObject({ broker: '127.0.0.1:1', cause: refused })
  expect(unwrapped(kafkajs('KafkaJSConnectionClosedError', { host: 'h', port: 9092 }))).toMatchObject({
    broker: 'h:9092',
  })
})

test('an error of anybody else stays as it is', () => {
  const range = new RangeError('Maximum call stack size exceeded')
  expect(unwrapped(range)).toBe(range)
  expect(unwrapped(kafkajs('KafkaJSNonRetriableError', { cause: range }))).toBe(range)
  const alone = kafkajs('KafkaJSNotImplemented')
  expect(unwrapped(alone)).toBe(alone)
  expect(unwrapped('text')).toBe('text')
})

test('the right on the group that is missing is told by its name', async () => {
  const config = readConfig({ brokers: 'h:9092' }, {})
  const failing = (e: unknown): Promise<unknown> => withGroup(config, 'g', () => Promise.reject(e as Error))
  await expect(failing(new ProtocolError(30))).rejects.toMatchObject({
    code: 'GROUP_FORBIDDEN',
    details: { group: 'g', user: null },
  })
  await expect(failing(new ProtocolError(29))).rejects.toMatchObject({ name: 'ProtocolError', code: 29 })
  expect(await withGroup(config, 'g', async () => 1)).toBe(1)
})
