import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { isUtf8 } from 'node:buffer'
import { type SettingOrigin } from './config'
import { type Faults } from './faults'
import { parseJaas } from './jaas'
import { nearNames } from './near'
import { MalformedEscape, parseProperties, type Property } from './properties'
import { type FoundSettings, type SettingName } from './settings'

const JAAS = 'sasl.jaas.config'

/** The names of each setting in Java's and in librdkafka's files. */
const KEYS: ReadonlyMap<string, readonly SettingName[]> = new Map<string, readonly SettingName[]>([
  ['bootstrap.servers', ['brokers']],
  ['metadata.broker.list', ['brokers']],
  ['security.protocol', ['protocol']],
  ['ssl.truststore.location', ['ca']],
  ['ssl.truststore.certificates', ['ca']],
  ['ssl.ca.location', ['ca']],
  ['ssl.ca.pem', ['ca']],
  // A keystore of type PEM is one file of the key and the certificate chain.
  ['ssl.keystore.location', ['certificate', 'privateKey']],
  ['ssl.keystore.certificate.chain', ['certificate']],
  ['ssl.certificate.location', ['certificate']],
  ['ssl.certificate.pem', ['certificate']],
  ['ssl.keystore.key', ['privateKey']],
  ['ssl.key.location', ['privateKey']],
  ['ssl.key.pem', ['privateKey']],
  ['ssl.key.password', ['passphrase']],
  ['sasl.mechanism', ['mechanism']],
  ['sasl.mechanisms', ['mechanism']],
  ['sasl.username', ['username']],
  ['sasl.password', ['password']],
  [JAAS, ['username', 'password']],
])

/** The settings of a Java client.properties or a librdkafka (kcat) file, whose path `origin` wrote as `path`. */
export function fileSettings(path: string, origin: SettingOrigin, faults: Faults): FoundSettings {
  const found: FoundSettings = {}
  for (const { key, value } of readProperties(path, origin, faults)) {
    const at = { name: key, from: path }
    const settings = KEYS.get(key)
    if (key === JAAS) Object.assign(found, jaasSettings(value, at, found, faults))
    else if (settings && value.trim() !== '')
      for (const setting of settings) found[setting] = { text: value, origin: at, folder: dirname(path) }
    else if (!settings) {
      const [near] = nearNames(key, [...KEYS.keys()], 1)
      if (near !== undefined) faults.add(at, 'There is no such setting.', `Did you mean ${near}?`)
    }
  }
  return found
}

function readProperties(path: string, origin: SettingOrigin, faults: Faults): Property[] {
  try {
    const bytes = readFileSync(path)
    return parseProperties(bytes.toString(isUtf8(bytes) ? 'utf8' : 'latin1'))
  } catch (e) {
    if (e instanceof MalformedEscape)
      faults.add(
        { name: `line ${e.line}`, from: path },
        'It has a \\u that no four hexadecimal digits follow.',
        'Write a backslash as \\\\.',
      )
    else
      faults.add(
        origin,
        `The settings file ${path} cannot be read (${(e as NodeJS.ErrnoException).code ?? 'unknown reason'}).`,
        'Give the path of a Java client.properties or a librdkafka configuration file.',
      )
    return []
  }
}

function jaasSettings(
  text: string,
  origin: SettingOrigin,
  found: FoundSettings,
  faults: Faults,
): FoundSettings {
  const jaas = parseJaas(text)
  if (!jaas) {
    faults.add(
      origin,
      'It is not a login module with its options.',
      'Write it as org.apache.kafka.common.security.plain.PlainLoginModule required username="…" password="…";',
    )
    return {}
  }
  if (!/^(Plain|Scram)LoginModule$/.test(jaas.module)) {
    faults.add(
      origin,
      `The login module ${jaas.module} is not supported.`,
      'Use PlainLoginModule or ScramLoginModule.',
    )
    return {}
  }
  const username = jaas.options.get('username')
  const password = jaas.options.get('password')
  return {
    ...(username === undefined ? {} : { username: { text: username, origin } }),
    ...(password === undefined ? {} : { password: { text: password, origin } }),
    // The module of PLAIN serves that mechanism alone; the one of SCRAM serves two.
    ...(jaas.module === 'PlainLoginModule' && !found.mechanism
      ? { mechanism: { text: 'PLAIN', origin } }
      : {}),
  }
}
