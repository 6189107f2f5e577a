import { describe, expect, test } from 'vitest'
import { readConfig } from '../../src/config'
import { type ConnectOptions } from '../../src/config'
import { carnetError } from '../../src/errors'
import { LinkError, ProtocolError } from '../../src/kafka/errors'
import { explainKnown } from '../../src/kafka/explain'

const PEM = `${__dirname}/../config/pem`
const plain: ConnectOptions = { brokers: 'b:1' }
const tls: ConnectOptions = { ...plain, certFolder: PEM }
const publicTls: ConnectOptions = { ...plain, securityProtocol: 'SSL' }
const sasl: ConnectOptions = {
  ...plain,
  sasl: { mechanism: 'plain', username: 'alice', password: 'hunter2' },
}

const explained = (options: ConnectOptions, error: unknown, topic = 'message') =>
  explainKnown(error, { config: readConfig(options, {}), topic, doing: 'reading' })

/** As kafkajs makes them. */
const connection = (code: string, message = code) =>
  Object.assign(new Error(`Connection error: ${message}`), { name: 'KafkaJSConnectionError', code })
const named = (name: string, message: string, type?: string) =>
  Object.assign(new Error(message), { name, type })

describe('errors of a connection', () => {
  test.each<[string, ConnectOptions, Error, string]>([
    ['a name that is none', plain, connection('ENOTFOUND'), 'BROKER_NAME_UNKNOWN'],
    ['a name server that is away', plain, connection('EAI_AGAIN'), 'BROKER_NAME_UNKNOWN'],
    ['nothing listens', plain, connection('ECONNREFUSED'), 'BROKER_UNREACHABLE'],
    ['no way to the host', plain, connection('EHOSTUNREACH'), 'BROKER_UNREACHABLE'],
    ['a firewall', plain, named('KafkaJSConnectionError', 'Connection timeout'), 'BROKER_TIMEOUT'],
    ['the system gave up', plain, connection('ETIMEDOUT'), 'BROKER_TIMEOUT'],
    ['no answer', plain, named('KafkaJSRequestTimeoutError', 'Request timed out'), 'REQUEST_UNANSWERED'],
    ['an answer of something else', plain, connection('NOT_KAFKA'), 'BROKER_NOT_KAFKA'],
    ['closed', plain, named('KafkaJSConnectionClosedError', 'Closed connection'), 'CONNECTION_CLOSED'],
    ['reset', tls, connection('ECONNRESET'), 'CONNECTION_CLOSED'],
    ['no TLS there', tls, connection('ERR_SSL_WRONG_VERSION_NUMBER'), 'BROKER_WITHOUT_TLS'],
    ['no TLS there', tls, connection('ERR_SSL_PACKET_LENGTH_TOO_LONG'), 'BROKER_WITHOUT_TLS'],
    ['a CA that is not given', publicTls, connection('SELF_SIGNED_CERT_IN_CHAIN'), 'TLS_CA_UNKNOWN'],
    ['another CA', tls, connection('UNABLE_TO_VERIFY_LEAF_SIGNATURE'), 'TLS_CA_UNKNOWN'],
    ['a server that signs itself', tls, connection('DEPTH_ZERO_SELF_SIGNED_CERT'), 'TLS_CA_UNKNOWN'],
    ['another name', tls, connection('ERR_TLS_CERT_ALTNAME_INVALID'), 'TLS_HOST_MISMATCH'],
    ['an old server certificate', tls, connection('CERT_HAS_EXPIRED'), 'TLS_SERVER_CERTIFICATE_EXPIRED'],
    [
      'no client certificate',
      publicTls,
      connection('ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE'),
      'TLS_CLIENT_CERTIFICATE_MISSING',
    ],
    [
      'no client certificate',
      publicTls,
      connection('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED'),
      'TLS_CLIENT_CERTIFICATE_MISSING',
    ],
    [
      'no client certificate',
      publicTls,
      connection('ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE'),
      'TLS_CLIENT_CERTIFICATE_MISSING',
    ],
    [
      'a foreign client certificate',
      tls,
      connection('ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN'),
      'TLS_CLIENT_CERTIFICATE_REFUSED',
    ],
    [
      'a foreign client certificate',
      tls,
      connection('ERR_SSL_TLSV1_ALERT_UNKNOWN_CA'),
      'TLS_CLIENT_CERTIFICATE_REFUSED',
    ],
    ['other troubles of TLS', tls, connection('ERR_SSL_UNSUPPORTED_PROTOCOL'), 'TLS_FAILED'],
    [
      'a wrong password',
      sasl,
      named('KafkaJSSASLAuthenticationError', 'SASL PLAIN authentication failed'),
      'LOGIN_REFUSED',
    ],
    [
      'a wrong password',
      sasl,
      named('KafkaJSProtocolError', 'x', 'SASL_AUTHENTICATION_FAILED'),
      'LOGIN_REFUSED',
    ],
    [
      'a mechanism not offered',
      sasl,
      named('KafkaJSProtocolError', 'x', 'UNSUPPORTED_SASL_MECHANISM'),
      'LOGIN_MECHANISM_REFUSED',
    ],
    [
      'a mechanism not offered',
      sasl,
      named('KafkaJSSASLAuthenticationError', 'SASL PLAIN mechanism is not supported by the server'),
      'LOGIN_MECHANISM_REFUSED',
    ],
    [
      'a login where none is taken',
      sasl,
      named('KafkaJSProtocolError', 'x', 'ILLEGAL_SASL_STATE'),
      'LOGIN_NOT_EXPECTED',
    ],
  ])('%s', (_name, options, cause, code) => {
    const link = new LinkError('b:1', false, cause)
    const e = explained(options, link)
    expect(e.code).toBe(code)
    expect(e.what).toContain('b:1')
    expect(e.cause).toBe(link)
    expect(JSON.stringify(e) + e.stack).not.toContain('hunter2')
  })

  test('an expired client certificate, by our own look at it', () => {
    const refused = new LinkError('b:1', false, connection('ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN'))
    const before = process.env.SOURCE_DATE_EPOCH
    process.env.SOURCE_DATE_EPOCH = '99999999999'
    try {
      expect(explained(tls, refused)).toMatchObject({
        code: 'TLS_CLIENT_CERTIFICATE_EXPIRED',
        details: { setting: 'service.cert', validTo: '2126-11-01' },
      })
    } finally {
      if (before === undefined) delete process.env.SOURCE_DATE_EPOCH
      else process.env.SOURCE_DATE_EPOCH = before
    }
  })

  test('names the setting as the user wrote it', () => {
    const e = (env: NodeJS.ProcessEnv, code: string) =>
      explainKnown(new LinkError('b:1', false, connection(code)), {
        config: readConfig({}, env),
        doing: 'reading',
      })
    expect(e({ KAFKA_BOOTSTRAP_SERVERS: 'b:1' }, 'ECONNREFUSED').todo).toContain('KAFKA_BOOTSTRAP_SERVERS')
    const ca = `${PEM}/ca.pem`
    expect(e({ KAFKA_BROKERS: 'b:1', KAFKA_CA_PATH: ca }, 'SELF_SIGNED_CERT_IN_CHAIN').what).toContain(
      'KAFKA_CA_PATH',
    )
    expect(e({ KAFKA_BROKERS: 'b:1', KAFKA_CERTS: PEM }, 'SELF_SIGNED_CERT_IN_CHAIN').what).toContain(
      'ca.pem',
    )
  })

  test('the names of a certificate', () => {
    const message =
      "Hostname/IP does not match certificate's altnames: Host: b. is not in the cert's altnames: DNS:a"
    const e = explained(tls, new LinkError('b:1', false, connection('ERR_TLS_CERT_ALTNAME_INVALID', message)))
    expect(e.what).toContain("Host: b. is not in the cert's altnames: DNS:a.")
  })

  test('an address that the cluster says, and that leads nowhere', () => {
    const e = explained(plain, new LinkError('kafka:29092', false, connection('ENOTFOUND')))
    expect(e).toMatchObject({
      code: 'BROKER_ADVERTISED_UNREACHABLE',
      details: { brokers: ['b:1'], advertised: 'kafka:29092' },
    })
    expect(e.what).toContain('no machine is called kafka')
  })

  test('one that answered before was reachable', () => {
    const e = explained(plain, new LinkError('kafka:29092', true, named('KafkaJSConnectionClosedError', 'x')))
    expect(e.code).toBe('CONNECTION_CLOSED')
  })
})

describe('answers of a broker', () => {
  test.each([
    [3, 'TOPIC_UNKNOWN'],
    [29, 'TOPIC_FORBIDDEN'],
    [31, 'CLUSTER_FORBIDDEN'],
    [17, 'TOPIC_NAME_INVALID'],
    [5, 'PARTITION_OFFLINE'],
    [10, 'MESSAGE_TOO_LARGE'],
    [18, 'MESSAGE_TOO_LARGE'],
    [32, 'TIMESTAMP_REFUSED'],
    [-1, 'KAFKA_FAILED'],
    [9999, 'KAFKA_FAILED'],
  ])('%i is %s', (number, code) => {
    expect(explained(plain, new ProtocolError(number)).code).toBe(code)
  })

  test('the broker may say more', () => {
    const e = explained(plain, new ProtocolError(40, null, 'Unknown topic config name: retention.'))
    expect(e.what).toBe('Kafka failed while reading: Unknown topic config name: retention.')
  })
})

describe('other errors', () => {
  test('a CarnetError stays what it is', () => {
    const e = carnetError('PARAM_MALFORMED', { text: 'x' })
    expect(explained(plain, e)).toBe(e)
  })

  test.each([[new TypeError('x is not a function')], ['x is not a function']])('%j', (error) => {
    const e = explained(plain, error)
    expect(e).toMatchObject({ code: 'KAFKA_FAILED', cause: error })
    expect(e.what).toContain('x is not a function')
  })
})
