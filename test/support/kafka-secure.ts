import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  AclOperationTypes,
  AclPermissionTypes,
  AclResourceTypes,
  Kafka,
  logLevel,
  ResourcePatternTypes,
} from 'kafkajs'
import { newClusterId } from '../../src/broker/format'
import { freePorts } from '../../src/machine/ports'
import { keystoreOf, makeCertificates, type TestCertificates } from './certificates'
import { testNode } from './kafka-node'

/** How a listener is spoken to, and what is special about it. */
const LISTENERS = {
  /** In the clear, without a login: a super user. */
  plain: { protocol: 'PLAINTEXT' },
  /** TLS that wants a client certificate. The user is the certificate's `CN=…`. */
  mtls: { protocol: 'SSL' },
  /** TLS without a client certificate. */
  tls: { protocol: 'SSL' },
  /** TLS and a login by PLAIN, SCRAM-SHA-256, SCRAM-SHA-512 or OAUTHBEARER. */
  sasl: { protocol: 'SASL_SSL' },
  /** A login in the clear, by PLAIN or SCRAM-SHA-256 only. */
  sasl_plain: { protocol: 'SASL_PLAINTEXT' },
  /** TLS with a certificate for kafka.example.com. */
  other_host: { protocol: 'SSL' },
  /** TLS with a certificate that has expired. */
  expired: { protocol: 'SSL' },
  /** Says to go on at a name that no machine has. */
  lost: { protocol: 'PLAINTEXT', advertised: 'kafka.invalid:29092' },
  /** Says to go on at a port that nobody listens on. */
  dead: { protocol: 'PLAINTEXT', advertised: '127.0.0.1:1' },
} as const satisfies Record<string, { readonly protocol: string; readonly advertised?: string }>

export type SecureListener = keyof typeof LISTENERS

/** Who may log in, by which mechanism; all of them have the rights of `student`. */
export const USERS = {
  PLAIN: { username: 'alice', password: 'alice-secret' },
  'SCRAM-SHA-256': { username: 'sam', password: 'sam-secret' },
  'SCRAM-SHA-512': { username: 'sue', password: 'sue-secret' },
} as const

/** The subject of a token that has the rights of `student`. */
export const TOKEN_USER = 'olga'

export interface SecureKafka {
  /** `localhost:port` of each listener. */
  readonly at: Readonly<Record<SecureListener, string>>
  readonly clusterId: string
  readonly certificates: TestCertificates
  /** A folder of the test's own, beside the certificates. */
  readonly folder: string
  /** For what only a super user may do. */
  kafkajs(): Kafka
  /** Lets the users (CN=student, USERS, TOKEN_USER) do this with a topic. */
  allow(topic: string, operation: 'READ' | 'DESCRIBE' | 'DESCRIBE_CONFIGS' | 'WRITE'): Promise<void>
  stop(): Promise<void>
}

/**
 * A real Kafka with TLS, logins and access rights: nobody but the super user of `plain`, `tls`, `lost` and `dead` may
 * do anything until `allow` says so.
 */
export async function startSecureKafka(): Promise<SecureKafka> {
  const folder = mkdtempSync(join(tmpdir(), 'carnet-secure-'))
  const removeFolder = (): void => rmSync(folder, { recursive: true, force: true })
  try {
    const certificates = await makeCertificates(folder)
    const names = Object.keys(LISTENERS) as SecureListener[]
    const [controllerPort, ...ports] = await freePorts(names.length + 1)
    const clusterId = newClusterId()
    const portOf = (name: SecureListener): number => ports[names.indexOf(name)]
    const node = await testNode({
      port: portOf('plain'),
      controllerPort,
      clusterId,
      properties: secureProperties(certificates, controllerPort, portOf),
      scram: (['SCRAM-SHA-256', 'SCRAM-SHA-512'] as const).map(
        (m) => `${m}=[name=${USERS[m].username},password=${USERS[m].password}]`,
      ),
    })
    const stop = (): Promise<void> => node.remove().finally(removeFolder)
    try {
      await node.start()
    } catch (e) {
      await stop()
      throw e
    }
    const at = Object.fromEntries(names.map((name) => [name, `localhost:${portOf(name)}`]))
    const kafkajs = (): Kafka => new Kafka({ brokers: [node.bootstrap], logLevel: logLevel.NOTHING })
    return {
      at: at as Record<SecureListener, string>,
      clusterId,
      certificates,
      folder,
      kafkajs,
      allow: (topic, operation) => allow(kafkajs(), topic, AclOperationTypes[operation]),
      stop,
    }
  } catch (e) {
    removeFolder()
    throw e
  }
}

function secureProperties(
  certificates: TestCertificates,
  controllerPort: number,
  portOf: (name: SecureListener) => number,
): Record<string, string> {
  const listeners = Object.entries(LISTENERS) as [
    SecureListener,
    { readonly protocol: string; readonly advertised?: string },
  ][]
  const list = (text: (name: SecureListener, more: (typeof listeners)[0][1]) => string): string =>
    listeners.map(([name, more]) => text(name, more)).join(',')
  const jaas = 'org.apache.kafka.common.security'
  const { username, password } = USERS.PLAIN
  const logins = (name: SecureListener): Record<string, string> => ({
    [`listener.name.${name}.plain.sasl.jaas.config`]: `${jaas}.plain.PlainLoginModule required user_${username}="${password}";`,
    [`listener.name.${name}.scram-sha-256.sasl.jaas.config`]: `${jaas}.scram.ScramLoginModule required;`,
    [`listener.name.${name}.scram-sha-512.sasl.jaas.config`]: `${jaas}.scram.ScramLoginModule required;`,
    // Kafka takes tokens without a signature unless it is told who signs them.
    [`listener.name.${name}.oauthbearer.sasl.jaas.config`]: `${jaas}.oauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub="broker";`,
  })
  return {
    listeners: `${list((name) => `${name.toUpperCase()}://127.0.0.1:${portOf(name)}`)},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': list(
      (name, { advertised }) =>
        `${name.toUpperCase()}://${advertised ?? `${name === 'plain' ? '127.0.0.1' : 'localhost'}:${portOf(name)}`}`,
    ),
    'listener.security.protocol.map': `${list((name, { protocol }) => `${name.toUpperCase()}:${protocol}`)},CONTROLLER:PLAINTEXT`,
    'inter.broker.listener.name': 'PLAIN',
    'ssl.keystore.type': 'PEM',
    'ssl.keystore.location': keystoreOf(certificates.server),
    'ssl.truststore.type': 'PEM',
    'ssl.truststore.location': certificates.ca,
    'listener.name.mtls.ssl.client.auth': 'required',
    ...keystore('other_host', certificates.otherHost),
    ...keystore('expired', certificates.expiredServer),
    'sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512,OAUTHBEARER',
    'listener.name.sasl_plain.sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-256',
    ...logins('sasl'),
    ...logins('sasl_plain'),
    'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    'super.users': 'User:ANONYMOUS',
    'allow.everyone.if.no.acl.found': 'false',
    // A wrong password is answered at once.
    'connection.failed.authentication.delay.ms': '100',
  }
}

const keystore = (
  name: SecureListener,
  identity: TestCertificates['server'],
): Readonly<Record<string, string>> => ({
  [`listener.name.${name}.ssl.keystore.type`]: 'PEM',
  [`listener.name.${name}.ssl.keystore.location`]: keystoreOf(identity),
})

async function allow(kafkajs: Kafka, topic: string, operation: AclOperationTypes): Promise<void> {
  const admin = kafkajs.admin()
  await admin.connect()
  const users = ['CN=student', ...Object.values(USERS).map((u) => u.username), TOKEN_USER]
  try {
    await admin.createAcls({
      acl: users.map((user) => ({
        resourceType: AclResourceTypes.TOPIC,
        resourceName: topic,
        resourcePatternType: ResourcePatternTypes.LITERAL,
        principal: `User:${user}`,
        host: '*',
        operation,
        permissionType: AclPermissionTypes.ALLOW,
      })),
    })
  } finally {
    await admin.disconnect()
  }
}

const base64url = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** A token without a signature (RFC 7519 §6), as the broker takes it for OAUTHBEARER. */
export function testToken({
  subject = TOKEN_USER,
  seconds = 600,
}: { subject?: string; seconds?: number } = {}): string {
  const issued = Math.floor(Date.now() / 1000) - 3600
  const claims = { sub: subject, iat: issued, exp: issued + 3600 + seconds }
  return `${base64url({ alg: 'none' })}.${base64url(claims)}.`
}
