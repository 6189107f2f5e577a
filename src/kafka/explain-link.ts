import { X509Certificate } from 'node:crypto'
import { type Config, settingName } from '../config'
import { type CarnetError, carnetError } from '../errors'
import { certificateName, expiredCertificate, signedByGivenCa } from './certificate'
import { type LinkError } from './errors'
import { TokenRefused } from './oauthbearer'
import { addressParts, NOT_KAFKA } from './probe'
import { type Look } from './second-look'
import { SILENT } from './sockets'

/** What an error of a socket, of TLS or of kafkajs says of itself. */
interface LowError {
  readonly name?: string
  readonly message?: string
  readonly code?: unknown
  readonly type?: string
}

/** What a connection that could not be made, or that broke, means; with what a second look at the port has shown. */
export function explainLink(error: LinkError, config: Config, look: Look = {}): CarnetError {
  const cause = error.cause as LowError
  const code = typeof cause.code === 'string' ? cause.code : ''
  return (
    explainLogin(error, cause, config, look) ??
    explainTls(error, code, cause.message ?? '', config, look) ??
    explainSocket(error, code, cause, config, look)
  )
}

function explainSocket(
  error: LinkError,
  code: string,
  cause: LowError,
  config: Config,
  look: Look,
): CarnetError {
  const { broker } = error
  const setting = settingName(config, 'brokers')
  if (/^(ENOTFOUND|EAI_\w+)$/.test(code))
    return carnetError('BROKER_NAME_UNKNOWN', { broker, host: addressParts(broker).host, setting }, error)
  if (/^E(CONNREFUSED|HOSTUNREACH|NETUNREACH|HOSTDOWN|ACCES|PERM|ADDRNOTAVAIL)$/.test(code))
    return carnetError('BROKER_UNREACHABLE', { broker, reason: code, setting }, error)
  if (code === NOT_KAFKA) return carnetError('BROKER_NOT_KAFKA', { broker, setting }, error)
  if (code === SILENT)
    return carnetError(
      'BROKER_SAYS_NOTHING',
      { broker, setting, protocol: settingName(config, 'protocol') },
      error,
    )
  if (cause.name === 'KafkaJSRequestTimeoutError') return carnetError('REQUEST_UNANSWERED', { broker }, error)
  if (code === 'ETIMEDOUT' || /timeout/i.test(cause.message ?? ''))
    return carnetError('BROKER_TIMEOUT', { broker }, error)
  return explainClosed(error, config, look)
}

/** A connection that was closed without a word. */
function explainClosed(error: LinkError, config: Config, look: Look): CarnetError {
  const { broker } = error
  const setting = settingName(config, 'brokers')
  const protocol = settingName(config, 'protocol')
  if (look.isKafka === false) return carnetError('BROKER_NOT_KAFKA', { broker, setting }, error)
  if (look.speaksTls === true && !config.tls)
    return carnetError('BROKER_WANTS_TLS', { broker, setting: protocol }, error)
  if (look.speaksTls === false && config.tls)
    return carnetError('BROKER_WITHOUT_TLS', { broker, setting: protocol }, error)
  if (!config.sasl && look.mechanisms?.length)
    return carnetError(
      'LOGIN_MISSING',
      {
        broker,
        offered: look.mechanisms,
        settings: (['mechanism', 'username', 'password'] as const).map((s) => settingName(config, s)),
      },
      error,
    )
  return carnetError('CONNECTION_CLOSED', { broker }, error)
}

function explainLogin(error: LinkError, cause: LowError, config: Config, look: Look): CarnetError | null {
  const { broker } = error
  const { sasl } = config
  const mechanism = sasl?.mechanism ?? ''
  if (cause.type === 'UNSUPPORTED_SASL_MECHANISM' || /mechanism is not supported/.test(cause.message ?? ''))
    return carnetError(
      'LOGIN_MECHANISM_REFUSED',
      { broker, mechanism, setting: settingName(config, 'mechanism'), offered: look.mechanisms ?? [] },
      error,
    )
  if (cause.type === 'ILLEGAL_SASL_STATE')
    return carnetError('LOGIN_NOT_EXPECTED', { broker, setting: settingName(config, 'protocol') }, error)
  if (cause.type !== 'SASL_AUTHENTICATION_FAILED' && cause.name !== 'KafkaJSSASLAuthenticationError')
    return null
  if (sasl?.mechanism === 'oauthbearer')
    return carnetError(
      'LOGIN_TOKEN_REFUSED',
      { broker, setting: sasl.token.setting, reason: cause instanceof TokenRefused ? cause.status : null },
      error,
    )
  return carnetError(
    'LOGIN_REFUSED',
    { broker, mechanism, username: sasl?.username ?? '', settings: loginSettings(config) },
    error,
  )
}

function explainTls(
  error: LinkError,
  code: string,
  message: string,
  config: Config,
  look: Look,
): CarnetError | null {
  const { broker } = error
  if (!config.tls) return null
  if (/^ERR_SSL_(WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG)$/.test(code))
    return look.isKafka === false
      ? carnetError('BROKER_NOT_KAFKA', { broker, setting: settingName(config, 'brokers') }, error)
      : carnetError('BROKER_WITHOUT_TLS', { broker, setting: settingName(config, 'protocol') }, error)
  if (/^(UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|CERT_SIGNATURE_|CERT_UNTRUSTED|INVALID_CA)/.test(code)) {
    const { ca } = config.tls
    const details = {
      broker,
      setting: settingName(config, 'ca'),
      /** The name of the authority that is given, and of the one that was needed. */
      given: ca === null ? null : certificateName(new X509Certificate(ca)),
      issuer: look.issuer ?? null,
      reason: code,
    }
    return carnetError('TLS_CA_UNKNOWN', details, error)
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return carnetError(
      'TLS_HOST_MISMATCH',
      { broker, host: addressParts(broker).host, names: namesIn(message) },
      error,
    )
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID')
    return carnetError(
      'TLS_SERVER_CERTIFICATE_EXPIRED',
      { broker, begun: code === 'CERT_HAS_EXPIRED' },
      error,
    )
  if (/ALERT_(BAD_CERTIFICATE|CERTIFICATE_\w+|HANDSHAKE_FAILURE|UNKNOWN_CA|ACCESS_DENIED)$/.test(code))
    return refusedCertificate(error, code, config)
  return /^(ERR_SSL_|ERR_TLS_|CERT_|CRL_|EPROTO$)/.test(code)
    ? carnetError('TLS_FAILED', { broker, reason: code }, error)
    : null
}

/** A Java broker sends the same alert for a certificate of another CA and for one that expired: look at our own. */
function refusedCertificate(error: LinkError, reason: string, config: Config): CarnetError {
  const { broker } = error
  const setting = settingName(config, 'certificate')
  if (!config.tls?.cert)
    return carnetError(
      'TLS_CLIENT_CERTIFICATE_MISSING',
      { broker, settings: [setting, settingName(config, 'privateKey')] },
      error,
    )
  const ca = signedByGivenCa(config) === false ? settingName(config, 'ca') : null
  return (
    expiredCertificate(config) ??
    carnetError('TLS_CLIENT_CERTIFICATE_REFUSED', { broker, setting, otherCa: ca, reason }, error)
  )
}

/**
 * The names of a certificate in Node's sentence, which ends in `the cert's altnames: DNS:a, IP Address:b`, `the cert's
 * list: b` or `cert's CN: a`; none where it has none.
 */
function namesIn(message: string): string[] {
  const [, names = ''] = /cert's (?:altnames|list|CN): *(.*)$/.exec(message) ?? []
  return names
    .split(', ')
    .map((name) => name.replace(/^(DNS|IP Address|URI):/, '').trim())
    .filter(Boolean)
}

const loginSettings = (config: Config): string[] => [
  ...new Set([settingName(config, 'username'), settingName(config, 'password')]),
]
