import { entry } from './define'

/** `a`, `a or b`, `a, b or c`, each in quotes. */
const choices = (names: readonly string[]): string =>
  names.map((n) => `"${n}"`).reduce((text, name, i) => text + (i < names.length - 1 ? ', ' : ' or ') + name)

const some = (names: readonly string[], most = 8): string =>
  names.slice(0, most).join(', ') + (names.length > most ? ` and ${names.length - most} more` : '')

/** Which setting to look at; a fallback where nothing was set. */
const settings = (names: readonly string[], fallback: string): string => names.join(' and ') || fallback

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
    what: (p) => `The broker ${p.broker} does not answer: connecting took too long.`,
    todo: () =>
      'Check the network: a firewall, a missing VPN, or a list of allowed addresses at the host of the service.',
    example: { broker: 'broker.example.com:9092' },
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
      "Make that address reachable from here, or have the broker's advertised.listeners changed to one that is.",
    example: {
      brokers: ['localhost:9092'],
      advertised: 'kafka:29092',
      reason: 'no machine is called kafka.',
    },
  }),
  BROKER_WANTS_TLS: entry<{ broker: string }>({
    what: (p) => `The broker ${p.broker} speaks TLS, and the settings are for a connection in the clear.`,
    todo: () => 'Set KAFKA_SECURITY_PROTOCOL to SSL or SASL_SSL, and give the certificates of the service.',
    example: { broker: 'broker.example.com:9092' },
  }),
  BROKER_WITHOUT_TLS: entry<{ broker: string }>({
    what: (p) => `The broker ${p.broker} does not speak TLS, and the settings ask for it.`,
    todo: () => "Use the service's TLS port, or set KAFKA_SECURITY_PROTOCOL to PLAINTEXT or SASL_PLAINTEXT.",
    example: { broker: 'broker.example.com:9092' },
  }),
  CONNECTION_CLOSED: entry<{ broker: string }>({
    what: (p) => `The broker ${p.broker} accepts the connection and closes it at once.`,
    todo: () =>
      'Check that this is the port of a Kafka broker and which security protocol it speaks; the page of the service shows one port for each.',
    example: { broker: 'broker.example.com:9092' },
  }),
  BROKER_NOT_KAFKA: entry<{ broker: string }>({
    what: (p) => `Something answers at ${p.broker}, but it is no Kafka broker.`,
    todo: () => 'Check the port against the page of the service.',
    example: { broker: 'broker.example.com:443' },
  }),
  TLS_CA_UNKNOWN: entry<{ broker: string; setting: string | null; reason: string }>({
    what: (p) =>
      `The certificate of ${p.broker} is not signed by ${p.setting ? `an authority of the setting ${p.setting}` : 'a publicly known authority'} (${p.reason}).`,
    todo: (p) =>
      p.setting
        ? 'Download the CA certificate (ca.pem) of this very service again.'
        : 'Give the CA certificate (ca.pem) of the service: KAFKA_CA, KAFKA_CERTS or ssl.truststore.location.',
    example: { broker: 'broker.example.com:9092', setting: null, reason: 'SELF_SIGNED_CERT_IN_CHAIN' },
  }),
  TLS_HOST_MISMATCH: entry<{ broker: string; reason: string }>({
    what: (p) => `The certificate of ${p.broker} is made for another name: ${p.reason}`,
    todo: () => 'Use the host name that the certificate names, not an IP address or an alias.',
    example: {
      broker: '10.0.0.1:9092',
      reason: "IP: 10.0.0.1 is not in the cert's list.",
    },
  }),
  TLS_SERVER_CERTIFICATE_EXPIRED: entry<{ broker: string }>({
    what: (p) => `The certificate of ${p.broker} has expired.`,
    todo: () =>
      "Check this machine's clock; if it is right, the operator of the broker must renew the certificate.",
    example: { broker: 'broker.example.com:9092' },
  }),
  TLS_CLIENT_CERTIFICATE_MISSING: entry<{ broker: string }>({
    what: (p) => `The broker ${p.broker} wants a client certificate, and none is given.`,
    todo: () =>
      "Give the certificate and its key (KAFKA_CERTS, or KAFKA_CERTIFICATE and KAFKA_PRIVATE_KEY), or use the service's port for user and password.",
    example: { broker: 'broker.example.com:9092' },
  }),
  TLS_CLIENT_CERTIFICATE_REFUSED: entry<{ broker: string; setting: string; reason: string }>({
    what: (p) =>
      `The broker ${p.broker} refuses the client certificate of the setting ${p.setting} (${p.reason}).`,
    todo: () => 'Download ca.pem, service.cert and service.key together again, from this very service.',
    example: {
      broker: 'broker.example.com:9092',
      setting: 'service.cert',
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
    todo: (p) => `Check user name and password: ${settings(p.settings, 'the SASL settings')}.`,
    example: {
      broker: 'broker.example.com:9092',
      username: 'avnadmin',
      mechanism: 'scram-sha-256',
      settings: ['KAFKA_SASL_USERNAME', 'KAFKA_SASL_PASSWORD'],
    },
  }),
  LOGIN_MECHANISM_REFUSED: entry<{ broker: string; mechanism: string }>({
    what: (p) => `The broker ${p.broker} offers no login by ${p.mechanism.toUpperCase()}.`,
    todo: () => 'Set KAFKA_SASL_MECHANISM to one that it offers: PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512.',
    example: { broker: 'broker.example.com:9092', mechanism: 'plain' },
  }),
  LOGIN_NOT_EXPECTED: entry<{ broker: string }>({
    what: (p) => `The broker ${p.broker} takes no user and password on this port.`,
    todo: () => "Use the service's SASL port, or remove the SASL settings.",
    example: { broker: 'broker.example.com:9092' },
  }),
  LOGIN_MISSING: entry<{ broker: string }>({
    what: (p) =>
      `The broker ${p.broker} answers a greeting and closes the connection at the first request: it wants a login.`,
    todo: () => 'Set KAFKA_SASL_MECHANISM, KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD.',
    example: { broker: 'broker.example.com:9092' },
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
  TOPIC_FORBIDDEN: entry<{ topic: string; user: string | null }>({
    what: (p) =>
      `${p.user ?? 'This connection'} has no right to use the topic "${p.topic}", or there is no such topic.`,
    todo: () => 'Check the spelling, or have the rights to describe and to read the topic granted.',
    example: { topic: 'message', user: null },
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
  LIMIT_INVALID: entry<{ limit: string }>({
    what: (p) => `"${p.limit}" is no number of messages.`,
    todo: () => 'Give a whole number from 0, or no limit to read all that is there.',
    example: { limit: '-1' },
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
  CLUSTER_FORBIDDEN: entry<{ user: string | null }>({
    what: (p) => `${p.user ?? 'This connection'} has no right for this on the cluster.`,
    todo: () => 'Have the right granted, or use a user that has it.',
    example: { user: 'avnadmin' },
  }),
  KAFKA_FAILED: entry<{ doing: string; reason: string }>({
    what: (p) => `Kafka failed while ${p.doing}: ${p.reason}.`,
    todo: () => 'Run carnet check to see whether every layer of the connection answers, then try again.',
    example: { doing: 'creating the topic "x"', reason: 'INVALID_CONFIG' },
  }),
}
