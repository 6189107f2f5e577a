import { fileURLToPath } from 'node:url'
import { type Faults } from './faults'
import { parseJaas } from './jaas'
import { SETTINGS } from './names'
import { type Found, type FoundSettings, type SettingName, type SettingOrigin } from './settings'

/** A place where settings stand by name: a file, an object, the environment. */
export interface NamedPlace {
  /** What stands there under that name of a client (`ssl.ca.location`) or of the place's own. */
  find(name: string): Found | undefined
  /** The names under which the place has a setting; the first that is there counts. */
  names(setting: SettingName): readonly string[]
  /** How the place calls a name of a client. */
  spelling(name: string): string
}

/** Text and path of one certificate or key are given side by side by hosts: two of these are no contradiction. */
const SEVERAL_ALLOWED: readonly SettingName[] = ['ca', 'certificate', 'privateKey', 'tokenService']

/** The settings of a place, those whose value says several things at once included. */
export function namedSettings(place: NamedPlace, faults: Faults): FoundSettings {
  const found: FoundSettings = {}
  for (const [name, read] of Object.entries(COMPOUND)) {
    const written = place.find(place.spelling(name))
    if (written && (written.text.trim() !== '' || name === ENDPOINT_ALGORITHM))
      Object.assign(found, read(written, faults))
  }
  for (const setting of SETTINGS) {
    const written = place.names(setting).flatMap((name) => place.find(name) ?? [])
    const set = written.filter((f) => f.text.trim() !== '')
    if (!set.length) continue
    found[setting] = set[0]
    const other = set.find((f) => plain(f.text) !== plain(set[0].text))
    if (other && !SEVERAL_ALLOWED.includes(setting))
      faults.add(
        other.origin,
        `It says something else than ${set[0].origin.name}.`,
        `Unset one of ${set.map((f) => f.origin.name).join(' and ')}.`,
      )
  }
  return found
}

/** Without what does not change the meaning: blanks around, and the scheme of a broker's address. */
const plain = (text: string): string => text.trim().replaceAll(/[a-z_+]+:\/\//gi, '')

type ReadCompound = (written: Found, faults: Faults) => FoundSettings

const isFalse = (text: string): boolean => /^(false|no|0|off)$/i.test(text.trim())

const weakened =
  (level: 'chain' | 'none', asks: (text: string) => boolean): ReadCompound =>
  (written) =>
    asks(written.text) ? { weakened: { ...written, text: level } } : {}

// Java switches the check of the host name off by an empty value.
const ENDPOINT_ALGORITHM = 'ssl.endpoint.identification.algorithm'

/** Names whose value says something else than what the setting is, or more than one thing. Later ones go before earlier ones. */
export const COMPOUND: Readonly<Record<string, ReadCompound>> = {
  'sasl.jaas.config': jaasSettings,
  // Java's FileJwtRetriever takes a file: URL here.
  'sasl.oauthbearer.token.endpoint.url': (written) =>
    /^file:/i.test(written.text.trim())
      ? { tokenFile: { ...written, text: fileOfUrl(written.text.trim()) } }
      : { tokenService: written },
  'basic.auth.user.info': userInfo,
  'schema.registry.basic.auth.user.info': userInfo,
  [ENDPOINT_ALGORITHM]: weakened('chain', (text) => /^\s*(none)?\s*$/i.test(text)),
  ssl_check_hostname: weakened('chain', isFalse),
  'enable.ssl.certificate.verification': weakened('none', isFalse),
}

/** A URL that is none is looked for as it stands, and then reported as a file that is not there. */
function fileOfUrl(url: string): string {
  try {
    return fileURLToPath(url)
  } catch {
    return url
  }
}

/** `user:password` of a schema registry. */
function userInfo({ text, origin }: Found): FoundSettings {
  const [, username = text, password] = /^([^:]*):([^]*)$/.exec(text) ?? []
  if (!username.trim()) return {}
  return {
    registryUsername: { text: username, origin },
    ...(password === undefined ? {} : { registryPassword: { text: password, origin } }),
  }
}

function jaasSettings({ text, origin }: Found, faults: Faults): FoundSettings {
  const jaas = parseJaas(text)
  if (!jaas) {
    faults.add(
      origin,
      'It is not a login module with its options.',
      'Write it as org.apache.kafka.common.security.plain.PlainLoginModule required username="…" password="…";',
    )
    return {}
  }
  switch (jaas.module) {
    case 'PlainLoginModule':
      // The module of PLAIN serves that mechanism alone; the one of SCRAM serves two.
      return { ...jaasLogin(jaas.options, origin), mechanism: { text: 'PLAIN', origin } }
    case 'ScramLoginModule':
      return jaasLogin(jaas.options, origin)
    case 'OAuthBearerLoginModule':
      return jaasToken(jaas.options, origin)
  }
  faults.add(
    origin,
    `The login module ${jaas.module} is not supported.`,
    'Use PlainLoginModule, ScramLoginModule or OAuthBearerLoginModule.',
  )
  return {}
}

function jaasLogin(options: ReadonlyMap<string, string>, origin: SettingOrigin): FoundSettings {
  const username = options.get('username')
  const password = options.get('password')
  return {
    ...(username === undefined ? {} : { username: { text: username, origin } }),
    ...(password === undefined ? {} : { password: { text: password, origin } }),
  }
}

function jaasToken(options: ReadonlyMap<string, string>, origin: SettingOrigin): FoundSettings {
  const [clientId, clientSecret] = [options.get('clientId'), options.get('clientSecret')]
  const extensions = [...options].flatMap(([name, value]) =>
    name.startsWith('extension_') ? `${name.slice('extension_'.length)}=${value}` : [],
  )
  return {
    mechanism: { text: 'OAUTHBEARER', origin },
    ...(clientId === undefined ? {} : { tokenService: { text: clientId, origin } }),
    ...(clientSecret === undefined ? {} : { clientSecret: { text: clientSecret, origin } }),
    ...(extensions.length ? { extensions: { text: extensions.join(','), origin } } : {}),
  }
}
