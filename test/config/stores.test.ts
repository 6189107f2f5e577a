import { createPrivateKey, X509Certificate } from 'node:crypto'
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ConnectOptions, readConfig, secretsOf } from '../../src/config'
import { openPkcs12 } from '../../src/config/pkcs12'
import { faultLines, pemFile, pemText, storeFile } from './support'

// The stores are made by stores/make.sh, with OpenSSL and keytool.

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'carnet-stores-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const subjects = (pem: string): string[] =>
  pem.split(/(?=-----BEGIN )/).map((block) => new X509Certificate(block).subject)

describe('a keystore', () => {
  test.each<[string, string, string]>([
    ['openssl.p12', 'changeit', 'AES, as OpenSSL 3 makes it'],
    ['legacy.p12', 'changeit', 'RC2 and 3DES, as older OpenSSL and Java make it'],
    ['no-password.p12', '', 'without a password'],
    ['accents.p12', 'pässwörd', 'a password beyond ASCII'],
  ])('%s with "%s": %s', (name, password) => {
    const options = { brokers: 'b:1', certificate: storeFile(name), keystorePassword: password }
    const { tls } = readConfig(options, {})
    expect(tls?.cert?.startsWith(pemText('service.cert'))).toBe(true)
    const key = tls?.key?.reveal() ?? ''
    expect(new X509Certificate(pemText('service.cert')).checkPrivateKey(createPrivateKey(key))).toBe(true)
    expect(key).toMatch(/^-----BEGIN PRIVATE KEY-----\n[A-Za-z0-9+/=\n]+-----END PRIVATE KEY-----\n$/)
    expect(tls?.passphrase).toBeNull()
  })

  test.each(['chain-openssl.p12', 'chain-keytool.p12'])(
    '%s: the certificate of the key comes first, then its issuers',
    (name) => {
      const { tls } = readConfig(
        {
          brokers: 'b:1',
          certificate: storeFile(name),
          keystorePassword: 'changeit',
          ca: storeFile('root.pem'),
        },
        {},
      )
      expect(subjects(tls?.cert ?? '')).toEqual([
        'CN=chained student',
        'CN=carnet chain middle',
        'CN=carnet chain root',
      ])
      const [leaf, middle, root] = (tls?.cert ?? '')
        .split(/(?=-----BEGIN )/)
        .map((b) => new X509Certificate(b))
      // The certificates are byte for byte those that were signed.
      expect(leaf.verify(middle.publicKey) && middle.verify(root.publicKey)).toBe(true)
      expect(root.fingerprint256).toBe(
        new X509Certificate(readFileSync(storeFile('root.pem'))).fingerprint256,
      )
    },
  )

  test("in librdkafka's and Java's words, its path relative to the file", () => {
    copyFileSync(storeFile('openssl.p12'), join(folder, 'client.keystore.p12'))
    copyFileSync(storeFile('truststore-keytool.p12'), join(folder, 'client.truststore.jks'))
    const configFile = join(folder, 'client.properties')
    writeFileSync(
      configFile,
      [
        'bootstrap.servers=b:1',
        'security.protocol=SSL',
        'ssl.protocol=TLS',
        'ssl.key.password=changeit',
        'ssl.keystore.location=client.keystore.p12',
        'ssl.keystore.password=changeit',
        'ssl.keystore.type=PKCS12',
        // keytool of today makes PKCS#12 whatever the ending says.
        'ssl.truststore.location=client.truststore.jks',
        'ssl.truststore.password=changeit',
      ].join('\n'),
    )
    const config = readConfig({ configFile }, {})
    expect(config.tls?.ca).toBe(pemText('ca.pem'))
    expect(config.tls?.cert).toBe(pemText('service.cert') + pemText('ca.pem'))
    expect(config.tls?.passphrase).toBeNull()
    expect(new Set(secretsOf(config).map((s) => s.setting))).toEqual(
      new Set([
        'ssl.keystore.location',
        'ssl.key.password',
        'ssl.keystore.password',
        'ssl.truststore.password',
      ]),
    )
    expect(JSON.stringify(config)).not.toMatch(/changeit|PRIVATE KEY/)
  })
})

describe('a truststore', () => {
  test.each(['truststore-keytool.p12', 'truststore-openssl.p12'])('%s', (name) => {
    const { tls } = readConfig({ brokers: 'b:1', ca: storeFile(name), truststorePassword: 'changeit' }, {})
    expect(tls).toMatchObject({ ca: pemText('ca.pem'), cert: null, key: null })
  })
})

describe('faults', () => {
  const certificate = storeFile('openssl.p12')
  test.each<[string, ConnectOptions, RegExp]>([
    [
      'a wrong password',
      { certificate, keystorePassword: 'wrong' },
      /^keystorePassword \(options\): It does not open the store .*openssl.p12. Correct the password.$/,
    ],
    [
      'no password',
      { certificate },
      /^certificate \(options\): The store .*openssl.p12 is locked by a password, and none is given. Give it as keystorePassword.$/,
    ],
    [
      'no password of a truststore',
      { ca: storeFile('truststore-keytool.p12') },
      /^ca .*is locked by a password.* Give it as truststorePassword.$/,
    ],
    [
      'a truststore for a keystore',
      { certificate: storeFile('truststore-keytool.p12'), keystorePassword: 'changeit' },
      /^certificate .*A client certificate needs its key/,
    ],
    [
      'two keys',
      { certificate: storeFile('two-keys.p12'), keystorePassword: 'changeit' },
      /^certificate .*two-keys.p12 holds 2 private keys, and one is needed/,
    ],
    [
      "another user's key",
      {
        certificate: storeFile('chain-openssl.p12'),
        keystorePassword: 'changeit',
        privateKey: pemFile('service.key'),
      },
      /^privateKey .*not the one of the client certificate/,
    ],
    [
      'JKS',
      { ca: storeFile('truststore.jks'), truststorePassword: 'changeit' },
      /^ca .*\(JKS\), which only Java can read. Convert it with keytool -importkeystore -srckeystore (\S+)\.jks -destkeystore \1\.p12 -deststoretype PKCS12, and give \1\.p12\.$/,
    ],
  ])('%s', (_name, options, expected) => {
    expect(faultLines({ brokers: 'b:1', ...options })).toEqual([expect.stringMatching(expected)])
  })

  test('the missing password is called as the place of the store calls it', () => {
    expect(faultLines({}, { KAFKA_BROKERS: 'b:1', KAFKA_KEYSTORE_PATH: certificate })).toEqual([
      expect.stringMatching(/^KAFKA_KEYSTORE_PATH .*Give it as KAFKA_SSL_KEYSTORE_PASSWORD.$/),
    ])
  })

  test('any cut of a store is a fault, never an exception', () => {
    const whole = readFileSync(certificate)
    for (const length of [0, 1, 2, 30, 200, whole.length - 1])
      expect(openPkcs12(whole.subarray(0, length), 'changeit')).toBe('damaged')
    const other = Buffer.from(whole)
    other[other.length >> 1] ^= 1
    expect(openPkcs12(other, 'changeit')).toBe('password')
  })
})
