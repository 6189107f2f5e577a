import { entry } from './define'

/** `a`, `a or b`, `a, b or c`, each in quotes. */
const choices = (names: readonly string[]): string =>
  names.map((n) => `"${n}"`).reduce((text, name, i) => text + (i < names.length - 1 ? ', ' : ' or ') + name)

const some = (names: readonly string[], most = 8): string =>
  names.slice(0, most).join(', ') + (names.length > most ? ` and ${names.length - most} more` : '')

/** `a`, `a and b`, `a, b and c`. */
const list = (names: readonly string[], last = 'and'): string =>
  names.reduce(
    (text, name, i) => text + (i === 0 ? '' : i < names.length - 1 ? ', ' : ` ${last} `) + name,
    '',
  )

/** The login mechanisms that carnet speaks, of those that a broker offers. */
const OURS = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512', 'OAUTHBEARER']
const usable = (offered: readonly string[]): string[] => OURS.filter((m) => offered.includes(m))

export const kafkaErrors = {
  BROKER_NAME_UNKNOWN: entry<{ broker: string; host: string; setting: string }>({
    what: (p) => `No machine is called ${p.host}: the name of the broker ${p.broker} cannot be resolved.`,
    todo: (p) =>
      `Check the spelling in ${p.setting} and the network; a hosted Kafka that was switched off or whose trial ended loses its name.`,
    example: { broker: 'kafka-1.example.com:9092', host: 'kafka-1.example.com', setting: 'KAFKA_BROKERS' },
  }),
  BROKER_UNREACHABLE: entry<{ broker: string; reason: string; setting: string }>({
    what: (p) => `Nothing answers at ${p.broker} (${p.reason}).`,
    todo: (p) => `Check host and port in ${p.setting}, and whether the broker is running.`,
    example: { broker: '127.0.0.1:1', reason: 'ECONNREFUSED', setting: 'KAFKA_BROKERS' },
  }),
  BROKER_TIMEOUT: entry<{ broker: string }>({
    what: (p) =>
      `Connecting to ${p.broker} takes too long: nothing takes the connection, and nothing refuses it.`,
    todo: () =>
      'Check the network: a firewall, a missing VPN, or a list of allowed addresses at the host of the service.',
    example: { broker: 'broker.example.com:9092' },
  }),
  BROKER_SAYS_NOTHING: entry<{ broker: string; setting: string; protocol: string }>({
    what: (p) => `The port ${p.broker} takes the connection and then says nothing.`,
    todo: (p) =>
      `Check the port in ${p.setting}, and in ${p.protocol} whether it is one with TLS; if both are right, the broker hangs.`,
    example: {
      broker: 'broker.example.com:9092',
      setting: 'KAFKA_BROKERS',
      protocol: 'KAFKA_SECURITY_PROTOCOL',
    },
  }),
  REQUEST_UNANSWERED: entry<{ broker: string }>({
    what: (p) => `The broker ${p.broker} took a request and did not answer it in time.`,
    todo: () =>
      'Try again; if it lasts, check that this port is one of a Kafka broker and that the broker is healthy.',
    example: { broker: 'broker.example.com:9092' },
  }),
  BROKER_ADVERTISED_UNREACHABLE: entry<{ brokers: readonly string[]; advertised: string; reason: string }>({
    what: (p) =>
      `${p.brokers.join(', ')} answers, but the cluster says to continue at ${p.advertised}, and that does not work: ${p.reason}`,
    todo: () =>
      "Make that address reachable from here, or have the broker's advertised.listeners changed to one that is (a Kafka in a container often says the name that it has inside).",
    example: {
      brokers: ['localhost:9092'],
      advertised: 'kafka:29092',
      reason: 'no machine is called kafka.',
    },
  }),
  BROKER_WANTS_TLS: entry<{ broker: string; setting: string }>({
    what: (p) => `The broker ${p.broker} speaks TLS, and the settings are for a connection in the clear.`,
    todo: (p) => `Set ${p.setting} to SSL or SASL_SSL, and give the certificates of the service.`,
    example: { broker: 'broker.example.com:9092', setting: 'KAFKA_SECURITY_PROTOCOL' },
  }),
  BROKER_WITHOUT_TLS: entry<{ broker: string; setting: string }>({
    what: (p) => `The broker ${p.broker} does not speak TLS, and the settings ask for it.`,
    todo: (p) => `Use the service's TLS port, or set ${p.setting} to PLAINTEXT or SASL_PLAINTEXT.`,
    example: { broker: 'broker.example.com:9092', setting: 'KAFKA_SECURITY_PROTOCOL' },
  }),
  CONNECTION_CLOSED: entry<{ broker: string }>({
    what: (p) => `The broker ${p.broker} accepts the connection and closes it at once.`,
    todo: () =>
      'Check that this is the port of a Kafka broker and which security protocol it speaks; the page of the service shows one port for each.',
    example: { broker: 'broker.example.com:9092' },
  }),
  BROKER_NOT_KAFKA: entry<{ broker: string; setting: string }>({
    what: (p) => `Something answers at ${p.broker}, but it is no Kafka broker.`,
    todo: (p) => `Check the port in ${p.setting} against the page of the service.`,
    example: { broker: 'broker.example.com:443', setting: 'KAFKA_BROKERS' },
  }),
  TLS_CA_UNKNOWN: entry<{
    broker: string
    setting: string
    given: string | null
    issuer: string | null
    reason: string
  }>({
    what: (p) => {
      const signed = p.issuer === null ? '' : ` is signed by "${p.issuer}", and`
      return p.given === null
        ? `The certificate of ${p.broker}${signed} is from no publicly known authority (${p.reason}).`
        : `The certificate of ${p.broker}${signed} is not from the authority "${p.given}" of the setting ${p.setting} (${p.reason}).`
    },
    todo: (p) =>
      p.given === null
        ? `Give the CA certificate (ca.pem) of the service in ${p.setting}.`
        : 'Download the CA certificate (ca.pem) of this very service again.',
    example: {
      broker: 'broker.example.com:9092',
      setting: 'KAFKA_CA',
      given: null,
      issuer: 'Project CA',
      reason: 'SELF_SIGNED_CERT_IN_CHAIN',
    },
  }),
  TLS_HOST_MISMATCH: entry<{ broker: string; host: string; names: readonly string[] }>({
    what: (p) =>
      `The certificate of ${p.broker} is made for ${list(p.names) || 'another host'}, not for ${p.host}.`,
    todo: () => 'Use the host name that the certificate names, not an IP address or an alias.',
    example: { broker: '10.0.0.1:9092', host: '10.0.0.1', names: ['kafka.example.com'] },
  }),
  TLS_SERVER_CERTIFICATE_EXPIRED: entry<{ broker: string; begun: boolean }>({
    what: (p) => `The certificate of ${p.broker} ${p.begun ? 'has expired' : 'is not valid yet'}.`,
    todo: () =>
      "Check this machine's clock; if it is right, the operator of the broker must renew the certificate.",
    example: { broker: 'broker.example.com:9092', begun: true },
  }),
  TLS_CLIENT_CERTIFICATE_MISSING: entry<{ broker: string; settings: readonly string[] }>({
    what: (p) => `The broker ${p.broker} wants a client certificate, and none is given.`,
    todo: (p) =>
      `Give the certificate and its key in ${list(p.settings)}, or use the service's port for user and password.`,
    example: {
      broker: 'broker.example.com:9092',
      settings: ['KAFKA_CERTIFICATE', 'KAFKA_PRIVATE_KEY'],
    },
  }),
  TLS_CLIENT_CERTIFICATE_REFUSED: entry<{
    broker: string
    setting: string
    /** The setting of the CA, where it is not the one that signed the certificate. */
    otherCa: string | null
    reason: string
  }>({
    what: (p) =>
      `The broker ${p.broker} refuses the client certificate of the setting ${p.setting} (${p.reason}).`,
    todo: (p) =>
      p.otherCa === null
        ? 'Download ca.pem, service.cert and service.key together again, from this very service.'
        : `It is not signed by the authority of ${p.otherCa}, so the two seem to be of different services: download ca.pem, service.cert and service.key together again, from this very service.`,
    example: {
      broker: 'broker.example.com:9092',
      setting: 'service.cert',
      otherCa: 'ca.pem',
      reason: 'ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN',
    },
  }),
  TLS_CLIENT_CERTIFICATE_EXPIRED: entry<{ setting: string; validTo: string }>({
    what: (p) => `The client certificate of the setting ${p.setting} expired on ${p.validTo}.`,
    todo: () => 'Renew it at the host of the service, and download the certificate and its key again.',
    example: { setting: 'service.cert', validTo: '2026-10-31' },
  }),
  TLS_FAILED: entry<{ broker: string; reason: string }>({
    what: (p) => `TLS with ${p.broker} fails: ${p.reason}.`,
    todo: () => 'Check the certificates and the port against the page of the service.',
    example: { broker: 'broker.example.com:9092', reason: 'ERR_SSL_UNSUPPORTED_PROTOCOL' },
  }),
  LOGIN_REFUSED: entry<{ broker: string; username: string; mechanism: string; settings: readonly string[] }>({
    what: (p) => `The broker ${p.broker} refuses the login of ${p.username} by ${p.mechanism.toUpperCase()}.`,
    todo: (p) => `Check user name and password: ${list(p.settings)}.`,
    example: {
      broker: 'broker.example.com:9092',
      username: 'avnadmin',
      mechanism: 'scram-sha-256',
      settings: ['KAFKA_SASL_USERNAME', 'KAFKA_SASL_PASSWORD'],
    },
  }),
  LOGIN_TOKEN_REFUSED: entry<{ broker: string; setting: string; reason: string | null }>({
    what: (p) =>
      `The broker ${p.broker} refuses the token of the setting ${p.setting}${p.reason === null ? '' : ` (${p.reason})`}.`,
    todo: () => 'Get a new token, since they expire soon, and check that it is one for this service.',
    example: {
      broker: 'broker.example.com:9092',
      setting: 'KAFKA_SASL_OAUTHBEARER_TOKEN_FILE',
      reason: 'invalid_token',
    },
  }),
  LOGIN_MECHANISM_REFUSED: entry<{
    broker: string
    mechanism: string
    setting: string
    /** What the broker says it offers; empty where it says nothing. */
    offered: readonly string[]
  }>({
    what: (p) =>
      `The broker ${p.broker} offers no login by ${p.mechanism.toUpperCase()}` +
      `${p.offered.length ? `, only by ${list(p.offered)}` : ''}.`,
    todo: (p) => {
      const ours = usable(p.offered)
      if (ours.length) return `Set ${p.setting} to ${ours.join(' or ')}.`
      return p.offered.length
        ? `carnet speaks none of them: ask for a port with ${OURS.join(', ')}.`
        : `Set ${p.setting} to the mechanism that the page of the service names.`
    },
    example: {
      broker: 'broker.example.com:9092',
      mechanism: 'plain',
      setting: 'KAFKA_SASL_MECHANISM',
      offered: ['SCRAM-SHA-256', 'SCRAM-SHA-512'],
    },
  }),
  LOGIN_NOT_EXPECTED: entry<{ broker: string; setting: string }>({
    what: (p) => `The broker ${p.broker} takes no login on this port, and the settings give one.`,
    todo: (p) =>
      `Use the service's SASL port, or remove the login and set ${p.setting} to SSL or PLAINTEXT, as the port is.`,
    example: { broker: 'broker.example.com:9092', setting: 'KAFKA_SECURITY_PROTOCOL' },
  }),
  LOGIN_MISSING: entry<{ broker: string; offered: readonly string[]; settings: readonly string[] }>({
    what: (p) =>
      `The broker ${p.broker} wants a login${p.offered.length ? ` by ${list(p.offered, 'or')}` : ''}, and the settings give none.`,
    todo: (p) => `Set ${list(p.settings)}.`,
    example: {
      broker: 'broker.example.com:9092',
      offered: ['PLAIN', 'SCRAM-SHA-256'],
      settings: ['KAFKA_SASL_MECHANISM', 'KAFKA_SASL_USERNAME', 'KAFKA_SASL_PASSWORD'],
    },
  }),
  TOPIC_UNKNOWN: entry<{ topic: string; near: readonly string[]; known: readonly string[] }>({
    what: (p) => `There is no topic "${p.topic}" that you may see.`,
    todo: (p) => {
      if (p.near.length) return `Did you mean ${choices(p.near)}?`
      return p.known.length
        ? `The topics you may see are ${some(p.known)}.`
        : 'You may see no topic at all: create one, or have the right to describe it granted.'
    },
    example: { topic: 'mesage', near: ['message'], known: ['message'] },
  }),
  TOPIC_FORBIDDEN: entry<{
    topic: string
    user: string | null
    near: readonly string[]
    known: readonly string[]
  }>({
    what: (p) =>
      `There is no topic "${p.topic}", or ${p.user ?? 'this connection'} has no right to see it: the broker does not say which.`,
    todo: (p) => {
      const hint = p.near.length
        ? ` (did you mean ${choices(p.near)}?)`
        : p.known.length
          ? ` (you may see ${some(p.known)})`
          : ''
      return `Check the spelling${hint}, or have the rights to describe and to read it granted.`
    },
    example: { topic: 'mesage', user: 'avnadmin', near: ['message'], known: ['message'] },
  }),
  TOPIC_RIGHT_MISSING: entry<{ topic: string; user: string | null; doing: string }>({
    what: (p) =>
      `${p.user ?? 'This connection'} may see the topic "${p.topic}", but lacks the right for ${p.doing}.`,
    todo: () => 'Have that right granted: READ on the topic to read it, WRITE to send to it.',
    example: { topic: 'message', user: 'avnadmin', doing: 'reading the topic "message"' },
  }),
  TOPIC_NAME_INVALID: entry<{ topic: string }>({
    what: (p) => `"${p.topic}" cannot be the name of a topic.`,
    todo: () => 'A name has 1 to 249 letters, digits, dots, underscores and hyphens.',
    example: { topic: 'my topic' },
  }),
  PARTITION_OFFLINE: entry<{ topic: string; partition: number | null }>({
    what: (p) =>
      `${p.partition === null ? 'A partition' : `Partition ${p.partition}`} of the topic "${p.topic}" has no leader: its brokers are down.`,
    todo: () => 'Try again when the brokers are up.',
    example: { topic: 'message', partition: 0 },
  }),
  PARTITION_UNKNOWN: entry<{ topic: string; partition: number; partitions: number }>({
    what: (p) => `The topic "${p.topic}" has no partition ${p.partition}: it has ${p.partitions}.`,
    todo: (p) => `Use a partition from 0 to ${p.partitions - 1}, or a topic with more partitions.`,
    example: { topic: 'message', partition: 3, partitions: 1 },
  }),
  READ_GAVE_UP: entry<{ topic: string; seconds: number; reason: string }>({
    what: (p) =>
      `Reading the topic "${p.topic}" was given up after ${p.seconds} s without an answer: ${p.reason}`,
    todo: () => 'Run carnet check to see which layer fails, then read again.',
    example: { topic: 'message', seconds: 30, reason: 'Nothing answers at 127.0.0.1:9092 (ECONNREFUSED).' },
  }),
  READ_STALLED: entry<{ topic: string; partition: number; offset: string; end: string; seconds: number }>({
    what: (p) =>
      `For ${p.seconds} s the broker has sent nothing from offset ${p.offset} of ${p.topic}[${p.partition}], which ends at ${p.end}.`,
    todo: () => 'Try again; if it lasts, the broker cannot read its own log there.',
    example: { topic: 'message', partition: 0, offset: '20', end: '31', seconds: 30 },
  }),
  BATCH_CORRUPT: entry<{ topic: string; partition: number; offset: string; reason: string }>({
    what: (p) =>
      `The record batch at offset ${p.offset} of ${p.topic}[${p.partition}] is damaged: ${p.reason}.`,
    todo: () => 'Read again; if it stays, the broker or the capture holds damaged data from there on.',
    example: { topic: 'message', partition: 0, offset: '42', reason: 'its checksum is wrong' },
  }),
  RECORDS_TOO_OLD: entry<{ topic: string; partition: number; version: number }>({
    what: (p) =>
      `The partition ${p.topic}[${p.partition}] holds messages in the format v${p.version} of before Kafka 0.11, which carnet does not read.`,
    todo: () => 'Copy them with a Kafka client of that time into a new topic, and read that one.',
    example: { topic: 'message', partition: 0, version: 1 },
  }),
  KAFKA_TOO_OLD: entry<{ broker: string; request: string; version: number }>({
    what: (p) => `The broker ${p.broker} does not understand the request ${p.request} v${p.version}.`,
    todo: () => 'Use a Kafka of version 2.3 or later.',
    example: { broker: 'broker.example.com:9092', request: 'Fetch', version: 11 },
  }),
  MESSAGE_TOO_LARGE: entry<{ topic: string }>({
    what: (p) => `The topic "${p.topic}" refuses a message that is larger than it allows.`,
    todo: () => "Raise the topic's max.message.bytes (1 MiB by default), or send smaller messages.",
    example: { topic: 'message' },
  }),
  TIMESTAMP_REFUSED: entry<{ topic: string }>({
    what: (p) => `The topic "${p.topic}" refuses the timestamp of a message.`,
    todo: () =>
      "Timestamps may be at most an hour in the future by default; see the topic's message.timestamp settings.",
    example: { topic: 'message' },
  }),
  CLUSTER_FORBIDDEN: entry<{ user: string | null; doing: string }>({
    what: (p) => `${p.user ?? 'This connection'} lacks the right for this: ${p.doing}.`,
    todo: () => 'Have the right granted, or use a user that has it.',
    example: { user: 'avnadmin', doing: 'creating the topic "message"' },
  }),
  KAFKA_FAILED: entry<{ doing: string; reason: string }>({
    what: (p) => `Kafka failed while ${p.doing}: ${p.reason}.`,
    todo: () => 'Run carnet check to see whether every layer of the connection answers, then try again.',
    example: { doing: 'creating the topic "x"', reason: 'INVALID_CONFIG' },
  }),
}
