import { describe, expect, test } from 'vitest'
import { type ConnectOptions, readConfig } from '../../src/config'
import { faultLines, pemFile } from './support'

const CA: ConnectOptions = { brokers: 'b:1', ca: pemFile('ca.pem') }
const named = (settings: Record<string, string>): ConnectOptions => ({ ...CA, settings })

describe('the check of certificates', () => {
  test.each<[string, ConnectOptions, NodeJS.ProcessEnv]>([
    ['by default', CA, {}],
    ['with NODE_TLS_REJECT_UNAUTHORIZED=0', CA, { NODE_TLS_REJECT_UNAUTHORIZED: '0' }],
    ['said by librdkafka', named({ 'enable.ssl.certificate.verification': 'true' }), {}],
    ['said by Java', named({ 'ssl.endpoint.identification.algorithm': 'HTTPS' }), {}],
    ['said by kafka-python', named({ ssl_check_hostname: 'True' }), {}],
    ['said by us', { ...CA, tlsVerify: 'full' }, {}],
    [
      'our word against another',
      { ...named({ 'enable.ssl.certificate.verification': 'false' }), tlsVerify: 'full' },
      {},
    ],
  ])('is full %s', (_name, options, env) => {
    expect(readConfig(options, env).tls?.verify).toBe('full')
  })

  test.each<[Record<string, string>, RegExp]>([
    [{ 'enable.ssl.certificate.verification': 'false' }, /certificate off.*KAFKA_TLS_VERIFY=none/],
    [{ 'enable.ssl.certificate.verification': ' No ' }, /certificate off.*KAFKA_TLS_VERIFY=none/],
    [{ 'ssl.endpoint.identification.algorithm': 'none' }, /name off.*KAFKA_TLS_VERIFY=chain/],
    [{ 'ssl.endpoint.identification.algorithm': '' }, /name off.*KAFKA_TLS_VERIFY=chain/],
    [{ ssl_check_hostname: 'False' }, /name off.*KAFKA_TLS_VERIFY=chain/],
    [
      { ssl_check_hostname: 'False', 'enable.ssl.certificate.verification': 'false' },
      /^enable.ssl.certificate.verification .*certificate off/,
    ],
  ])('is not switched off by %j alone', (settings, expected) => {
    expect(faultLines(named(settings))).toEqual([expect.stringMatching(expected)])
    expect(readConfig({ ...named(settings), tlsVerify: 'chain' }, {}).tls?.verify).toBe('chain')
  })

  test('nor by a variable of another client', () => {
    const env = { KAFKA_ENABLE_SSL_CERTIFICATE_VERIFICATION: 'false' }
    expect(faultLines(CA, env)).toEqual([
      "KAFKA_ENABLE_SSL_CERTIFICATE_VERIFICATION (environment): It would switch the check of the broker's certificate off, and carnet does not do that on this word. Remove it, and give the CA certificate of the service; to go without the check all the same, set KAFKA_TLS_VERIFY=none.",
    ])
    expect(readConfig(CA, { ...env, KAFKA_TLS_VERIFY: 'none' }).tls?.verify).toBe('none')
  })

  test('without TLS there is nothing to switch off', () => {
    const configured = { brokers: 'b:1', settings: { 'ssl.endpoint.identification.algorithm': '' } }
    expect(readConfig(configured, {}).tls).toBeNull()
  })

  test('of the authority alone needs an authority of the service', () => {
    expect(faultLines({ brokers: 'b:1', securityProtocol: 'SSL' }, { KAFKA_TLS_VERIFY: 'chain' })).toEqual([
      'KAFKA_TLS_VERIFY (environment): Without the check of the name, any certificate of a public authority would do. Give the CA certificate of the service too.',
    ])
  })

  test.each([
    ['chains', 'Did you mean chain?'],
    ['false', 'Set it to full, chain (the authority, not the name) or none.'],
    ['0', 'Set it to full, chain (the authority, not the name) or none.'],
  ])('%s is no way to check', (written, remedy) => {
    expect(faultLines(CA, { KAFKA_TLS_VERIFY: written })).toEqual([expect.stringContaining(remedy)])
  })
})

describe('what should be known', () => {
  const sasl = { mechanism: 'plain', username: 'u', password: 'p' } as const
  test.each<[string, ConnectOptions, NodeJS.ProcessEnv, RegExp | null]>([
    ['nothing', CA, {}, null],
    [
      'a check that is off',
      CA,
      { KAFKA_TLS_VERIFY: 'none' },
      /certificate is not checked, because KAFKA_TLS_VERIFY is none/,
    ],
    [
      'a check of the chain',
      { ...CA, tlsVerify: 'chain' },
      {},
      /name of the broker is not checked.*because tlsVerify is chain/,
    ],
    ['the switch of Node', CA, { NODE_TLS_REJECT_UNAUTHORIZED: '0' }, /does not count here/],
    ['which says nothing without TLS', { brokers: 'b:1' }, { NODE_TLS_REJECT_UNAUTHORIZED: '0' }, null],
    [
      'a password in the clear',
      { brokers: 'b:1', securityProtocol: 'SASL_PLAINTEXT', sasl },
      {},
      /password goes .* in the clear/,
    ],
    [
      'SCRAM shows no password',
      { brokers: 'b:1', securityProtocol: 'SASL_PLAINTEXT', sasl: { ...sasl, mechanism: 'scram-sha-256' } },
      {},
      null,
    ],
    [
      'a password of the schema registry in the clear',
      { brokers: 'b:1' },
      { KAFKA_SCHEMA_REGISTRY: 'http://u:secret@registry.example.com:8081' },
      /^The password of the schema registry goes to registry\.example\.com:8081 in the clear: [^]*https\.$/,
    ],
    [
      'which it is not over https',
      { brokers: 'b:1' },
      { KAFKA_SCHEMA_REGISTRY: 'https://u:p@r.example' },
      null,
    ],
    ['nor on this machine', { brokers: 'b:1' }, { KAFKA_SCHEMA_REGISTRY: 'http://u:p@127.0.0.1:8081' }, null],
    [
      'nor by another name of it',
      { brokers: 'b:1' },
      { KAFKA_SCHEMA_REGISTRY: 'http://u:p@[::1]:8081' },
      null,
    ],
    ['nor without one', { brokers: 'b:1' }, { KAFKA_SCHEMA_REGISTRY: 'http://registry.example.com' }, null],
  ])('%s', (_name, options, env, expected) => {
    const { notes } = readConfig(options, env)
    expect(notes).toEqual(expected ? [expect.stringMatching(expected)] : [])
  })
})
