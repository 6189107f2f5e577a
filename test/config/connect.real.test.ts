import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { type AddressInfo, connect, createServer, type Server } from 'node:net'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ConnectOptions, readConfig } from '../../src/config'
import { openClient } from '../../src/kafka/client'
import { opensslMissing } from '../support/certificates'
import { kafkaMissing } from '../support/kafka'
import { type SecureKafka, startSecureKafka, testToken, USERS } from '../support/kafka-secure'

const missing = (await kafkaMissing()) ?? opensslMissing()

describe.skipIf(missing)(
  `every form of settings opens a real broker${missing ? ` (${missing})` : ''}`,
  () => {
    let kafka: SecureKafka
    beforeAll(async () => {
      kafka = await startSecureKafka()
      const admin = openClient(readConfig({ brokers: kafka.at.plain }, {}))
      await admin.createTopic('message', { partitions: 1 })
      await admin.close()
      await kafka.allow('message', 'READ')
    })
    afterAll(() => kafka?.stop())

    const path = (name: string): string => join(kafka.folder, name)
    const file = (name: string, lines: readonly string[]): string => {
      writeFileSync(path(name), lines.join('\n'))
      return path(name)
    }

    /** The first failure of the check-up of the topic; null where all is well. */
    async function failureOf(options: ConnectOptions, env: NodeJS.ProcessEnv = {}): Promise<string | null> {
      const client = openClient(readConfig(options, env))
      try {
        return (await client.checkup('message')).failure?.code ?? null
      } finally {
        await client.close()
      }
    }

    test("kcat's file, with a PKCS#12 keystore", async () => {
      const { clientP12 } = kafka.certificates
      const configFile = file('kcat.conf', [
        '# for the mTLS port',
        `metadata.broker.list=${kafka.at.mtls}`,
        'security.protocol=ssl',
        'ssl.ca.location=ca.pem',
        `ssl.keystore.location=${clientP12.path}`,
        `ssl.keystore.password=${clientP12.password}`,
        'enable.ssl.certificate.verification=true',
        'api.version.request=true',
      ])
      expect(await failureOf({ configFile })).toBeNull()
    })

    test("Java's client.properties, with a PKCS#12 truststore", async () => {
      const { ca } = kafka.certificates
      const store = path('truststore.p12')
      execFileSync('openssl', [
        'pkcs12',
        '-export',
        '-nokeys',
        '-in',
        ca,
        '-passout',
        'pass:changeit',
        '-out',
        store,
      ])
      const { username, password } = USERS['SCRAM-SHA-512']
      const configFile = file('client.properties', [
        `bootstrap.servers = ${kafka.at.sasl}`,
        'security.protocol = SASL_SSL',
        'sasl.mechanism = SCRAM-SHA-512',
        'sasl.jaas.config = org.apache.kafka.common.security.scram.ScramLoginModule required \\',
        `  username="${username}" password="${password}";`,
        'ssl.truststore.location = truststore.p12',
        'ssl.truststore.password = changeit',
        'group.id = analysts',
        'key.deserializer = org.apache.kafka.common.serialization.StringDeserializer',
      ])
      expect(await failureOf({}, { KAFKA_CONFIG: configFile })).toBeNull()
    })

    test("kafka-python's names as an object", async () => {
      const { ca } = kafka.certificates
      const { username, password } = USERS.PLAIN
      const settings = {
        bootstrap_servers: kafka.at.sasl,
        security_protocol: 'SASL_SSL',
        ssl_cafile: ca,
        sasl_mechanism: 'PLAIN',
        sasl_plain_username: username,
        sasl_plain_password: password,
      }
      expect(await failureOf({ settings })).toBeNull()
    })

    test("Heroku's variables; its certificates do not carry the names of the brokers", async () => {
      const { ca } = kafka.certificates
      const env = { KAFKA_URL: `kafka+ssl://${kafka.at.other_host}`, KAFKA_TRUSTED_CERT: ca }
      expect(await failureOf({}, env)).toBe('TLS_HOST_MISMATCH')
      expect(await failureOf({}, { ...env, KAFKA_TLS_VERIFY: 'chain' })).toBeNull()
      const other = { ...env, KAFKA_TRUSTED_CERT: kafka.certificates.otherCa }
      expect(await failureOf({}, { ...other, KAFKA_TLS_VERIFY: 'chain' })).toBe('TLS_CA_UNKNOWN')
      expect(await failureOf({}, { ...other, KAFKA_TLS_VERIFY: 'none' })).toBeNull()
    })

    test('a folder with the three files', async () => {
      const { ca, client } = kafka.certificates
      const certFolder = path('certs')
      mkdirSync(certFolder)
      copyFileSync(ca, join(certFolder, 'ca.pem'))
      copyFileSync(client.certificate, join(certFolder, 'service.cert'))
      copyFileSync(client.key, join(certFolder, 'service.key'))
      expect(await failureOf({ brokers: kafka.at.mtls, certFolder })).toBeNull()
    })

    describe('a token', () => {
      const withToken = (
        source: { readonly tokenFile: string } | { readonly tokenCommand: string },
      ): ConnectOptions => ({
        brokers: kafka.at.sasl,
        ca: kafka.certificates.ca,
        sasl: { mechanism: 'oauthbearer', ...source },
      })

      test('from a file, which changes between two connections', async () => {
        const tokenFile = file('token', [testToken({ seconds: -60 })])
        expect(await failureOf(withToken({ tokenFile }))).toBe('TOKEN_EXPIRED')
        file('token', [testToken(), ''])
        expect(await failureOf(withToken({ tokenFile }))).toBeNull()
      })

      test('from a command', async () => {
        expect(await failureOf(withToken({ tokenCommand: `echo ${testToken()}` }))).toBeNull()
        expect(await failureOf(withToken({ tokenCommand: 'exit 1' }))).toBe('TOKEN_COMMAND_FAILED')
      })
    })

    const ipv6 = Object.values(networkInterfaces()).some((a) => a?.some((i) => i.address === '::1'))
    describe.skipIf(!ipv6)(`an IPv6 address${ipv6 ? '' : ' (this machine has none)'}`, () => {
      let server: Server | null = null
      beforeAll(async () => {
        const [host, port] = kafka.at.plain.split(':')
        const forwarder = createServer((client) => {
          const broker = connect(Number(port), host)
          client.pipe(broker).pipe(client)
          client.on('error', () => broker.destroy())
          broker.on('error', () => client.destroy())
        })
        await new Promise<void>((resolve, reject) => {
          forwarder.once('error', reject)
          forwarder.listen(0, '::1', resolve)
        })
        server = forwarder
      })
      afterAll(() => server?.close())

      test('is named, tried and connected to', async () => {
        const { port } = server?.address() as AddressInfo
        expect(await failureOf({ brokers: `[::1]:${port}` })).toBeNull()
        expect(await failureOf({}, { KAFKA_BROKERS: '[::1]:1' })).toBe('BROKER_UNREACHABLE')
      })
    })
  },
)
