import { describe, expect, test } from 'vitest'
import { readConfig } from '../../src/config'
import { type ConnectOptions } from '../../src/config'
import { type CarnetError, carnetError } from '../../src/errors'
import { LinkError, ProtocolError } from '../../src/kafka/errors'
import { explainKnown } from '../../src/kafka/explain'
import { explainLink } from '../../src/kafka/explain-link'
import { TokenRefused } from '../../src/kafka/oauthbearer'
import { type Look } from '../../src/kafka/second-look'

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
    ['a port that says nothing', plain, connection('SILENT'), 'BROKER_SAYS_NOTHING'],
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
    ['a clock that is wrong', tls, connection('CERT_NOT_YET_VALID'), 'TLS_SERVER_CERTIFICATE_EXPIRED'],
    ['a revoked certificate', tls, connection('CERT_REVOKED'), 'TLS_FAILED'],
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
    expect(e).toMatchObject({ code: 'TLS_HOST_MISMATCH', details: { host: 'b', names: ['a'] } })
    expect(e.what).toBe('The certificate of b:1 is made for a, not for b.')
  })

  test.each([
    ["IP: 10.0.0.1 is not in the cert's list: 10.0.0.2, ::1", ['10.0.0.2', '::1']],
    ["Host: b. is not in the cert's altnames: DNS:a.example, DNS:*.b.example", ['a.example', '*.b.example']],
    ["Host: b. is not cert's CN: a", ['a']],
    ['Cert does not contain a DNS name', []],
  ])('the names in %j', (reason, names) => {
    const message = `Hostname/IP does not match certificate's altnames: ${reason}`
    const e = explained(tls, new LinkError('b:1', false, connection('ERR_TLS_CERT_ALTNAME_INVALID', message)))
    expect(e.details).toEqual({ broker: 'b:1', host: 'b', names })
  })

  test('a client certificate of another CA than the one that is given', () => {
    const refused = new LinkError('b:1', false, connection('ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN'))
    // These two are one service's.
    expect(explained(tls, refused).details).toMatchObject({ otherCa: null })
    const pair = { certificate: `${PEM}/service.cert`, privateKey: `${PEM}/service.key` }
    expect(explained({ ...plain, ...pair }, refused).details).toMatchObject({ otherCa: null })
    const e = explained({ ...plain, ...pair, ca: `${PEM}/service.cert` }, refused)
    expect(e.details).toMatchObject({ otherCa: 'ca' })
    expect(e.todo).toMatch(/^It is not signed by the authority of ca, /)
  })

  test('a token that the broker refuses', () => {
    const options = {
      ...plain,
      sasl: { mechanism: 'oauthbearer', tokenFile: `${PEM}/service.cert` },
    } as const
    const refused = explained(options, new LinkError('b:1', false, new TokenRefused('invalid_token')))
    expect(refused).toMatchObject({
      code: 'LOGIN_TOKEN_REFUSED',
      details: { broker: 'b:1', setting: 'sasl.tokenFile', reason: 'invalid_token' },
    })
    const silent = explained(options, new LinkError('b:1', false, new TokenRefused(null)))
    expect(silent.what).toBe('The broker b:1 refuses the token of the setting sasl.tokenFile.')
  })

  test.each<[string, ConnectOptions, Error, Look, string]>([
    ['closed', plain, named('x', 'Closed connection'), {}, 'CONNECTION_CLOSED'],
    ['closed, of TLS', plain, named('x', 'Closed connection'), { speaksTls: true }, 'BROKER_WANTS_TLS'],
    ['closed, without TLS', tls, named('x', 'Closed connection'), { speaksTls: false }, 'BROKER_WITHOUT_TLS'],
    [
      'closed, as the settings say',
      tls,
      named('x', 'Closed connection'),
      { speaksTls: true },
      'CONNECTION_CLOSED',
    ],
    ['closed, unknown', tls, named('x', 'Closed connection'), { speaksTls: undefined }, 'CONNECTION_CLOSED'],
    [
      'closed, of something else',
      plain,
      named('x', 'Closed connection'),
      { speaksTls: true, isKafka: false },
      'BROKER_NOT_KAFKA',
    ],
    ['no TLS', tls, connection('ERR_SSL_WRONG_VERSION_NUMBER'), { isKafka: false }, 'BROKER_NOT_KAFKA'],
    ['no TLS', tls, connection('ERR_SSL_WRONG_VERSION_NUMBER'), { isKafka: true }, 'BROKER_WITHOUT_TLS'],
    ['closed, logins', plain, named('x', 'Closed connection'), { mechanisms: ['PLAIN'] }, 'LOGIN_MISSING'],
    ['closed, no logins', plain, named('x', 'Closed connection'), { mechanisms: [] }, 'CONNECTION_CLOSED'],
    [
      'closed, logged in',
      sasl,
      named('x', 'Closed connection'),
      { mechanisms: ['PLAIN'] },
      'CONNECTION_CLOSED',
    ],
  ])('a second look: %s %j', (_name, options, cause, look, code) => {
    const error = new LinkError('b:1', false, cause)
    expect(explainLink(error, readConfig(options, {}), look).code).toBe(code)
  })

  test('who signed the certificate, and which logins there are', () => {
    const config = readConfig({ ...plain, ca: `${PEM}/ca.pem` }, {})
    const unknown = new LinkError('b:1', false, connection('SELF_SIGNED_CERT_IN_CHAIN'))
    expect(explainLink(unknown, config, { issuer: 'Other' }).what).toMatch(
      /^The certificate of b:1 is signed by "Other", and is not from the authority ".+" of the setting ca /,
    )
    const refused = new LinkError('b:1', false, named('x', 'x', 'UNSUPPORTED_SASL_MECHANISM'))
    const offering = (...mechanisms: string[]): CarnetError =>
      explainLink(refused, readConfig(sasl, {}), { mechanisms })
    expect(offering().todo).toBe('Set sasl.mechanism to the mechanism that the page of the service names.')
    expect(offering('GSSAPI', 'SCRAM-SHA-512').todo).toBe('Set sasl.mechanism to SCRAM-SHA-512.')
    expect(offering('GSSAPI', 'AWS_MSK_IAM').todo).toMatch(/^carnet speaks none of them/)
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

  test('of a partition: the right to see the topic is there', () => {
    const e = explained(sasl, new ProtocolError(29, 0))
    expect(e).toMatchObject({
      code: 'TOPIC_RIGHT_MISSING',
      details: { topic: 'message', user: 'alice', doing: 'reading' },
    })
    expect(explained(tls, new ProtocolError(29, 0)).what).toMatch(/^CN=\S+ may see the topic "message"/)
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
