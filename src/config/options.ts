import { Secret } from '../secret'
import { clientSettings } from './client-settings'
import { type PasswordLogin, type TlsVerification } from './config'
import { type Faults } from './faults'
import { nearNames } from './near'
import { OPTION_NAMES, OPTION_PLACES } from './option-names'
import { SETTINGS } from './names'
import { type FoundSettings, type SettingOrigin } from './settings'

/** How the brokers are reached: in the clear or by TLS (SSL), with a login (SASL) or without. */
export type SecurityProtocol = 'PLAINTEXT' | 'SSL' | 'SASL_PLAINTEXT' | 'SASL_SSL'

/** A login by user name and password, or by an OAuth token. */
export type LoginOptions =
  | {
      readonly mechanism: PasswordLogin['mechanism'] | Uppercase<PasswordLogin['mechanism']>
      readonly username: string
      readonly password: string | Secret
    }
  | {
      readonly mechanism: 'oauthbearer' | 'OAUTHBEARER'
      /** A file that holds the token; it is read again for each connection. */
      readonly tokenFile?: string
      /** A command line whose standard output is the token; it is run when a new token is needed. */
      readonly tokenCommand?: string | Secret
      /** SASL extensions, such as `{ logicalCluster: 'lkc-1' }`. */
      readonly extensions?: Readonly<Record<string, string>>
    }

/** Settings given in code. They go before variables, files and folders, one by one. */
export interface ConnectOptions {
  /** `host:port`, several in a list or separated by commas; an IPv6 address in brackets. */
  readonly brokers?: string | readonly string[]
  /** A Java client.properties or a librdkafka (kcat) configuration file. */
  readonly configFile?: string
  /** A folder with ca.pem, and service.cert and service.key where the broker wants a client certificate. */
  readonly certFolder?: string
  /** Settings by the names of another client: Java's, librdkafka's or kafka-python's. Options of our own go before them. */
  readonly settings?: Readonly<Record<string, string | number | boolean | null | undefined>>
  /** By default what the other settings call for: certificates call for TLS, a login for SASL over TLS. */
  readonly securityProtocol?: SecurityProtocol
  /** PEM text, or the path of a PEM file or of a PKCS#12 store: certificates of the authorities to trust. */
  readonly ca?: string
  /** Of a PKCS#12 store in `ca`. */
  readonly truststorePassword?: string | Secret
  /** PEM text or path: the client certificate. A PKCS#12 store brings its key along. */
  readonly certificate?: string
  /** PEM text or path: the key of the client certificate. */
  readonly privateKey?: string | Secret
  /** Of an encrypted private key. */
  readonly passphrase?: string | Secret
  /** Of a PKCS#12 store in `certificate`. */
  readonly keystorePassword?: string | Secret
  /**
   * How far the broker's certificate is checked: `full` by default; `chain` for brokers whose certificates do not carry
   * their names (the authority is checked, `ca` is needed); `none` trusts whoever answers.
   */
  readonly tlsVerify?: TlsVerification
  readonly sasl?: LoginOptions
  /** Where schemas of messages are looked up. */
  readonly schemaRegistry?: {
    readonly url: string
    readonly username?: string
    readonly password?: string | Secret
    /** PEM text or path, where it is not a public authority. */
    readonly ca?: string
  }
}

export const fromOptions = (name: string): SettingOrigin => ({ name, from: 'options' })

const GROUPS = { sasl: '{ mechanism, username, password }', schemaRegistry: '{ url, username, password }' }

/** The settings given in code. Their types are checked again, because a notebook may be JavaScript. */
export function optionSettings(options: ConnectOptions, faults: Faults): FoundSettings {
  const values = new Map<string, unknown>()
  for (const [name, value] of Object.entries(options) as [string, unknown][])
    if (Object.hasOwn(GROUPS, name))
      for (const [inner, v] of membersOf(name as keyof typeof GROUPS, value, faults))
        values.set(`${name}.${inner}`, v)
    else values.set(name, value)
  refuseUnknown([...values.keys()], faults)

  const found: FoundSettings = otherClient(values.get('settings'), faults)
  for (const setting of SETTINGS) {
    const name = OPTION_NAMES[setting]
    const text = name === undefined ? undefined : asText(values.get(name), fromOptions(name), faults)
    if (name !== undefined && text !== undefined) found[setting] = { text, origin: fromOptions(name) }
  }
  return found
}

function membersOf(group: keyof typeof GROUPS, value: unknown, faults: Faults): [string, unknown][] {
  if (value === undefined || value === null) return []
  if (typeof value === 'object') return Object.entries(value)
  faults.add(fromOptions(group), 'It is not an object.', `Give ${GROUPS[group]}.`)
  return []
}

/** Settings under another client's names, as `settings: { 'bootstrap.servers': … }`. */
function otherClient(value: unknown, faults: Faults): FoundSettings {
  if (value === undefined || value === null) return {}
  if (typeof value !== 'object') {
    faults.add(fromOptions('settings'), 'It is not an object.', "Give { 'bootstrap.servers': … }.")
    return {}
  }
  const entries = Object.entries(value).flatMap(([name, v]: [string, unknown]) => {
    const text =
      typeof v === 'number' || typeof v === 'boolean' ? String(v) : asText(v, fromOptions(name), faults)
    return text === undefined ? [] : [[name, text] as const]
  })
  return clientSettings(entries, { from: 'options' }, faults)
}

const KNOWN = [...Object.values(OPTION_NAMES), ...OPTION_PLACES]

function refuseUnknown(names: readonly string[], faults: Faults): void {
  for (const name of names) {
    if (KNOWN.includes(name)) continue
    const group = name.includes('.') ? name.slice(0, name.indexOf('.') + 1) : ''
    const known = KNOWN.filter((k) => k.startsWith(group)).map((k) => k.slice(group.length))
    const [near] = nearNames(name.slice(group.length), known, 1)
    faults.add(
      fromOptions(name),
      'There is no such option.',
      near === undefined
        ? `There are ${known.filter((k) => !k.includes('.')).join(', ')}.`
        : `Did you mean ${group}${near}?`,
    )
  }
}

function asText(value: unknown, origin: SettingOrigin, faults: Faults): string | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value === 'string') return value
  if (value instanceof Secret) return value.reveal()
  if (Array.isArray(value) && value.every((v) => typeof v === 'string')) return value.join(',')
  if (origin.name === OPTION_NAMES.extensions && typeof value === 'object')
    return Object.entries(value)
      .map(([name, v]) => `${name}=${String(v)}`)
      .join(',')
  faults.add(origin, 'It is not a text.', 'Give it as a string.')
  return undefined
}
