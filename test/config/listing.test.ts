import { expect, test } from 'vitest'
import { listSettings, readConfig } from '../../src/config'
import { pemFile, pemText, storeFile } from './support'

const lines = (...config: Parameters<typeof readConfig>): string[] =>
  listSettings(readConfig(...config)).map(
    ({ setting, value, origin }) =>
      `${setting} = ${value} ← ${origin ? `${origin.name} (${origin.from})` : '-'}`,
  )

test('each setting that counts, with its place', () => {
  const env = {
    KAFKA_BROKERS: 'a:1,b:2',
    KAFKA_KEYSTORE_PATH: storeFile('openssl.p12'),
    KAFKA_CREDSTORE_PASSWORD: 'changeit',
    KAFKA_CA: pemText('ca.pem'),
    KAFKA_TLS_VERIFY: 'chain',
    KAFKA_SASL_USERNAME: 'avnadmin',
    KAFKA_SCHEMA_REGISTRY: 'https://u:hunter2@r',
  }
  const sasl = { mechanism: 'scram-sha-256', password: 'p' } as unknown as undefined
  expect(lines({ sasl }, env)).toEqual([
    'brokers = a:1, b:2 ← KAFKA_BROKERS (environment)',
    'securityProtocol = SASL_SSL ← -',
    'ca = CN=carnet test CA, valid to 2126-11-01 ← KAFKA_CA (environment)',
    'truststorePassword = null ← KAFKA_CREDSTORE_PASSWORD (environment)',
    'certificate = CN=student, valid to 2126-11-01 ← KAFKA_KEYSTORE_PATH (environment)',
    'privateKey = null ← KAFKA_KEYSTORE_PATH (environment)',
    'keystorePassword = null ← KAFKA_CREDSTORE_PASSWORD (environment)',
    'tlsVerify = chain ← KAFKA_TLS_VERIFY (environment)',
    'sasl.mechanism = SCRAM-SHA-256 ← sasl.mechanism (options)',
    'sasl.username = avnadmin ← KAFKA_SASL_USERNAME (environment)',
    'sasl.password = null ← sasl.password (options)',
    'schemaRegistry.url = https://r ← KAFKA_SCHEMA_REGISTRY (environment)',
    'schemaRegistry.username = u ← -',
  ])
})

test('what follows from the others', () => {
  expect(lines({ brokers: 'b:1' }, {})).toEqual([
    'brokers = b:1 ← brokers (options)',
    'securityProtocol = PLAINTEXT ← -',
  ])
  expect(lines({ brokers: 'b:1', securityProtocol: 'SSL' }, {})).toEqual([
    'brokers = b:1 ← brokers (options)',
    'securityProtocol = SSL ← securityProtocol (options)',
    'ca = public authorities ← -',
    'tlsVerify = full ← -',
  ])
})

test('a token', () => {
  const sasl = { mechanism: 'oauthbearer', tokenFile: pemFile('ca.pem'), extensions: { a: '1' } } as const
  expect(lines({ brokers: 'b:1', sasl, securityProtocol: 'SASL_PLAINTEXT' }, {}).slice(2)).toEqual([
    'sasl.mechanism = OAUTHBEARER ← sasl.mechanism (options)',
    `sasl.tokenFile = ${pemFile('ca.pem')} ← sasl.tokenFile (options)`,
    'sasl.extensions = a=1 ← sasl.extensions (options)',
  ])
  const command = { mechanism: 'oauthbearer', tokenCommand: 'echo hunter2' } as const
  expect(lines({ brokers: 'b:1', sasl: command }, {}).at(-1)).toBe(
    'sasl.tokenCommand = null ← sasl.tokenCommand (options)',
  )
})
