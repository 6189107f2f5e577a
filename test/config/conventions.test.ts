import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ConnectOptions, readConfig, secretsOf, settingName } from '../../src/config'
import { VARIABLES } from '../../src/config/names'
import { faultLines, passwordOf, pemFile, pemText, storeFile } from './support'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'carnet-conventions-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function file(lines: readonly string[], name = 'client.properties'): string {
  const path = join(folder, name)
  writeFileSync(path, lines.join('\n'))
  return path
}

describe('hosts', () => {
  test('nais (Aiven): PEM as text and as path, Java stores beside them', () => {
    const env = {
      KAFKA_BROKERS: 'nav-prod-kafka.aivencloud.com:26484',
      KAFKA_CERTIFICATE: pemText('service.cert'),
      KAFKA_CERTIFICATE_PATH: '/var/run/secrets/nais.io/kafka/kafka.crt',
      KAFKA_PRIVATE_KEY: pemText('service.key'),
      KAFKA_PRIVATE_KEY_PATH: '/var/run/secrets/nais.io/kafka/kafka.key',
      KAFKA_CA: pemText('ca.pem'),
      KAFKA_CA_PATH: '/var/run/secrets/nais.io/kafka/ca.crt',
      KAFKA_KEYSTORE_PATH: '/var/run/secrets/nais.io/kafka/client.keystore.p12',
      KAFKA_TRUSTSTORE_PATH: '/var/run/secrets/nais.io/kafka/client.truststore.jks',
      KAFKA_CREDSTORE_PASSWORD: 'changeme-please',
      KAFKA_SCHEMA_REGISTRY: 'https://nav-prod-kafka.aivencloud.com:26487',
      KAFKA_SCHEMA_REGISTRY_USER: 'app',
      KAFKA_SCHEMA_REGISTRY_PASSWORD: 'registry-pw',
    }
    const config = readConfig({}, env)
    expect(config.tls).toMatchObject({ ca: pemText('ca.pem'), cert: pemText('service.cert'), verify: 'full' })
    expect(config.tls?.key?.reveal()).toBe(pemText('service.key'))
    expect(config.schemaRegistry).toMatchObject({
      url: 'https://nav-prod-kafka.aivencloud.com:26487',
      username: 'app',
      ca: null,
    })
    expect(config.schemaRegistry?.password?.reveal()).toBe('registry-pw')
    expect(secretsOf(config).map((s) => s.reveal())).toEqual([
      pemText('service.key'),
      'changeme-please',
      'changeme-please',
      'registry-pw',
    ])
    expect(config.notes).toEqual([])
  })

  test('nais with its Java stores alone, where they are PKCS#12', () => {
    const env = {
      KAFKA_BROKERS: 'b:1',
      KAFKA_KEYSTORE_PATH: storeFile('openssl.p12'),
      KAFKA_TRUSTSTORE_PATH: storeFile('truststore-keytool.p12'),
      KAFKA_CREDSTORE_PASSWORD: 'changeit',
    }
    const { tls } = readConfig({}, env)
    expect(tls?.ca).toBe(pemText('ca.pem'))
    expect(tls?.cert).toBe(pemText('service.cert') + pemText('ca.pem'))
    expect(faultLines({}, { ...env, KAFKA_TRUSTSTORE_PATH: storeFile('truststore.jks') })).toEqual([
      expect.stringMatching(/^KAFKA_TRUSTSTORE_PATH .*old kind \(JKS\).*keytool -importkeystore/),
    ])
  })

  test('Heroku: a list of kafka+ssl URLs, PEM text under its names', () => {
    const env = {
      KAFKA_URL: 'kafka+ssl://ec2-1.compute.amazonaws.com:9096,kafka+ssl://ec2-2.compute.amazonaws.com:9096',
      KAFKA_TRUSTED_CERT: pemText('ca.pem'),
      KAFKA_CLIENT_CERT: pemText('service.cert'),
      KAFKA_CLIENT_CERT_KEY: pemText('service.key'),
      KAFKA_PREFIX: 'columbia-1234.',
    }
    const config = readConfig({}, env)
    expect(config.brokers).toEqual(['ec2-1.compute.amazonaws.com:9096', 'ec2-2.compute.amazonaws.com:9096'])
    expect(config.tls?.key?.reveal()).toBe(pemText('service.key'))
    expect(config.tls?.verify).toBe('full')
    expect(config.origins.map((o) => o.name)).toEqual([
      'KAFKA_URL',
      'KAFKA_TRUSTED_CERT',
      'KAFKA_CLIENT_CERT',
      'KAFKA_CLIENT_CERT_KEY',
    ])
  })
})

describe('the protocol before an address', () => {
  const login = { KAFKA_USERNAME: 'u', KAFKA_PASSWORD: 'p', KAFKA_SASL_MECHANISM: 'PLAIN' }
  test.each<[string, NodeJS.ProcessEnv, string]>([
    ['kafka+ssl://a:1', {}, 'tls'],
    ['kafka+ssl://a:1', login, 'tls sasl'],
    ['kafka://a:1', {}, ''],
    ['SSL://a:1', {}, 'tls'],
    ['SASL_PLAINTEXT://a:1,SASL_PLAINTEXT://b:1', login, 'sasl'],
    ['sasl_ssl://a:1', login, 'tls sasl'],
    ['kafka+ssl://a:1', { KAFKA_SECURITY_PROTOCOL: 'SASL_SSL', ...login }, 'tls sasl'],
  ])('%s', (KAFKA_BROKERS, env, expected) => {
    const { tls, sasl } = readConfig({}, { KAFKA_BROKERS, ...env })
    expect([tls && 'tls', sasl && 'sasl'].filter(Boolean).join(' ')).toBe(expected)
  })

  test('contradictions', () => {
    expect(faultLines({}, { KAFKA_URL: 'kafka+ssl://a:1', KAFKA_SECURITY_PROTOCOL: 'PLAINTEXT' })).toEqual([
      'KAFKA_URL (environment): Its addresses are written for TLS, and KAFKA_SECURITY_PROTOCOL says PLAINTEXT. Correct one of them, or write the addresses as host:port alone.',
    ])
    expect(faultLines({ brokers: 'SSL://a:1,PLAINTEXT://b:1' })).toEqual([
      expect.stringMatching(/^brokers .*written with different protocols/),
    ])
    expect(faultLines({ brokers: 'SASL_SSL://a:1' }).join()).toContain('The SASL mechanism is not set')
  })

  test('the same brokers with and without it are no contradiction', () => {
    const env = { KAFKA_URL: 'kafka+ssl://a:1', KAFKA_BOOTSTRAP_SERVERS: 'a:1' }
    expect(readConfig({}, env).brokers).toEqual(['a:1'])
  })
})

describe("other clients' names", () => {
  const TLS = { ca: pemFile('ca.pem'), cert: pemFile('service.cert'), key: pemFile('encrypted.key') }

  test.each<[string, Record<string, string>]>([
    [
      'librdkafka and kcat',
      {
        'metadata.broker.list': 'b:1',
        'security.protocol': 'sasl_ssl',
        'ssl.ca.location': TLS.ca,
        'ssl.certificate.location': TLS.cert,
        'ssl.key.location': TLS.key,
        'ssl.key.password': 'secret',
        'sasl.mechanisms': 'SCRAM-SHA-512',
        'sasl.username': 'u',
        'sasl.password': 'p',
      },
    ],
    [
      'kafka-python',
      {
        bootstrap_servers: 'b:1',
        security_protocol: 'SASL_SSL',
        ssl_cafile: TLS.ca,
        ssl_certfile: TLS.cert,
        ssl_keyfile: TLS.key,
        ssl_password: 'secret',
        ssl_check_hostname: 'True',
        sasl_mechanism: 'SCRAM-SHA-512',
        sasl_plain_username: 'u',
        sasl_plain_password: 'p',
      },
    ],
    [
      'Java',
      {
        'bootstrap.servers': 'b:1',
        'security.protocol': 'SASL_SSL',
        'ssl.truststore.type': 'PEM',
        'ssl.truststore.certificates': pemText('ca.pem').trim().replaceAll('\n', '\\n'),
        'ssl.keystore.type': 'PEM',
        'ssl.keystore.certificate.chain': pemText('service.cert').trim().replaceAll('\n', '\\n'),
        'ssl.keystore.key': pemText('encrypted.key').trim().replaceAll('\n', '\\n'),
        'ssl.key.password': 'secret',
        'ssl.endpoint.identification.algorithm': 'https',
        'sasl.mechanism': 'SCRAM-SHA-512',
        'sasl.jaas.config':
          'org.apache.kafka.common.security.scram.ScramLoginModule required username="u" password="p";',
      },
    ],
  ])('%s: as variables, as a file, as an object', (_client, names) => {
    const env = Object.fromEntries(
      Object.entries(names).map(([n, v]) => [`KAFKA_${n.toUpperCase().replaceAll('.', '_')}`, v]),
    )
    const configFile = file(Object.entries(names).map(([n, v]) => `${n}=${v}`))
    for (const config of [
      readConfig({}, env),
      readConfig({}, { KAFKA_CONFIG: configFile }),
      readConfig({ settings: names }, {}),
    ]) {
      expect(config.brokers).toEqual(['b:1'])
      expect(config.tls).toMatchObject({ ca: pemText('ca.pem'), cert: pemText('service.cert') })
      expect(config.tls?.key?.reveal()).toBe(pemText('encrypted.key'))
      expect(config.tls?.passphrase?.reveal()).toBe('secret')
      expect(config.sasl).toMatchObject({ mechanism: 'scram-sha-512', username: 'u' })
      expect(passwordOf(config)?.reveal()).toBe('p')
    }
  })

  test('an object in code: our own options go before it, it before the environment', () => {
    const settings = {
      'bootstrap.servers': 'object:1',
      'sasl.username': 'object',
      'socket.timeout.ms': 1,
      x: null,
    }
    const env = {
      KAFKA_BROKERS: 'env:1',
      KAFKA_USERNAME: 'env',
      KAFKA_PASSWORD: 'p',
      KAFKA_SASL_MECHANISM: 'PLAIN',
    }
    const config = readConfig({ settings, brokers: 'code:1' }, env)
    expect(config).toMatchObject({ brokers: ['code:1'], sasl: { username: 'object' } })
    expect(config.origins.map((o) => `${o.name} (${o.from})`)).toContain('sasl.username (options)')
    expect(faultLines({ brokers: 'b:1', settings: { 'sasl.usernme': 'u' } })).toEqual([
      'sasl.usernme (options): There is no such setting. Did you mean sasl.username?',
    ])
    expect(faultLines({ brokers: 'b:1', settings: 'b:1' as unknown as ConnectOptions['settings'] })).toEqual([
      "settings (options): It is not an object. Give { 'bootstrap.servers': … }.",
    ])
  })

  test('no name of a client is taken for a typing error of another', () => {
    const names = readFileSync(join(__dirname, 'client-names.txt'), 'utf8').trim().split('\n')
    expect(names.length).toBeGreaterThan(300)
    const misspelt = (lines: string[]): string[] =>
      lines.filter((l) => l.includes('There is no such setting'))
    for (const name of names) {
      const variable = `KAFKA_${name.toUpperCase().replaceAll('.', '_')}`
      expect(misspelt(faultLines({ brokers: 'b:1', settings: { [name]: 'x' } })), name).toEqual([])
      expect(misspelt(faultLines({ brokers: 'b:1' }, { [variable]: 'x' })), variable).toEqual([])
    }
  })

  test('names like those of objects are no settings', () => {
    const settings = Object.fromEntries(
      ['constructor', '__proto__', 'toString', 'hasOwnProperty'].map((n) => [n, 'x'] as const),
    )
    expect(readConfig({ brokers: 'b:1', settings }, {}).origins).toHaveLength(1)
    expect(faultLines({ brokers: 'b:1', ...{ constructor: 'x' } })).toEqual([
      expect.stringMatching(/^constructor .*There is no such option/),
    ])
  })
})

describe("librdkafka's files", () => {
  const read = (...lines: string[]): ReturnType<typeof readConfig> =>
    readConfig(
      { configFile: file(['metadata.broker.list=b:1', 'security.protocol=sasl_plaintext', ...lines]) },
      {},
    )

  test('a backslash is one, but before : and =', () => {
    const config = read(
      'sasl.mechanism=PLAIN',
      'sasl.username=DOMAIN\\user',
      'sasl.password=a\\:b\\=c\\\\d  ',
    )
    expect(config.sasl).toMatchObject({ username: 'DOMAIN\\user' })
    expect(passwordOf(config)?.reveal()).toBe('a:b=c\\\\d')
  })

  test('in one that Java can read too, a backslash is an escape', () => {
    const configFile = file([
      'bootstrap.servers=b:1',
      'sasl.mechanism=PLAIN',
      'sasl.username=u',
      'sasl.password=a\\\\b',
      'key.deserializer=x',
    ])
    expect(passwordOf(readConfig({ configFile }, {}))?.reveal()).toBe('a\\b')
  })

  test('ssl.ca.location=probe means the authorities of the machine', () => {
    const configFile = file(['metadata.broker.list=b:1', 'security.protocol=ssl', 'ssl.ca.location=probe'])
    expect(readConfig({ configFile }, {}).tls?.ca).toBeNull()
  })

  test('sections of an .ini file are passed over', () => {
    const configFile = file(['[default]', 'bootstrap.servers=b:1', 'group.id=x'])
    expect(readConfig({ configFile }, {}).brokers).toEqual(['b:1'])
  })

  test('two names of one setting that say different things', () => {
    expect(faultLines({ configFile: file(['bootstrap.servers=a:1', 'metadata.broker.list=b:1']) })).toEqual([
      expect.stringMatching(/^metadata.broker.list .*says something else than bootstrap.servers/),
    ])
  })
})

describe('paths and texts', () => {
  test('~ is the home folder', () => {
    const before = process.env.HOME
    process.env.HOME = folder
    try {
      file(['bootstrap.servers=home:1'], 'home.properties')
      expect(readConfig({}, { KAFKA_CONFIG: '~/home.properties' }).brokers).toEqual(['home:1'])
      writeFileSync(join(folder, 'ca.pem'), pemText('ca.pem'))
      expect(readConfig({ brokers: 'b:1', ca: '~/ca.pem' }, {}).tls?.ca).toBe(pemText('ca.pem'))
      expect(readConfig({ brokers: 'b:1', certFolder: '~/' }, {}).tls?.ca).toBe(pemText('ca.pem'))
    } finally {
      process.env.HOME = before
    }
  })

  test('base64 of PEM text', () => {
    const base64 = (name: string): string => Buffer.from(pemText(name)).toString('base64')
    const env = {
      KAFKA_BROKERS: 'b:1',
      KAFKA_CA: base64('ca.pem'),
      KAFKA_CERTIFICATE: base64('service.cert').replace(/.{76}/g, '$&\n'),
      KAFKA_PRIVATE_KEY: base64('service.key'),
    }
    const { tls } = readConfig({}, env)
    expect(tls?.ca).toBe(pemText('ca.pem'))
    expect(tls?.key?.reveal()).toBe(pemText('service.key'))
    const other = Buffer.from('no PEM text at all, but long enough to be taken for a key').toString('base64')
    expect(faultLines({}, { ...env, KAFKA_CA: other })).toEqual([
      expect.stringMatching(/^KAFKA_CA .*neither PEM text/),
    ])
  })

  test('a certificate in its binary form (DER)', () => {
    const der = join(folder, 'ca.der')
    writeFileSync(der, Buffer.from(pemText('ca.pem').replaceAll(/-----.*-----|\n/g, ''), 'base64'))
    expect(readConfig({ brokers: 'b:1', ca: der }, {}).tls?.ca).toBe(pemText('ca.pem'))
  })

  test('a file with the certificate and its key needs to be named once', () => {
    const both = join(folder, 'both.pem')
    writeFileSync(both, pemText('service.key') + pemText('service.cert'))
    expect(readConfig({ brokers: 'b:1', certificate: both }, {}).tls?.key?.reveal()).toBe(
      pemText('service.key'),
    )
  })
})

describe('a schema registry', () => {
  const registry = (env: NodeJS.ProcessEnv): ReturnType<typeof readConfig>['schemaRegistry'] =>
    readConfig({ brokers: 'b:1' }, env).schemaRegistry

  test.each<[string, NodeJS.ProcessEnv, object]>([
    [
      'alone',
      { KAFKA_SCHEMA_REGISTRY: 'http://r:8081' },
      { url: 'http://r:8081', username: null, password: null },
    ],
    [
      'slash and path',
      { KAFKA_SCHEMA_REGISTRY: 'https://r/apis/ccompat/v7/' },
      { url: 'https://r/apis/ccompat/v7' },
    ],
    ['its other name', { KAFKA_SCHEMA_REGISTRY_URL: 'http://r:8081/' }, { url: 'http://r:8081' }],
    ['several', { KAFKA_SCHEMA_REGISTRY: 'http://r1:8081,http://r2:8081' }, { url: 'http://r1:8081' }],
  ])('%s', (_name, env, expected) => {
    expect(registry(env)).toMatchObject(expected)
  })

  test('a login in the URL, in userinfo, in options', () => {
    for (const found of [
      registry({ KAFKA_SCHEMA_REGISTRY: 'https://u:p%40w@r' }),
      registry({ KAFKA_SCHEMA_REGISTRY: 'https://r', KAFKA_BASIC_AUTH_USER_INFO: 'u:p@w' }),
      readConfig(
        {
          settings: {
            'bootstrap.servers': 'b:1',
            'schema.registry.url': 'https://r',
            'basic.auth.user.info': 'u:p@w',
          },
        },
        {},
      ).schemaRegistry,
      readConfig({ brokers: 'b:1', schemaRegistry: { url: 'https://r', username: 'u', password: 'p@w' } }, {})
        .schemaRegistry,
    ]) {
      expect(found).toMatchObject({ url: 'https://r', username: 'u' })
      expect(found?.password?.reveal()).toBe('p@w')
    }
    const config = readConfig({ brokers: 'b:1' }, { KAFKA_SCHEMA_REGISTRY: 'https://u:p%40w@r' })
    expect(secretsOf(config).map((s) => s.reveal())).toEqual(['p@w'])
    expect(JSON.stringify(config)).not.toContain('p@w')
  })

  test('its own authority', () => {
    expect(
      registry({ KAFKA_SCHEMA_REGISTRY: 'https://r', KAFKA_SCHEMA_REGISTRY_CA: pemFile('ca.pem') })?.ca,
    ).toBe(pemText('ca.pem'))
  })

  test.each<[string, NodeJS.ProcessEnv, RegExp]>([
    [
      'no URL',
      { KAFKA_SCHEMA_REGISTRY: 'r:8081' },
      /^KAFKA_SCHEMA_REGISTRY .*not the URL of a schema registry/,
    ],
    [
      'none named',
      { KAFKA_SCHEMA_REGISTRY_USER: 'u' },
      /^KAFKA_SCHEMA_REGISTRY_USER .*none is named. Set KAFKA_SCHEMA_REGISTRY /,
    ],
    [
      'no password',
      { KAFKA_SCHEMA_REGISTRY: 'http://r', KAFKA_SCHEMA_REGISTRY_USER: 'u' },
      /_USER .*needs its password/,
    ],
    [
      'no user',
      { KAFKA_SCHEMA_REGISTRY: 'http://r', KAFKA_SCHEMA_REGISTRY_PASSWORD: 'p' },
      /_PASSWORD .*needs its user name/,
    ],
    ['a typing error', { KAFKA_SCHEMA_REGISTY: 'http://r' }, /Did you mean KAFKA_SCHEMA_REGISTRY\?/],
  ])('%s', (_name, env, expected) => {
    expect(faultLines({ brokers: 'b:1' }, env)).toEqual([expect.stringMatching(expected)])
  })

  test('a URL that is none is not shown: it may hold a password', () => {
    expect(
      faultLines({ brokers: 'b:1' }, { KAFKA_SCHEMA_REGISTRY: 'ftp://u:hunter2@r' }).join(),
    ).not.toContain('hunter2')
  })
})

describe('how a setting is called', () => {
  test('as it was written, else as its neighbours are', () => {
    const inEnv = readConfig({}, { KAFKA_URL: 'b:1', KAFKA_TRUSTED_CERT: pemText('ca.pem') })
    expect(settingName(inEnv, 'ca')).toBe('KAFKA_TRUSTED_CERT')
    expect(settingName(inEnv, 'certificate')).toBe('KAFKA_CERTIFICATE')
    const inCode = readConfig({ brokers: 'b:1' }, {})
    expect(settingName(inCode, 'username')).toBe('sasl.username')
    const inFile = readConfig({ configFile: file(['bootstrap.servers=b:1']) }, {})
    expect(settingName(inFile, 'ca')).toBe('ssl.ca.location')
    expect(settingName(inFile, 'tlsVerify')).toBe('KAFKA_TLS_VERIFY')
  })
})

test('the documentation names settings that there are', () => {
  const page = readFileSync(join(__dirname, '..', '..', 'docs', 'connect.md'), 'utf8')
  const [settings] = page.split('## Which layer fails')
  const names = [...new Set(settings.match(/KAFKA_[A-Z_]+[A-Z]/g))]
  expect(names.length).toBeGreaterThan(20)
  const known = [...Object.values(VARIABLES).flat(), 'KAFKA_CONFIG', 'KAFKA_CERTS']
  expect(names.filter((name) => !known.includes(name))).toEqual([])
})
