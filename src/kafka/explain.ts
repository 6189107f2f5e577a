import { type Config } from '../config'
import { CarnetError, carnetError } from '../errors'
import { certificateSetting, expiredCertificate } from './certificate'
import { LinkError, ProtocolError } from './errors'
import { addressParts, NOT_KAFKA, speaksTls } from './probe'

/** What was being done when an error came. */
export interface ErrorContext {
  readonly config: Config
  /** In words: `reading the topic "message"`. */
  readonly doing: string
  readonly topic?: string
}

/** For how long a port is looked at to tell why it closes connections. */
const PROBE_MS = 1500

/**
 * Any error of the Kafka side as a CarnetError that says what it means and what to do. A port that closes connections
 * without a word is looked at once more, to tell TLS from other reasons.
 */
export async function explain(error: unknown, context: ErrorContext): Promise<CarnetError> {
  const e = explainKnown(error, context)
  if (e.code !== 'CONNECTION_CLOSED' || !(error instanceof LinkError)) return e
  const { config } = context
  const tls = await speaksTls(error.broker, PROBE_MS)
  if (tls !== (config.tls !== null))
    return carnetError(tls ? 'BROKER_WANTS_TLS' : 'BROKER_WITHOUT_TLS', { broker: error.broker }, error)
  return error.connected && !config.sasl ? carnetError('LOGIN_MISSING', { broker: error.broker }, error) : e
}

/** The part of `explain` that needs no look at the network. */
export function explainKnown(error: unknown, context: ErrorContext): CarnetError {
  if (error instanceof CarnetError) return error
  if (error instanceof LinkError) return explainLink(error, context)
  if (error instanceof ProtocolError) return explainProtocol(error, context)
  const { message } = error as { message?: unknown }
  const reason = typeof message === 'string' ? message : String(error)
  return carnetError('KAFKA_FAILED', { doing: context.doing, reason: withoutStop(reason) }, error)
}

function explainProtocol(error: ProtocolError, { config, doing, topic = '' }: ErrorContext): CarnetError {
  const user = config.sasl?.username ?? null
  switch (error.type) {
    case 'UNKNOWN_TOPIC_OR_PARTITION':
      return carnetError('TOPIC_UNKNOWN', { topic, near: [], known: [] }, error)
    case 'TOPIC_AUTHORIZATION_FAILED':
      return carnetError('TOPIC_FORBIDDEN', { topic, user }, error)
    case 'CLUSTER_AUTHORIZATION_FAILED':
      return carnetError('CLUSTER_FORBIDDEN', { user }, error)
    case 'INVALID_TOPIC_EXCEPTION':
      return carnetError('TOPIC_NAME_INVALID', { topic }, error)
    case 'LEADER_NOT_AVAILABLE':
      return carnetError('PARTITION_OFFLINE', { topic, partition: error.partition }, error)
    case 'MESSAGE_TOO_LARGE':
    case 'RECORD_LIST_TOO_LARGE':
      return carnetError('MESSAGE_TOO_LARGE', { topic }, error)
    case 'INVALID_TIMESTAMP':
      return carnetError('TIMESTAMP_REFUSED', { topic }, error)
    default:
      return carnetError('KAFKA_FAILED', { doing, reason: withoutStop(error.message) }, error)
  }
}

/** What an error of a socket, of TLS or of kafkajs says of itself. */
interface LowError {
  readonly name?: string
  readonly message?: string
  readonly code?: unknown
  readonly type?: string
}

function explainLink(error: LinkError, context: ErrorContext): CarnetError {
  const { config } = context
  const { broker, connected } = error
  const e = explainCause(error, context)
  const advertised = !connected && !config.brokers.includes(broker)
  if (!advertised || /^(LOGIN|TLS)_/.test(e.code)) return e
  const details = { brokers: config.brokers, advertised: broker, reason: lowerFirst(e.what) }
  return carnetError('BROKER_ADVERTISED_UNREACHABLE', details, error)
}

function explainCause(error: LinkError, { config }: ErrorContext): CarnetError {
  const cause = error.cause as LowError
  const code = typeof cause.code === 'string' ? cause.code : ''
  return (
    explainLogin(error, cause, config) ??
    explainTls(error, code, cause.message ?? '', config) ??
    explainSocket(error, code, cause, config)
  )
}

function explainSocket(error: LinkError, code: string, cause: LowError, config: Config): CarnetError {
  const { broker } = error
  const setting = brokersSetting(config)
  if (/^(ENOTFOUND|EAI_\w+)$/.test(code))
    return carnetError('BROKER_NAME_UNKNOWN', { broker, host: addressParts(broker).host, setting }, error)
  if (/^E(CONNREFUSED|HOSTUNREACH|NETUNREACH|HOSTDOWN|ACCES|PERM)$/.test(code))
    return carnetError('BROKER_UNREACHABLE', { broker, reason: code, setting }, error)
  if (code === NOT_KAFKA) return carnetError('BROKER_NOT_KAFKA', { broker }, error)
  if (cause.name === 'KafkaJSRequestTimeoutError') return carnetError('REQUEST_UNANSWERED', { broker }, error)
  if (code === 'ETIMEDOUT' || /timeout/i.test(cause.message ?? ''))
    return carnetError('BROKER_TIMEOUT', { broker }, error)
  return carnetError('CONNECTION_CLOSED', { broker }, error)
}

function explainLogin(error: LinkError, cause: LowError, config: Config): CarnetError | null {
  const { broker } = error
  const mechanism = config.sasl?.mechanism ?? ''
  if (cause.type === 'UNSUPPORTED_SASL_MECHANISM' || /mechanism is not supported/.test(cause.message ?? ''))
    return carnetError('LOGIN_MECHANISM_REFUSED', { broker, mechanism }, error)
  if (cause.type === 'ILLEGAL_SASL_STATE') return carnetError('LOGIN_NOT_EXPECTED', { broker }, error)
  if (cause.type === 'SASL_AUTHENTICATION_FAILED' || cause.name === 'KafkaJSSASLAuthenticationError')
    return carnetError(
      'LOGIN_REFUSED',
      { broker, mechanism, username: config.sasl?.username ?? '', settings: loginSettings(config) },
      error,
    )
  return null
}

function explainTls(error: LinkError, code: string, message: string, config: Config): CarnetError | null {
  const { broker } = error
  if (!config.tls) return null
  if (/^ERR_SSL_(WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG)$/.test(code))
    return carnetError('BROKER_WITHOUT_TLS', { broker }, error)
  if (/^(UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|CERT_SIGNATURE_|CERT_UNTRUSTED|INVALID_CA)/.test(code))
    return carnetError(
      'TLS_CA_UNKNOWN',
      { broker, setting: config.tls.ca === null ? null : certificateSetting(config, 'ca'), reason: code },
      error,
    )
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return carnetError('TLS_HOST_MISMATCH', { broker, reason: altnameReason(message) }, error)
  if (code === 'CERT_HAS_EXPIRED') return carnetError('TLS_SERVER_CERTIFICATE_EXPIRED', { broker }, error)
  if (/ALERT_(BAD_CERTIFICATE|CERTIFICATE_\w+|HANDSHAKE_FAILURE|UNKNOWN_CA|ACCESS_DENIED)$/.test(code))
    return refusedCertificate(error, code, config)
  return /^ERR_SSL_|^EPROTO$/.test(code) ? carnetError('TLS_FAILED', { broker, reason: code }, error) : null
}

/** A Java broker sends the same alert for a certificate of another CA and for one that expired: look at our own. */
function refusedCertificate(error: LinkError, reason: string, config: Config): CarnetError {
  const { broker } = error
  if (!config.tls?.cert) return carnetError('TLS_CLIENT_CERTIFICATE_MISSING', { broker }, error)
  const setting = certificateSetting(config, 'certificate')
  return (
    expiredCertificate(config) ??
    carnetError('TLS_CLIENT_CERTIFICATE_REFUSED', { broker, setting, reason }, error)
  )
}

/** `Host: x. is not in the cert's altnames: DNS:y`, without what kafkajs and Node put before it. */
function altnameReason(message: string): string {
  const reason = message.slice(message.indexOf('altnames: ') + 'altnames: '.length)
  return reason.endsWith('.') ? reason : `${reason}.`
}

const brokersSetting = (config: Config): string =>
  config.origins.find((o) => /broker|bootstrap/i.test(o.name))?.name ?? 'brokers'

const loginSettings = (config: Config): string[] =>
  config.origins.filter((o) => /user|password|jaas/i.test(o.name)).map((o) => o.name)

const withoutStop = (text: string): string => text.replace(/\.$/, '')

/** To go on within a sentence. */
const lowerFirst = (text: string): string => text.slice(0, 1).toLowerCase() + text.slice(1)
