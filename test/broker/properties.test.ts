import { expect, test } from 'vitest'
import { serverProperties } from '../../src/broker/properties'

const ports = { port: 9092, controllerPort: 9093 }

test('the settings of a broker on this machine', async () => {
  await expect(serverProperties({ ...ports, data: 'data' })).toMatchFileSnapshot(
    '../golden/server.properties',
  )
})

test('settings of the caller go before ours, and each is there once', () => {
  const text = serverProperties({
    ...ports,
    data: 'data',
    overrides: { 'auto.create.topics.enable': 'true', 'log.cleaner.backoff.ms': '500' },
  })
  expect(text.match(/^auto\.create\.topics\.enable=.*$/gm)).toEqual(['auto.create.topics.enable=true'])
  expect(text).toContain('\nlog.cleaner.backoff.ms=500\n')
})

test.each([
  ['C:\\carnet\\data', 'C:\\\\carnet\\\\data'],
  [' leading', '\\ leading'],
  ['two\nlines', 'two\\nlines'],
  ['tab\there', 'tab\\there'],
  ['élève', '\\u00e9l\\u00e8ve'],
  ['😀', '\\ud83d\\ude00'],
  ['a=b:c#d!', 'a=b:c#d!'],
  ['', ''],
])('the value %j is written %s', (value, written) => {
  const text = serverProperties({ ...ports, data: 'data', overrides: { x: value } })
  expect(text.endsWith(`\nx=${written}\n`)).toBe(true)
})
