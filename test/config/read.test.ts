import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ConnectOptions, hasKafkaSettings, readConfig, secretsOf } from '../../src/config'
import { Secret } from '../../src/secret'
import { faultLines, faultsOf, passwordOf, PEM, pemFile, pemText } from './support'

const BROKERS = { KAFKA_BROKERS: 'b:1' }

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'carnet-config-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Writes a settings file; returns its path. */
function file(text: string | Buffer, name = 'client.properties'): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

describe('brokers', () => {
  test.each<[string, string[]]>([
    ['localhost:9092', ['localhost:9092']],
    [' a:1 , b:2,', ['a:1', 'b:2']],
    ['a:1 b:2;c:3', ['a:1', 'b:2', 'c:3']],
    ['a:1,a:1', ['a:1']],
    ['PLAINTEXT://kafka-1.example.com:19092', ['kafka-1.example.com:19092']],
    ['kafka://a:1,b:2/', ['a:1', 'b:2']],
    ['[::1]:9092', ['[::1]:9092']],
    ['PLAINTEXT://[2001:db8::7]:09092,plaintext://a:1', ['[2001:db8::7]:9092', 'a:1']],
    ['127.0.0.1:09092', ['127.0.0.1:9092']],
    ['bücher.example:1', ['bücher.example:1']],
  ])('%s', (text, expected) => {
    expect(readConfig({}, { KAFKA_BROKERS: text }).brokers).toEqual(expected)
    expect(readConfig({ brokers: text }, {}).brokers).toEqual(expected)
  })

  test.each([
    ['localhost', 'has no port'],
    ['localhost:', 'has no port'],
    [':9092', 'has no host'],
    ['[::1]:99999', 'port that is no number from 1 to 65535'],
    ['host:99999', 'port that is no number from 1 to 65535'],
    ['host:0', 'port that is no number from 1 to 65535'],
    ['host:kafka', 'port that is no number from 1 to 65535'],
    ['https://host:443', 'is a URL'],
    ['::1:9092', 'in brackets, [::1]:9092'],
    ['[::1]', 'has no port'],
    ['[]:9092', 'no host name'],
    ['[localhost]:9092', 'no host name'],
    ['[::1]9092', 'too many colons'],
    ['constructor://host:1', 'is a URL'],
    ['ho/st:1', 'no host name'],
    [',', 'names no broker'],
  ])('%s is refused', (text, reason) => {
    const [fault, ...more] = faultLines({}, { KAFKA_BROKERS: text })
    expect(fault).toContain('KAFKA_BROKERS (environment)')
    expect(fault).toContain(reason)
    expect(fault).toContain('host:port')
    expect(more).toEqual([])
  })

  test('a list in code', () => {
    expect(readConfig({ brokers: ['a:1', 'b:2'] }, {}).brokers).toEqual(['a:1', 'b:2'])
    expect(faultLines({ brokers: [] }, {})).toEqual([expect.stringContaining('names no broker')])
  })

  test('a URL with a login does not show it', () => {
    for (const brokers of ['https://me:hunter2@host:443', 'kafka://me:hunter2@host:1', 'me:hunter2@host:1'])
      expect(faultLines({ brokers }).join()).toMatch(/^brokers (?!.*hunter2).*host/)
  })

  test('none at all', () => {
    expect(faultLines({}, {})).toEqual([
      expect.stringMatching(/^KAFKA_BROKERS \(environment\): It is not set/),
    ])
  })
})

describe('where settings come from', () => {
  test('options go before variables, those before a file, that before a folder, one by one', () => {
    const configFile = file(
      'bootstrap.servers=file:1\nsecurity.protocol=SASL_SSL\nsasl.mechanism=PLAIN\nsasl.username=filed\nsasl.password=p',
    )
    const env = {
      KAFKA_CONFIG: configFile,
      KAFKA_CERTS: PEM,
      KAFKA_BOOTSTRAP_SERVERS: 'env:1',
      KAFKA_USERNAME: 'varied',
    }
    const config = readConfig({ brokers: 'code:1' }, env)
    expect(config.brokers).toEqual(['code:1'])
    expect(config.sasl).toMatchObject({ username: 'varied' })
    expect(config.sasl?.mechanism).toBe('plain')
    expect(config.tls?.ca).toContain('BEGIN CERTIFICATE')
    expect(config.origins).toEqual(
      expect.arrayContaining([
        { name: 'brokers', from: 'options', sets: ['brokers'] },
        { name: 'KAFKA_USERNAME', from: 'environment', sets: ['username'] },
        { name: 'sasl.password', from: configFile, sets: ['password'] },
        { name: 'service.cert', from: PEM, sets: ['certificate'] },
      ]),
    )
    expect(config.origins.map((o) => o.name)).not.toContain('KAFKA_BOOTSTRAP_SERVERS')
  })

  test('an empty variable counts as not set', () => {
    const env = { KAFKA_BROKERS: '', KAFKA_BOOTSTRAP_SERVERS: 'b:1', KAFKA_CA: ' ', KAFKA_CONFIG: '' }
    expect(readConfig({}, env)).toMatchObject({ brokers: ['b:1'], tls: null, sasl: null })
  })

  test('two variables of one setting must agree', () => {
    const env = { KAFKA_BROKERS: 'a:1', KAFKA_BOOTSTRAP_SERVERS: 'b:1' }
    expect(faultLines({}, env)).toEqual([
      'KAFKA_BOOTSTRAP_SERVERS (environment): It says something else than KAFKA_BROKERS. Unset one of KAFKA_BROKERS and KAFKA_BOOTSTRAP_SERVERS.',
    ])
    expect(readConfig({}, { ...env, KAFKA_BOOTSTRAP_SERVERS: 'a:1 ' }).brokers).toEqual(['a:1'])
  })

  test('a certificate may be given as text and as path', () => {
    const env = { ...BROKERS, KAFKA_CA: pemText('ca.pem'), KAFKA_CA_PATH: '/nowhere/ca.pem' }
    expect(readConfig({}, env).tls?.ca).toContain('BEGIN CERTIFICATE')
  })

  test('the result is frozen through and through, and its secrets do not print', () => {
    const config = readConfig({
      brokers: 'b:1',
      certFolder: PEM,
      sasl: { mechanism: 'PLAIN', username: 'u', password: 'hunter2' },
    })
    const { origins, sasl } = config
    for (const value of [config, config.brokers, config.tls, sasl, origins, origins[0], origins[0].sets])
      expect(Object.isFrozen(value)).toBe(true)
    const printed =
      JSON.stringify(config) + inspect(config, { depth: 9, showHidden: true }) + String(passwordOf(config))
    expect(printed).not.toContain('hunter2')
    expect(printed).not.toContain('PRIVATE KEY')
    expect(passwordOf(config)?.reveal()).toBe('hunter2')
    expect(secretsOf(config).map((s) => s.reveal())).toEqual([pemText('service.key'), 'hunter2'])
    expect(secretsOf(config).map((s) => s.setting)).toEqual(['service.key', 'sasl.password'])
    expect(secretsOf(readConfig(BROKERS_OPTION, {}))).toEqual([])
  })
})

const BROKERS_OPTION: ConnectOptions = { brokers: 'b:1' }

describe('security protocol', () => {
  const sasl = { mechanism: 'scram-sha-256', username: 'u', password: 'p' } as const

  test.each<[string, ConnectOptions, { tls: boolean; sasl: boolean }]>([
    ['nothing else given', {}, { tls: false, sasl: false }],
    ['a CA', { ca: pemFile('ca.pem') }, { tls: true, sasl: false }],
    ['a login never goes in the clear by default', { sasl }, { tls: true, sasl: true }],
    ['PLAINTEXT', { securityProtocol: 'PLAINTEXT' }, { tls: false, sasl: false }],
    ['SSL with public authorities', { securityProtocol: 'SSL' }, { tls: true, sasl: false }],
    ['SASL_PLAINTEXT', { securityProtocol: 'SASL_PLAINTEXT', sasl }, { tls: false, sasl: true }],
    ['SASL_SSL', { securityProtocol: 'SASL_SSL', sasl, ca: pemFile('ca.pem') }, { tls: true, sasl: true }],
  ])('%s', (_name, options, expected) => {
    const config = readConfig({ ...BROKERS_OPTION, ...options }, {})
    expect({ tls: config.tls !== null, sasl: config.sasl !== null }).toEqual(expected)
  })

  test.each([
    ['sasl_ssl', []],
    [
      'SASL-SSL',
      ['KAFKA_SECURITY_PROTOCOL (environment): "SASL-SSL" is no security protocol. Did you mean SASL_SSL?'],
    ],
    [
      'TLS',
      [
        'KAFKA_SECURITY_PROTOCOL (environment): "TLS" is no security protocol. Set it to one of PLAINTEXT, SSL, SASL_PLAINTEXT, SASL_SSL.',
      ],
    ],
  ])('%s', (text, expected) => {
    const env = { ...BROKERS, KAFKA_SECURITY_PROTOCOL: text, KAFKA_USERNAME: 'u', KAFKA_PASSWORD: 'p' }
    expect(faultLines({}, { ...env, KAFKA_SASL_MECHANISM: 'PLAIN' })).toEqual(expected)
  })

  test('what would not be used is refused', () => {
    const env = {
      ...BROKERS,
      KAFKA_SECURITY_PROTOCOL: 'PLAINTEXT',
      KAFKA_CA: pemText('ca.pem'),
      KAFKA_USERNAME: 'u',
    }
    expect(faultLines({}, env)).toEqual([
      'KAFKA_CA (environment): It would not be used: the security protocol is PLAINTEXT, which is without TLS. Set the security protocol to SSL, or remove the setting.',
      'KAFKA_USERNAME (environment): It would not be used: the security protocol is PLAINTEXT, which is without a login. Set the security protocol to SASL_PLAINTEXT, or remove the setting.',
    ])
  })
})

describe('login', () => {
  const login = (mechanism: string): NodeJS.ProcessEnv => ({
    ...BROKERS,
    KAFKA_SASL_MECHANISM: mechanism,
    KAFKA_SASL_USERNAME: 'u',
    KAFKA_SASL_PASSWORD: ' p ',
  })

  test.each([
    ['PLAIN', 'plain'],
    ['plain', 'plain'],
    ['SCRAM-SHA-256', 'scram-sha-256'],
    ['scram-sha-512', 'scram-sha-512'],
  ])('%s', (written, mechanism) => {
    const config = readConfig({}, login(written))
    expect(config.sasl).toMatchObject({ mechanism, username: 'u' })
    expect(passwordOf(config)?.reveal()).toBe(' p ')
  })

  test.each([
    ['SCRAM-SHA-265', 'Did you mean SCRAM-SHA-256?'],
    ['GSSAPI', 'Set it to PLAIN, SCRAM-SHA-256, SCRAM-SHA-512 or OAUTHBEARER.'],
  ])('%s is refused', (written, remedy) => {
    expect(faultLines({}, login(written))).toEqual([expect.stringContaining(remedy)])
  })

  test('what is missing is called as in the form of the rest', () => {
    expect(faultsOf({}, { ...BROKERS, KAFKA_SECURITY_PROTOCOL: 'SASL_SSL' }).map((f) => f.name)).toEqual([
      'KAFKA_SASL_MECHANISM',
      'KAFKA_SASL_USERNAME',
      'KAFKA_SASL_PASSWORD',
    ])
    const configFile = file('bootstrap.servers=b:1\nsasl.username=u')
    expect(faultsOf({ configFile })).toMatchObject([
      { name: 'sasl.mechanism', from: configFile },
      { name: 'sasl.password', from: configFile },
    ])
  })

  test('a password may be a Secret', () => {
    const sasl = { mechanism: 'plain', username: 'u', password: new Secret('hunter2') } as const
    expect(passwordOf(readConfig({ ...BROKERS_OPTION, sasl }, {}))?.reveal()).toBe('hunter2')
  })
})

describe('certificates', () => {
  test('a folder with the three files', () => {
    const { tls } = readConfig({}, { ...BROKERS, KAFKA_CERTS: PEM })
    expect(tls?.ca).toBe(pemText('ca.pem'))
    expect(tls?.cert).toBe(pemText('service.cert'))
    expect(tls?.key?.reveal()).toBe(pemText('service.key'))
    expect(tls?.passphrase).toBeNull()
  })

  test.each([
    ['as it is', (s: string) => s],
    ['with literal \\n', (s: string) => s.replaceAll('\n', '\\n')],
    ['on one line with blanks', (s: string) => s.replaceAll('\n', ' ')],
    ['with Windows line ends', (s: string) => s.replaceAll('\n', '\r\n')],
    ['after blank lines', (s: string) => `\n\n${s}`],
  ])('PEM text %s', (_name, written) => {
    const env = {
      ...BROKERS,
      KAFKA_CA: written(pemText('ca.pem')),
      KAFKA_CERTIFICATE: written(pemText('service.cert')),
      KAFKA_PRIVATE_KEY: written(pemText('service.key')),
    }
    const { tls } = readConfig({}, env)
    expect(tls?.ca).toBe(pemText('ca.pem'))
    expect(tls?.key?.reveal()).toBe(pemText('service.key'))
  })

  test('a chain keeps every certificate, text around is left out', () => {
    const chain = `bag\n${pemText('service.cert')}issuer\n${pemText('ca.pem')}`
    expect(readConfig({ ...BROKERS_OPTION, ca: chain }, {}).tls?.ca).toBe(
      pemText('service.cert') + pemText('ca.pem'),
    )
  })

  test('a key without the lines around it is not shown', () => {
    const bare = pemText('service.key')
      .replaceAll(/-----.*-----/g, '')
      .trim()
    const options = { ...BROKERS_OPTION, certificate: pemFile('service.cert'), privateKey: bare }
    const lines = faultLines(options)
    expect(lines).toEqual([expect.stringMatching(/^privateKey .*neither PEM text/)])
    expect(lines.join()).not.toContain(bare.slice(0, 10))
  })

  test('an encrypted key with its passphrase', () => {
    const options = {
      ...BROKERS_OPTION,
      certificate: pemFile('service.cert'),
      privateKey: pemFile('encrypted.key'),
    }
    const config = readConfig({ ...options, passphrase: 'secret' }, {})
    expect(config.tls?.passphrase?.reveal()).toBe('secret')
    expect(secretsOf(config)).toHaveLength(2)
    expect(faultLines(options)).toEqual([expect.stringMatching(/^privateKey.*The private key is encrypted/)])
    const wrong = faultLines({ ...options, passphrase: 'wrong' })
    expect(wrong).toEqual(['passphrase (options): It does not open the private key. Correct the passphrase.'])
  })

  test.each<[string, ConnectOptions, RegExp]>([
    ['no such file', { ca: '/nowhere/ca.pem' }, /^ca \(options\): There is no file \/nowhere\/ca.pem\./],
    ['a folder', { ca: PEM }, /pem is a folder, not a file/],
    ['a key for a certificate', { ca: pemFile('service.key') }, /service.key holds no certificate/],
    [
      'a certificate for a key',
      { certificate: pemFile('service.cert'), privateKey: pemFile('service.cert') },
      /^privateKey .*service.cert holds no private key/,
    ],
    [
      'a key of another certificate',
      { certificate: pemFile('service.cert'), privateKey: pemFile('other.key') },
      /^privateKey .*not the one of the client certificate/,
    ],
    ['a certificate without key', { certificate: pemFile('service.cert') }, /^certificate .*needs its key/],
    [
      'a key without certificate',
      { privateKey: pemFile('service.key') },
      /^privateKey .*needs its certificate/,
    ],
    [
      'a damaged certificate',
      { ca: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----' },
      /Certificate 1 of the PEM text is damaged/,
    ],
    [
      'a damaged key',
      {
        certificate: pemFile('service.cert'),
        privateKey: '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----',
      },
      /^privateKey .*The private key is damaged/,
    ],
    ['a folder that is none', { certFolder: '/nowhere' }, /^certFolder .*There is no folder \/nowhere/],
    ['a folder without the files', { certFolder: __dirname }, /^certFolder .*holds none of the files/],
  ])('%s', (_name, options, expected) => {
    expect(faultLines({ ...BROKERS_OPTION, ...options })).toEqual([expect.stringMatching(expected)])
  })

  test.each<[string, Buffer, RegExp]>([
    [
      'a Java keystore',
      Buffer.from([0xfe, 0xed, 0xfe, 0xed, 0, 0]),
      /is a Java keystore of the old kind \(JKS\), .*keytool -importkeystore -srckeystore \S*store -destkeystore/,
    ],
    ['half of a store', Buffer.from([0x30, 0x82, 0x0a, 0x00, 0x02, 0x01]), /damaged, or no PKCS#12 store/],
    ['text', Buffer.from('hello'), /is neither PEM nor a PKCS#12 store/],
    ['nothing', Buffer.alloc(0), /is neither PEM nor a PKCS#12 store/],
  ])('a file of %s', (_name, bytes, expected) => {
    const ca = file(bytes, 'store')
    expect(faultLines({ ...BROKERS_OPTION, ca })).toEqual([expect.stringMatching(expected)])
  })
})

describe('a settings file', () => {
  test("Java's client.properties", () => {
    file(pemText('ca.pem'), 'truststore.pem')
    file(pemText('service.key') + pemText('service.cert'), 'keystore.pem')
    const configFile = file(
      [
        '# from the page of the service',
        'bootstrap.servers = kafka-1.example.com:19092,\\',
        '    kafka-2.example.com:19092',
        'security.protocol: SASL_SSL ',
        'sasl.mechanism SCRAM-SHA-512',
        'sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required \\',
        '    username="\\u00e9l\\u00e8ve" password="p w";',
        'ssl.truststore.type=PEM',
        'ssl.truststore.location=truststore.pem',
        'ssl.keystore.type=PEM',
        'ssl.keystore.location=keystore.pem',
        'group.id=mine',
        'acks=all',
      ].join('\n'),
    )
    const config = readConfig({}, { KAFKA_CONFIG: configFile })
    expect(config.brokers).toEqual(['kafka-1.example.com:19092', 'kafka-2.example.com:19092'])
    expect(config.sasl).toMatchObject({ mechanism: 'scram-sha-512', username: 'élève' })
    expect(passwordOf(config)?.reveal()).toBe('p w')
    expect(config.tls?.ca).toBe(pemText('ca.pem'))
    expect(config.tls?.cert).toBe(pemText('service.cert'))
    expect(config.tls?.key?.reveal()).toBe(pemText('service.key'))
    expect(config.origins).toContainEqual({
      name: 'ssl.keystore.location',
      from: configFile,
      sets: ['certificate', 'privateKey'],
    })
  })

  test('PEM text within a Java file', () => {
    const inline = (name: string): string => pemText(name).trim().replaceAll('\n', ' \\\n  ')
    const configFile = file(
      [
        'bootstrap.servers=b:1',
        'security.protocol=SSL',
        `ssl.truststore.certificates=${inline('ca.pem')}`,
        `ssl.keystore.certificate.chain=${inline('service.cert')}`,
        `ssl.keystore.key=${inline('encrypted.key')}`,
        'ssl.key.password=secret',
      ].join('\n'),
    )
    const { tls } = readConfig({ configFile }, {})
    expect(tls?.ca).toBe(pemText('ca.pem'))
    expect(tls?.cert).toBe(pemText('service.cert'))
    expect(tls?.key?.reveal()).toBe(pemText('encrypted.key'))
  })

  test("librdkafka's and kcat's names", () => {
    const configFile = file(
      [
        'metadata.broker.list=b:1',
        'security.protocol=sasl_ssl',
        'sasl.mechanisms=SCRAM-SHA-256',
        'sasl.username=u',
        '  sasl.password=p=:#! w\\\\x ',
        `ssl.ca.location=${pemFile('ca.pem')}`,
        `ssl.certificate.location=${pemFile('service.cert')}`,
        `ssl.key.location=${pemFile('service.key')}`,
      ].join('\n'),
      'kcat.conf',
    )
    const config = readConfig({ configFile }, {})
    expect(config).toMatchObject({ brokers: ['b:1'], sasl: { mechanism: 'scram-sha-256', username: 'u' } })
    expect(passwordOf(config)?.reveal()).toBe('p=:#! w\\\\x')
    expect(config.tls?.cert).toBe(pemText('service.cert'))
  })

  test('the module of PLAIN says the mechanism, a quote in a password is escaped twice', () => {
    const jaas =
      'org.apache.kafka.common.security.plain.PlainLoginModule required username="u" password="p\\\\"w";'
    const configFile = file(`bootstrap.servers=b:1\nsasl.jaas.config=${jaas}`)
    const config = readConfig({ configFile }, {})
    expect(config.sasl?.mechanism).toBe('plain')
    expect(passwordOf(config)?.reveal()).toBe('p"w')
  })

  test('a file in latin-1', () => {
    const configFile = file(
      Buffer.from(
        'bootstrap.servers=b:1\nsasl.mechanism=PLAIN\nsasl.username=\xe9\nsasl.password=p',
        'latin1',
      ),
    )
    expect(readConfig({ configFile }, {}).sasl).toMatchObject({ username: 'é' })
  })

  test.each([
    [
      'bootstrap.server=b:1',
      /^bootstrap.server .*There is no such setting. Did you mean bootstrap.servers\?/,
    ],
    ['sasl.jaas.config=nonsense', /^sasl.jaas.config .*not a login module/],
    [
      'sasl.jaas.config=com.sun.security.auth.module.Krb5LoginModule required useKeyTab=true;',
      /Krb5LoginModule is not supported. Use PlainLoginModule, ScramLoginModule or OAuthBearerLoginModule/,
    ],
    ['a=\\u12', /^line 1 .*four hexadecimal digits/],
  ])('%s', (line, expected) => {
    expect(faultLines({ ...BROKERS_OPTION, configFile: file(line) })).toEqual([
      expect.stringMatching(expected),
    ])
  })

  test('one that is not there', () => {
    expect(faultLines({ configFile: '/nowhere/client.properties' }, BROKERS)).toEqual([
      expect.stringMatching(
        /^configFile \(options\): The settings file \/nowhere\/client.properties cannot be read \(ENOENT\)/,
      ),
    ])
    expect(faultsOf({}, { ...BROKERS, KAFKA_CONFIG: '/nowhere' })).toMatchObject([{ name: 'KAFKA_CONFIG' }])
  })
})

describe('names with a typing error', () => {
  test.each([
    ['KAFKA_BROKER', 'KAFKA_BROKERS'],
    ['KAFKA_BROKRES', 'KAFKA_BROKERS'],
    ['kafka_brokers', 'KAFKA_BROKERS'],
    ['KAFKA_BOOTSTRAP_SERVER', 'KAFKA_BOOTSTRAP_SERVERS'],
    ['KAFKA_CERT', 'KAFKA_CERTS'],
    ['KAFKA_PASSWORT', 'KAFKA_PASSWORD'],
    ['KAFKA_SASL_MECHANISMSS', 'KAFKA_SASL_MECHANISMS'],
    ['KAFKA_SSL_CA_FILE', 'KAFKA_SSL_CAFILE'],
    ['KAFKA_TRUSTED_CERTS', 'KAFKA_TRUSTED_CERT'],
    ['KAFKA_KEYSTORE_PAHT', 'KAFKA_KEYSTORE_PATH'],
  ])('%s', (name, meant) => {
    const faults = faultLines({}, { [name]: 'x:1' })
    expect(faults).toContain(`${name} (environment): There is no such setting. Did you mean ${meant}?`)
    expect(hasKafkaSettings({ [name]: 'x:1' })).toBe(true)
  })

  test.each([
    'KAFKA_HOME',
    'KAFKA_OPTS',
    'KAFKA_HEAP_OPTS',
    'KAFKA_BROKER_ID',
    'KAFKA_SSL_CRL_LOCATION',
    'PATH',
  ])('not %s', (name) => {
    expect(faultsOf({}, { ...BROKERS, [name]: 'x' })).toEqual([])
    expect(hasKafkaSettings({ [name]: 'x' })).toBe(false)
  })

  test('not where the right one is set too', () => {
    expect(faultsOf({}, { ...BROKERS, KAFKA_BROKER: 'x:1' })).toEqual([])
  })

  test('options', () => {
    expect(faultLines({ ...BROKERS_OPTION, ...{ certfolder: 'x' } })).toEqual([
      'certfolder (options): There is no such option. Did you mean certFolder?',
    ])
    expect(faultLines({ ...BROKERS_OPTION, ...{ wolf: 1 } })).toEqual([
      expect.stringContaining('There are brokers,'),
    ])
    const sasl = { mechanism: 'PLAIN', username: 'u', pasword: 'p' } as unknown as ConnectOptions['sasl']
    expect(faultLines({ ...BROKERS_OPTION, sasl })).toEqual([
      'sasl.pasword (options): There is no such option. Did you mean sasl.password?',
      expect.stringMatching(/^sasl.password .*The password is not set/),
    ])
  })

  test('values of the wrong type', () => {
    const options = { brokers: 9092, sasl: 'me' } as unknown as ConnectOptions
    expect(faultLines(options, BROKERS)).toEqual([
      'sasl (options): It is not an object. Give { mechanism, username, password }.',
      'brokers (options): It is not a text. Give it as a string.',
    ])
  })
})

describe('hasKafkaSettings', () => {
  test.each([
    'KAFKA_BROKERS',
    'KAFKA_BOOTSTRAP_SERVERS',
    'KAFKA_CONFIG',
    'KAFKA_CERTS',
    'KAFKA_SECURITY_PROTOCOL',
    'KAFKA_CA',
    'KAFKA_CA_PATH',
    'KAFKA_CERTIFICATE',
    'KAFKA_CERTIFICATE_PATH',
    'KAFKA_PRIVATE_KEY',
    'KAFKA_PRIVATE_KEY_PATH',
    'KAFKA_SASL_MECHANISM',
    'KAFKA_SASL_USERNAME',
    'KAFKA_USERNAME',
    'KAFKA_SASL_PASSWORD',
    'KAFKA_PASSWORD',
    'KAFKA_URL',
    'KAFKA_TRUSTED_CERT',
    'KAFKA_KEYSTORE_PATH',
    'KAFKA_SSL_CAFILE',
    'KAFKA_SASL_OAUTHBEARER_TOKEN_COMMAND',
  ])('%s', (name) => {
    expect(hasKafkaSettings({ [name]: 'x' })).toBe(true)
    expect(hasKafkaSettings({ [name]: '' })).toBe(false)
  })

  test.each(['KAFKA_SCHEMA_REGISTRY', 'KAFKA_TLS_VERIFY', 'KAFKA_CREDSTORE_PASSWORD'])(
    'not by %s alone, which says of no broker',
    (name) => {
      expect(hasKafkaSettings({ [name]: 'x' })).toBe(false)
    },
  )

  test('nothing set', () => {
    expect(hasKafkaSettings({})).toBe(false)
  })
})

describe('several faults', () => {
  test('are all in one error', () => {
    const env = {
      KAFKA_BROKERS: 'localhost',
      KAFKA_CERTS: '/nowhere',
      KAFKA_SECURITY_PROTOCOL: 'SASL_SSL',
      KAFKA_PASWORD: 'hunter2',
    }
    expect(faultsOf({}, env).map((f) => f.name)).toEqual([
      'KAFKA_CERTS',
      'KAFKA_PASWORD',
      'KAFKA_BROKERS',
      'KAFKA_SASL_MECHANISM',
      'KAFKA_SASL_USERNAME',
      'KAFKA_SASL_PASSWORD',
    ])
    expect(() => readConfig({}, env)).toThrow(/^6 Kafka settings are wrong:\n {2}KAFKA_CERTS \(environment\)/)
    expect(() => readConfig({}, env)).not.toThrow(/hunter2/)
  })
})
