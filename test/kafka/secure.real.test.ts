import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Config, readConfig } from '../../src/config'
import { CarnetError } from '../../src/errors'
import { type Checkup, type CheckStep, settingsCheckup } from '../../src/kafka/checkup'
import { openClient } from '../../src/kafka/client'
import { decodeChunk } from '../../src/kafka/decode'
import { opensslMissing } from '../support/certificates'
import { kafkaMissing } from '../support/kafka'
import { type SecureKafka, startSecureKafka, testToken, USERS } from '../support/kafka-secure'
import { type OddPorts, openOddPorts } from '../support/odd-ports'

const missing = (await kafkaMissing()) ?? opensslMissing()

type Env = Readonly<Record<string, string>>
type Layer = CheckStep['layer']

describe.skipIf(missing)(`a Kafka with TLS, logins and rights${missing ? ` (${missing})` : ''}`, () => {
  let kafka: SecureKafka
  let odd: OddPorts

  beforeAll(async () => {
    kafka = await startSecureKafka()
    odd = await openOddPorts(kafka.certificates.server)
    const admin = openClient(readConfig({ brokers: kafka.at.plain }, {}))
    const messages = Array.from({ length: 30 }, (_, i) => ({
      key: null,
      value: Buffer.from(`value ${i}`),
      partition: i % 3,
    }))
    for (const topic of ['message', 'secret', 'seen']) {
      await admin.createTopic(topic, { partitions: 3 })
      await admin.send(topic, messages)
    }
    await admin.close()
    await kafka.allow('message', 'READ')
    await kafka.allow('seen', 'DESCRIBE')
  })
  afterAll(async () => {
    await odd?.close()
    await kafka?.stop()
  })

  // Settings, in parts.
  const at = (listener: keyof SecureKafka['at']): Env => ({ KAFKA_BROKERS: kafka.at[listener] })
  const tls = (): Env => ({ KAFKA_SECURITY_PROTOCOL: 'SSL', KAFKA_CA: kafka.certificates.ca })
  const identity = (who: 'client' | 'otherClient' | 'expiredClient' | 'stranger'): Env => ({
    KAFKA_CERTIFICATE: kafka.certificates[who].certificate,
    KAFKA_PRIVATE_KEY: kafka.certificates[who].key,
  })
  const login = (
    mechanism: keyof typeof USERS,
    user: { username: string; password: string } = USERS[mechanism],
  ): Env => ({
    KAFKA_SECURITY_PROTOCOL: 'SASL_SSL',
    KAFKA_SASL_MECHANISM: mechanism,
    KAFKA_SASL_USERNAME: user.username,
    KAFKA_SASL_PASSWORD: user.password,
  })
  const ca = (): Env => ({ KAFKA_CA: kafka.certificates.ca })
  const inTheClear: Env = { KAFKA_SECURITY_PROTOCOL: 'SASL_PLAINTEXT' }
  const file = (name: string, text: string): string => {
    const path = join(kafka.folder, name)
    writeFileSync(path, text)
    return path
  }
  const token = (text: string): Env => ({
    KAFKA_SECURITY_PROTOCOL: 'SASL_SSL',
    KAFKA_SASL_MECHANISM: 'OAUTHBEARER',
    KAFKA_SASL_OAUTHBEARER_TOKEN_FILE: file(`token-${text.length}`, text),
    ...ca(),
  })
  const alice = (): Env => ({ ...at('sasl'), ...ca(), ...login('PLAIN') })

  const plainReads = { KAFKA_SECURITY_PROTOCOL: 'PLAINTEXT' }

  interface Failure {
    /** What is wrong. */
    readonly wrong: string
    readonly env: () => Env
    readonly topic?: string
    readonly layer: Layer
    readonly code: string
  }

  /** Every way in which settings can be wrong that a broker, or what stands in for one, can show. */
  const failures: readonly Failure[] = [
    ...group('the address', [
      [
        'a host that is none',
        () => ({ KAFKA_BROKERS: 'no-such-host.invalid:9092' }),
        'name',
        'BROKER_NAME_UNKNOWN',
      ],
      [
        'a port where nothing listens',
        () => ({ KAFKA_BROKERS: '127.0.0.1:1' }),
        'port',
        'BROKER_UNREACHABLE',
      ],
      ['a port that says nothing', () => ({ KAFKA_BROKERS: odd.silent }), 'tls', 'BROKER_SAYS_NOTHING'],
      [
        'a port that says nothing, by TLS',
        () => ({ KAFKA_BROKERS: odd.silent, ...tls() }),
        'tls',
        'BROKER_SAYS_NOTHING',
      ],
      ['a port that closes connections', () => ({ KAFKA_BROKERS: odd.closing }), 'tls', 'CONNECTION_CLOSED'],
      ['a web server', () => ({ KAFKA_BROKERS: odd.http }), 'tls', 'BROKER_NOT_KAFKA'],
      ['a web server, by TLS', () => ({ KAFKA_BROKERS: odd.http, ...tls() }), 'tls', 'BROKER_NOT_KAFKA'],
      ['a web server with TLS', () => ({ KAFKA_BROKERS: odd.https }), 'tls', 'BROKER_NOT_KAFKA'],
      [
        'a web server with TLS, by TLS',
        () => ({ KAFKA_BROKERS: odd.https, ...tls() }),
        'tls',
        'BROKER_NOT_KAFKA',
      ],
      ['a broker without its port', () => ({ KAFKA_BROKERS: 'localhost' }), 'settings', 'CONFIG_INVALID'],
      [
        'a URL for a broker',
        () => ({ KAFKA_BROKERS: 'https://localhost:9092' }),
        'settings',
        'CONFIG_INVALID',
      ],
    ]),
    ...group('TLS or not', [
      ['in the clear to a port with TLS', () => at('tls'), 'tls', 'BROKER_WANTS_TLS'],
      [
        'a login in the clear to a port with TLS',
        () => ({ ...at('sasl'), ...login('PLAIN'), ...inTheClear }),
        'tls',
        'BROKER_WANTS_TLS',
      ],
      ['TLS to a port without', () => ({ ...at('plain'), ...tls() }), 'tls', 'BROKER_WITHOUT_TLS'],
      [
        'a login by TLS to a port without',
        () => ({ ...at('sasl_plain'), ...ca(), ...login('PLAIN') }),
        'tls',
        'BROKER_WITHOUT_TLS',
      ],
    ]),
    ...group("the broker's certificate", [
      ['no CA', () => ({ ...at('tls'), KAFKA_SECURITY_PROTOCOL: 'SSL' }), 'tls', 'TLS_CA_UNKNOWN'],
      ['another CA', () => ({ ...at('tls'), KAFKA_CA: kafka.certificates.otherCa }), 'tls', 'TLS_CA_UNKNOWN'],
      [
        'a CA file that is not there',
        () => ({ ...at('tls'), KAFKA_CA: join(kafka.folder, 'no-such.pem') }),
        'settings',
        'CONFIG_INVALID',
      ],
      [
        'a CA file that is no PEM',
        () => ({ ...at('tls'), KAFKA_CA: file('garbage.pem', 'garbage') }),
        'settings',
        'CONFIG_INVALID',
      ],
      [
        'an empty CA file',
        () => ({ ...at('tls'), KAFKA_CA: file('empty.pem', '') }),
        'settings',
        'CONFIG_INVALID',
      ],
      [
        'a certificate for another host',
        () => ({ ...at('other_host'), ...tls() }),
        'tls',
        'TLS_HOST_MISMATCH',
      ],
      [
        'a certificate of the broker that expired',
        () => ({ ...at('expired'), ...tls() }),
        'tls',
        'TLS_SERVER_CERTIFICATE_EXPIRED',
      ],
    ]),
    ...group('the client certificate', [
      ['none', () => ({ ...at('mtls'), ...tls() }), 'tls', 'TLS_CLIENT_CERTIFICATE_MISSING'],
      [
        'of another CA',
        () => ({ ...at('mtls'), ...tls(), ...identity('otherClient') }),
        'tls',
        'TLS_CLIENT_CERTIFICATE_REFUSED',
      ],
      [
        'expired',
        () => ({ ...at('mtls'), ...tls(), ...identity('expiredClient') }),
        'settings',
        'TLS_CLIENT_CERTIFICATE_EXPIRED',
      ],
      [
        'with the key of another',
        () => ({
          ...at('mtls'),
          ...tls(),
          ...identity('client'),
          KAFKA_PRIVATE_KEY: kafka.certificates.stranger.key,
        }),
        'settings',
        'CONFIG_INVALID',
      ],
      [
        'the key where the certificate should be, and the reverse',
        () => ({
          ...at('mtls'),
          ...tls(),
          KAFKA_CERTIFICATE: kafka.certificates.client.key,
          KAFKA_PRIVATE_KEY: kafka.certificates.client.certificate,
        }),
        'settings',
        'CONFIG_INVALID',
      ],
    ]),
    ...group('the login', [
      ...(['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'] as const).flatMap((mechanism): Row[] => [
        [
          `a wrong password by ${mechanism}`,
          () => ({ ...alice(), ...login(mechanism, { ...USERS[mechanism], password: 'wrong-secret' }) }),
          'login',
          'LOGIN_REFUSED',
        ],
        [
          `an unknown user by ${mechanism}`,
          () => ({ ...alice(), ...login(mechanism, { username: 'mallory', password: 'wrong-secret' }) }),
          'login',
          'LOGIN_REFUSED',
        ],
      ]),
      [
        'a wrong password in the clear',
        () => ({
          ...at('sasl_plain'),
          ...login('PLAIN', { username: 'alice', password: 'wrong-secret' }),
          ...inTheClear,
        }),
        'login',
        'LOGIN_REFUSED',
      ],
      [
        'a mechanism that is not offered',
        () => ({ ...at('sasl_plain'), ...login('SCRAM-SHA-512'), ...inTheClear }),
        'login',
        'LOGIN_MECHANISM_REFUSED',
      ],
      [
        'a mechanism that is misspelt',
        () => ({ ...alice(), KAFKA_SASL_MECHANISM: 'SCRAM-SHA256' }),
        'settings',
        'CONFIG_INVALID',
      ],
      ['none where one is wanted', () => ({ ...at('sasl_plain'), ...plainReads }), 'login', 'LOGIN_MISSING'],
      ['none where one is wanted, by TLS', () => ({ ...at('sasl'), ...tls() }), 'login', 'LOGIN_MISSING'],
      [
        'one where none is taken',
        () => ({ ...at('plain'), ...login('PLAIN'), ...inTheClear }),
        'login',
        'LOGIN_NOT_EXPECTED',
      ],
      [
        'one where none is taken, by TLS',
        () => ({ ...at('tls'), ...ca(), ...login('PLAIN') }),
        'login',
        'LOGIN_NOT_EXPECTED',
      ],
      [
        'a token that is none',
        () => ({ ...at('sasl'), ...token('garbage') }),
        'login',
        'LOGIN_TOKEN_REFUSED',
      ],
      [
        'a token that expired',
        () => ({ ...at('sasl'), ...token(testToken({ seconds: -60 })) }),
        'login',
        'TOKEN_EXPIRED',
      ],
    ]),
    ...group('the brokers of the cluster', [
      ['at a name that is none', () => at('lost'), 'brokers', 'BROKER_ADVERTISED_UNREACHABLE'],
      ['at a port where nothing listens', () => at('dead'), 'brokers', 'BROKER_ADVERTISED_UNREACHABLE'],
    ]),
    ...group('the topic', [
      ['unknown', () => at('plain'), 'topic', 'TOPIC_UNKNOWN', 'mesage'],
      ['no near name', () => at('plain'), 'topic', 'TOPIC_UNKNOWN', 'commandes'],
      ['unknown, for a user of few rights', alice, 'topic', 'TOPIC_FORBIDDEN', 'mesage'],
      ['no right to see it', alice, 'topic', 'TOPIC_FORBIDDEN', 'secret'],
      [
        'no right to see it, by certificate',
        () => ({ ...at('mtls'), ...tls(), ...identity('stranger') }),
        'topic',
        'TOPIC_FORBIDDEN',
      ],
      ['no right to read it', alice, 'read', 'TOPIC_RIGHT_MISSING', 'seen'],
      ['a name that cannot be', () => at('plain'), 'topic', 'TOPIC_NAME_INVALID', 'my topic'],
    ]),
  ]

  type Row = readonly [wrong: string, env: () => Env, layer: Layer, code: string, topic?: string]
  function group(of: string, rows: readonly Row[]): Failure[] {
    return rows.map(([wrong, env, layer, code, topic]) => ({
      wrong: `${of}: ${wrong}`,
      env,
      layer,
      code,
      topic,
    }))
  }

  const shown = new Map<string, string>()
  let slowest = { wrong: '', milliseconds: 0 }

  describe.each(failures)('$wrong', ({ wrong, env, topic = 'message', layer, code }) => {
    test('the check-up', async () => {
      const started = performance.now()
      const checkup = await checkupOf(env(), topic)
      const milliseconds = performance.now() - started
      if (milliseconds > slowest.milliseconds) slowest = { wrong, milliseconds }

      expect(checkup.failure?.code).toBe(code)
      expect(checkup.ok).toBe(false)
      const failed = checkup.steps.filter((s) => s.status === 'failed')
      expect(failed.map((s) => s.layer)).toEqual([layer])
      const after = checkup.steps.slice(checkup.steps.indexOf(failed[0]) + 1)
      expect(after.map((s) => s.status)).toEqual(after.map(() => 'skipped'))
      expect(JSON.stringify(checkup)).not.toMatch(/-secret|PRIVATE KEY/)
      shown.set(
        wrong,
        masked(`${wrong}\n  ${layer} ${code}\n  ${checkup.failure?.what}\n  ${checkup.failure?.todo}\n`),
      )
    })

    test('a read', async () => {
      await expect(read(env(), topic)).rejects.toMatchObject({ code, name: 'CarnetError' })
    })
  })

  test('the sentences', async () => {
    expect([...shown.keys()]).toEqual(failures.map((f) => f.wrong))
    await expect([...shown.values()].join('\n')).toMatchFileSnapshot('../golden/kafka-failures.txt')
  })

  test('each is explained within three seconds', () => {
    expect(slowest.milliseconds, slowest.wrong).toBeLessThan(3000)
  })

  describe('the good ways', () => {
    const clientCertificate = (): Env => ({ ...at('mtls'), ...tls(), ...identity('client') })
    const ways: readonly [string, () => Env][] = [
      ['in the clear', () => at('plain')],
      ['by TLS', () => ({ ...at('tls'), ...tls() })],
      ['by client certificate', clientCertificate],
      [
        'by client certificate with an encrypted key',
        () => ({
          ...clientCertificate(),
          KAFKA_PRIVATE_KEY: kafka.certificates.encryptedKey.path,
          KAFKA_SSL_KEY_PASSWORD: kafka.certificates.encryptedKey.passphrase,
        }),
      ],
      [
        'by client certificate from a PKCS#12 store',
        () => ({
          ...at('mtls'),
          ...tls(),
          KAFKA_KEYSTORE_PATH: kafka.certificates.clientP12.path,
          KAFKA_CREDSTORE_PASSWORD: kafka.certificates.clientP12.password,
        }),
      ],
      ['by PLAIN', alice],
      ['by SCRAM-SHA-256', () => ({ ...alice(), ...login('SCRAM-SHA-256') })],
      ['by SCRAM-SHA-512', () => ({ ...alice(), ...login('SCRAM-SHA-512') })],
      ['by OAUTHBEARER', () => ({ ...at('sasl'), ...token(testToken()) })],
      ['by PLAIN without TLS', () => ({ ...at('sasl_plain'), ...login('PLAIN'), ...inTheClear })],
      [
        'by SCRAM-SHA-256 without TLS',
        () => ({ ...at('sasl_plain'), ...login('SCRAM-SHA-256'), ...inTheClear }),
      ],
    ]
    const all = Array.from({ length: 30 }, (_, i) => `value ${i}`).sort()

    test.each(ways)('%s', async (_name, env) => {
      const checkup = await checkupOf(env(), 'message')
      expect(checkup).toMatchObject({ ok: true, failure: null })
      expect(checkup.steps.map((s) => s.status)).not.toContain('failed')
      expect(checkup.steps.at(-1)).toMatchObject({ layer: 'read', detail: 'messages can be read' })
      expect(JSON.stringify(checkup)).not.toMatch(/-secret|-password|PRIVATE KEY/)
      expect(await read(env())).toEqual(all)
    })

    test('what the check-up tells of them', async () => {
      const { steps } = await checkupOf(clientCertificate(), 'message')
      const told = Object.fromEntries(steps.map((s) => [s.layer, masked(`${s.status}: ${s.detail}`)]))
      expect(told).toMatchObject({
        settings:
          'ok: KAFKA_BROKERS, KAFKA_SECURITY_PROTOCOL, KAFKA_CA, KAFKA_CERTIFICATE, KAFKA_PRIVATE_KEY (environment)',
        name: expect.stringMatching(/^ok: (127\.0\.0\.1|::1)$/) as string,
        port: 'ok: localhost:<mtls>',
        tls: expect.stringMatching(
          /^ok: TLSv1\.\d, certificate of localhost, signed by carnet test CA, valid to <date>$/,
        ) as string,
        login: 'skipped: not in the settings',
        metadata: `ok: 1 broker, cluster ${kafka.clusterId}`,
        brokers: 'ok: localhost:<mtls>',
        topic: 'ok: 3 partitions, 30 messages',
      })
      const day = '20\\d\\d-\\d\\d-\\d\\d'
      expect(steps[0].parts).toEqual([
        {
          name: 'KAFKA_CA',
          status: 'ok',
          detail: expect.stringMatching(`^authority carnet test CA, valid to ${day}$`) as string,
          milliseconds: null,
        },
        {
          name: 'KAFKA_CERTIFICATE',
          status: 'ok',
          detail: expect.stringMatching(`^certificate of student, valid to ${day}$`) as string,
          milliseconds: null,
        },
        { name: 'KAFKA_PRIVATE_KEY', status: 'ok', detail: 'key of that certificate', milliseconds: null },
      ])
    })

    test('a client certificate that another authority signed is told before it is refused', async () => {
      const { steps } = await checkupOf({ ...at('mtls'), ...tls(), ...identity('otherClient') })
      expect(steps[0].status).toBe('ok')
      expect(steps[0].parts?.[1].detail).toMatch(/not signed by the authority that is given$/)
    })
  })

  describe('rights', () => {
    test('settings that may not be seen leave the table of topics whole', async () => {
      const client = openClient(readConfig({}, alice()))
      const { topics } = await client.topics()
      await client.close()
      expect(
        topics.map((t) => [t.topic, t.partitions, t.messages, t.retentionHours, t.cleanupPolicy]),
      ).toEqual([
        ['message', 3, 30, null, null],
        ['seen', 3, 30, null, null],
      ])
      expect(topics.map((t) => t.internal)).toEqual([false, false])
    })

    test('settings that may be seen', async () => {
      await kafka.allow('message', 'DESCRIBE_CONFIGS')
      const client = openClient(readConfig({}, alice()))
      const { topics } = await client.topics()
      await client.close()
      expect(topics.map((t) => t.retentionHours)).toEqual([168, null])
    })

    test('no right to write', async () => {
      const client = openClient(readConfig({}, alice()))
      const sending = client.send('message', [{ key: null, value: Buffer.from('x') }])
      await expect(sending).rejects.toMatchObject({
        code: 'TOPIC_RIGHT_MISSING',
        details: { topic: 'message', user: 'alice', doing: 'sending to the topic "message"' },
      })
      await client.close()
    })

    test('no right to make a topic', async () => {
      const client = openClient(readConfig({}, alice()))
      await expect(client.createTopic('new', { partitions: 1 })).rejects.toMatchObject({
        code: 'CLUSTER_FORBIDDEN',
        details: { user: 'alice', doing: 'creating the topic "new"' },
      })
      await client.close()
    })
  })

  describe('several brokers in the settings', () => {
    test('one that hangs, and one that answers', async () => {
      const checkup = await checkupOf({ KAFKA_BROKERS: `${odd.silent},${kafka.at.plain}` }, 'message')
      expect(checkup).toMatchObject({ ok: true, failure: null })
      const hung = checkup.steps.find((s) => s.layer === 'tls')
      expect(hung).toMatchObject({ status: 'warning' })
      expect(hung?.parts?.map((p) => [p.name, p.status, p.detail])).toEqual([
        [odd.silent, 'failed', 'no answer yet'],
        [kafka.at.plain, 'ok', 'answers'],
      ])
    })

    test('one that hangs, and a wrong password at the other', async () => {
      const started = performance.now()
      const checkup = await checkupOf(
        {
          ...ca(),
          ...login('PLAIN', { username: 'alice', password: 'wrong-secret' }),
          KAFKA_BROKERS: `${odd.silent},${kafka.at.sasl}`,
        },
        'message',
      )
      expect(checkup.failure).toMatchObject({ code: 'LOGIN_REFUSED' })
      expect(performance.now() - started).toBeLessThan(3000)
    })

    test('each is named with its failure where none answers', async () => {
      const { steps, failure } = await checkupOf({
        KAFKA_BROKERS: `127.0.0.1:1,${kafka.at.plain.replace('localhost', 'no-such-host.invalid')},127.0.0.1:2`,
      })
      expect(failure).toMatchObject({ code: 'BROKER_UNREACHABLE' })
      expect(steps.map((s) => s.status).slice(0, 3)).toEqual(['ok', 'warning', 'failed'])
      expect(steps[1].parts?.map((p) => p.status)).toEqual(['ok', 'failed', 'ok'])
      expect(steps[1].parts?.[1].detail).toContain('No machine is called no-such-host.invalid')
      expect(steps[2].parts?.map((p) => p.detail)).toEqual([
        'Nothing answers at 127.0.0.1:1 (ECONNREFUSED).',
        'Nothing answers at 127.0.0.1:2 (ECONNREFUSED).',
      ])
    })
  })

  async function checkupOf(env: Env, topic?: string): Promise<Checkup> {
    let config: Config
    try {
      config = readConfig({}, env)
    } catch (e) {
      if (e instanceof CarnetError && e.code === 'CONFIG_INVALID') return settingsCheckup(e, topic)
      throw e
    }
    return openClient(config).checkup(topic)
  }

  async function read(env: Env, topic = 'message'): Promise<string[]> {
    const client = openClient(readConfig({}, env))
    const values: string[] = []
    try {
      await client.read(topic, (c) => void values.push(...decodeChunk(c).map((r) => String(r.value))), {
        failAfterMs: 2000,
      })
      return values.sort()
    } finally {
      await client.close()
    }
  }

  /** Without what differs from run to run. */
  function masked(text: string): string {
    const names = { ...kafka.at, ...odd } as Record<string, unknown>
    return Object.entries(names)
      .filter((entry): entry is [string, string] => typeof entry[1] === 'string')
      .reduce((t, [name, address]) => t.replaceAll(address, `${address.split(':')[0]}:<${name}>`), text)
      .replaceAll(`${kafka.folder}/`, '')
      .replace(/\b20\d\d-\d\d-\d\d(T[\d:.]+Z)?/g, '<date>')
      .replace(/ERR_SSL_\w*(SSLV3|SSL\/TLS|TLSV1\d?)_ALERT/g, 'ERR_SSL_ALERT')
  }
})
