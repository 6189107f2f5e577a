import { Secret } from '../secret'
import { readBrokers } from './brokers'
import { type Config, type Sasl, type SettingOrigin, type Tls } from './config'
import { type Faults } from './faults'
import { type SecurityProtocol } from './options'
import { keyMatches, readCertificates, readPrivateKey } from './pem'
import { nearNames } from './near'
import { type Found, type FoundSettings, type SettingName } from './settings'

const PROTOCOLS: readonly SecurityProtocol[] = ['PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL']
const MECHANISMS: readonly Sasl['mechanism'][] = ['plain', 'scram-sha-256', 'scram-sha-512']
const MECHANISM_LIST = 'PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512'

const TLS_SETTINGS: readonly SettingName[] = ['ca', 'certificate', 'privateKey']
const SASL_SETTINGS: readonly SettingName[] = ['mechanism', 'username', 'password']

/** Settings as they were written → checked ones. What is wrong goes into `faults`. */
export function buildConfig(found: FoundSettings, faults: Faults): Config {
  const protocol = readProtocol(found, faults)
  refuseUnused(found, protocol, faults)
  return {
    brokers: found.brokers ? readBrokers(found.brokers, faults) : missingBrokers(faults),
    tls: protocol.endsWith('SSL') ? readTls(found, faults) : null,
    sasl: protocol.startsWith('SASL') ? readSasl(found, faults) : null,
    origins: uniqueOrigins(found),
  }
}

function missingBrokers(faults: Faults): string[] {
  faults.add(
    { name: 'KAFKA_BROKERS', from: 'environment' },
    'It is not set, and no other setting names a broker.',
    'Set it to host:port of the Kafka service.',
  )
  return []
}

/** The protocol that was written, else the one that the other settings call for: a password never goes in the clear by default. */
function readProtocol(found: FoundSettings, faults: Faults): SecurityProtocol {
  const written = found.protocol?.text.trim().toUpperCase()
  if (found.protocol && written !== undefined) {
    const known = PROTOCOLS.find((p) => p === written)
    if (known) return known
    const [near] = nearNames(written, PROTOCOLS, 1)
    faults.add(
      found.protocol.origin,
      `"${found.protocol.text.trim()}" is no security protocol.`,
      near === undefined ? `Set it to one of ${PROTOCOLS.join(', ')}.` : `Did you mean ${near}?`,
    )
  }
  if (SASL_SETTINGS.some((s) => found[s])) return 'SASL_SSL'
  return TLS_SETTINGS.some((s) => found[s]) ? 'SSL' : 'PLAINTEXT'
}

/** A certificate or password that would not be used is a misunderstanding, and is said. */
function refuseUnused(found: FoundSettings, protocol: SecurityProtocol, faults: Faults): void {
  const refuse = (settings: readonly SettingName[], does: string, choose: string): void => {
    const unused = settings.flatMap((s) => found[s] ?? [])[0] as Found | undefined
    if (unused)
      faults.add(
        unused.origin,
        `It would not be used: the security protocol is ${protocol}, which ${does}.`,
        `Set the security protocol to ${choose}, or remove the setting.`,
      )
  }
  if (!protocol.endsWith('SSL')) refuse(TLS_SETTINGS, 'is without TLS', protocol.replace('PLAINTEXT', 'SSL'))
  if (!protocol.startsWith('SASL')) refuse(SASL_SETTINGS, 'is without a login', `SASL_${protocol}`)
}

function readTls(found: FoundSettings, faults: Faults): Tls {
  const ca = found.ca ? readCertificates(found.ca, faults) : null
  const cert = found.certificate ? readCertificates(found.certificate, faults) : null
  const key = found.privateKey ? readPrivateKey(found.privateKey, found.passphrase, faults) : null
  if (found.certificate && !found.privateKey)
    faults.add(found.certificate.origin, 'A client certificate needs its key.', 'Give the private key too.')
  if (found.privateKey && !found.certificate)
    faults.add(
      found.privateKey.origin,
      'A private key needs its certificate.',
      'Give the client certificate too.',
    )
  if (found.privateKey && cert !== null && key !== null && !keyMatches(cert, key, found.passphrase?.text))
    faults.add(
      found.privateKey.origin,
      'The private key is not the one of the client certificate.',
      'Download the two files together, from the same user of the Kafka service.',
    )
  return {
    ca,
    cert,
    key: asSecret(key, found.privateKey),
    passphrase: asSecret(found.passphrase?.text ?? null, found.passphrase),
  }
}

const asSecret = (text: string | null, setting: FoundSettings[keyof FoundSettings]): Secret | null =>
  text === null ? null : new Secret(text, setting?.origin.name)

function readSasl(found: FoundSettings, faults: Faults): Sasl | null {
  const mechanism = readMechanism(found, faults)
  const { username, password } = found
  if (!username)
    faults.add(
      missing(found, 'username'),
      'The user name is not set.',
      'Set it, or choose a security protocol without SASL.',
    )
  if (!password)
    faults.add(
      missing(found, 'password'),
      'The password is not set.',
      'Set it, or choose a security protocol without SASL.',
    )
  return mechanism && username && password
    ? { mechanism, username: username.text, password: new Secret(password.text, password.origin.name) }
    : null
}

function readMechanism(found: FoundSettings, faults: Faults): Sasl['mechanism'] | null {
  if (!found.mechanism) {
    faults.add(
      missing(found, 'mechanism'),
      'The SASL mechanism is not set.',
      `Set it to ${MECHANISM_LIST}; the page of the Kafka service names it.`,
    )
    return null
  }
  const written = found.mechanism.text.trim().toLowerCase()
  const known = MECHANISMS.find((m) => m === written)
  if (known) return known
  const [near] = nearNames(written, MECHANISMS, 1)
  faults.add(
    found.mechanism.origin,
    `"${found.mechanism.text.trim()}" is no mechanism that carnet can log in with.`,
    near === undefined ? `Set it to ${MECHANISM_LIST}.` : `Did you mean ${near.toUpperCase()}?`,
  )
  return null
}

/** How a setting that is not there is called in the form in which its neighbours are written. */
function missing(found: FoundSettings, setting: 'mechanism' | 'username' | 'password'): SettingOrigin {
  const from = [found.username, found.password, found.mechanism, found.protocol].find((f) => f)?.origin.from
  if (from === undefined || from === 'environment')
    return { name: `KAFKA_SASL_${setting.toUpperCase()}`, from: 'environment' }
  return { name: `sasl.${setting}`, from }
}

function uniqueOrigins(found: FoundSettings): SettingOrigin[] {
  const origins = new Map(
    Object.values(found).map(({ origin }) => [`${origin.from}\0${origin.name}`, origin]),
  )
  return [...origins.values()]
}
