import { Secret } from '../secret'
import { readBrokers, type Brokers } from './brokers'
import { type Config, type SettingSource } from './config'
import { type Faults } from './faults'
import { SECRET_SETTINGS, SETTINGS } from './names'
import { nearNames } from './near'
import { notesOn } from './notes'
import { type SecurityProtocol } from './options'
import { readRegistry } from './registry'
import { readSasl, SASL_SETTINGS } from './sasl'
import { type FoundSettings, type SettingName } from './settings'
import { readTls } from './tls'

const PROTOCOLS: readonly SecurityProtocol[] = ['PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL']

const TLS_SETTINGS: readonly SettingName[] = ['ca', 'certificate', 'privateKey']

/** Settings as they were written → checked ones. What is wrong goes into `faults`. */
export function buildConfig(found: FoundSettings, env: NodeJS.ProcessEnv, faults: Faults): Config {
  const brokers = found.brokers ? readBrokers(found.brokers, faults) : missingBrokers(faults)
  const protocol = readProtocol(found, brokers, faults)
  refuseUnused(found, protocol, faults)
  const tls = protocol.endsWith('SSL') ? readTls(found, faults) : null
  const sasl = protocol.startsWith('SASL') ? readSasl(found, faults) : null
  const schemaRegistry = readRegistry(found, faults)
  return {
    brokers: brokers.addresses,
    tls,
    sasl,
    schemaRegistry,
    origins: sourcesOf(found),
    notes: notesOn({ tls, sasl, schemaRegistry, found, env }),
    secrets: secretsIn(found, tls?.key ?? null, schemaRegistry?.password ?? null),
  }
}

function missingBrokers(faults: Faults): Brokers {
  faults.add(
    { name: 'KAFKA_BROKERS', from: 'environment' },
    'It is not set, and no other setting names a broker.',
    'Set it to host:port of the Kafka service.',
  )
  return { addresses: [], protocol: null }
}

/**
 * The protocol that was written, as a setting or before the addresses, else the one that the other settings call for: a
 * password never goes in the clear by default.
 */
function readProtocol(found: FoundSettings, brokers: Brokers, faults: Faults): SecurityProtocol {
  const written = found.protocol && knownProtocol(found.protocol.text)
  if (found.protocol && !written) {
    const [near] = nearNames(found.protocol.text.trim(), PROTOCOLS, 1)
    faults.add(
      found.protocol.origin,
      `"${found.protocol.text.trim()}" is no security protocol.`,
      near === undefined ? `Set it to one of ${PROTOCOLS.join(', ')}.` : `Did you mean ${near}?`,
    )
  }
  const scheme = brokers.protocol
  if (found.brokers && found.protocol && written && !agree(scheme, written))
    faults.add(
      found.brokers.origin,
      `Its addresses are written for ${scheme}, and ${found.protocol.origin.name} says ${written}.`,
      'Correct one of them, or write the addresses as host:port alone.',
    )
  if (written) return written
  if (scheme !== null && scheme !== 'TLS') return scheme
  if (SASL_SETTINGS.some((s) => found[s])) return 'SASL_SSL'
  return scheme === 'TLS' || TLS_SETTINGS.some((s) => found[s]) ? 'SSL' : 'PLAINTEXT'
}

const knownProtocol = (text: string): SecurityProtocol | undefined =>
  PROTOCOLS.find((p) => p === text.trim().toUpperCase())

const agree = (scheme: Brokers['protocol'], protocol: SecurityProtocol): boolean =>
  scheme === null || scheme === protocol || (scheme === 'TLS' && protocol.endsWith('SSL'))

/** A certificate or password that would not be used is a misunderstanding, and is said. */
function refuseUnused(found: FoundSettings, protocol: SecurityProtocol, faults: Faults): void {
  const refuse = (settings: readonly SettingName[], does: string, choose: string): void => {
    const unused = settings.map((s) => found[s]).find((f) => f !== undefined)
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

/** Each place once, with all that it sets; in the order of the settings. */
function sourcesOf(found: FoundSettings): SettingSource[] {
  const sources = new Map<string, SettingSource & { readonly sets: SettingName[] }>()
  for (const setting of SETTINGS) {
    const origin = found[setting]?.origin
    if (!origin) continue
    const key = `${origin.from}\0${origin.name}`
    const source = sources.get(key) ?? { name: origin.name, from: origin.from, sets: [] }
    source.sets.push(setting)
    sources.set(key, source)
  }
  return [...sources.values()]
}

/** Every secret that was written, used or not: a key by its text, never by its path. */
function secretsIn(found: FoundSettings, key: Secret | null, registryPassword: Secret | null): Secret[] {
  const written = SECRET_SETTINGS.flatMap((setting) => {
    const { text, origin } = found[setting] ?? {}
    return text === undefined ||
      origin === undefined ||
      setting === 'privateKey' ||
      setting === 'tokenCommand'
      ? []
      : [new Secret(text, origin.name)]
  })
  const inUrl = registryPassword && !found.registryPassword ? [registryPassword] : []
  return [...(key ? [key] : []), ...written, ...inUrl]
}
