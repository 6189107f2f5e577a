import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { settings } from '../../src/cli/settings'
import { storeFile } from '../config/support'

const ENV = {
  KAFKA_BROKERS: 'b:1',
  KAFKA_SECURITY_PROTOCOL: 'SASL_PLAINTEXT',
  KAFKA_SASL_MECHANISM: 'PLAIN',
  KAFKA_USERNAME: 'élève',
  KAFKA_PASSWORD: 'hunter2',
}

function printed(options: { json?: boolean }, env: NodeJS.ProcessEnv): string {
  const out = new PassThrough()
  expect(settings(options, { out, err: out }, env)).toBe(0)
  return String(out.read())
}

test('the places of all settings, and what should be known', () => {
  expect(printed({}, ENV)).toBe(
    [
      'brokers           b:1             KAFKA_BROKERS (environment)',
      'securityProtocol  SASL_PLAINTEXT  KAFKA_SECURITY_PROTOCOL (environment)',
      'sasl.mechanism    PLAIN           KAFKA_SASL_MECHANISM (environment)',
      'sasl.username     élève           KAFKA_USERNAME (environment)',
      'sasl.password     (set)           KAFKA_PASSWORD (environment)',
      '',
      'The password goes to the broker in the clear: the security protocol is SASL_PLAINTEXT.',
      '',
    ].join('\n'),
  )
})

test('for a program', () => {
  const { settings: lines, notes } = JSON.parse(printed({ json: true }, ENV)) as {
    settings: object[]
    notes: string[]
  }
  expect(lines.at(-1)).toEqual({
    setting: 'sasl.password',
    value: null,
    origin: { name: 'KAFKA_PASSWORD', from: 'environment' },
  })
  expect(notes).toHaveLength(1)
})

test('no secret in either form', () => {
  const env = { ...ENV, KAFKA_SECURITY_PROTOCOL: 'SASL_SSL', KAFKA_KEYSTORE_PATH: storeFile('openssl.p12') }
  const stores = { KAFKA_CREDSTORE_PASSWORD: 'changeit', KAFKA_SCHEMA_REGISTRY: 'https://u:reg1stry@r' }
  for (const json of [false, true])
    expect(printed({ json }, { ...env, ...stores })).not.toMatch(/hunter2|changeit|reg1stry|PRIVATE KEY/)
})
