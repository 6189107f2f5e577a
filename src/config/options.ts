import { Secret } from '../secret'
import { type Sasl, type SettingOrigin } from './config'
import { type Faults } from './faults'
import { nearNames } from './near'
import { type FoundSettings, type SettingName } from './settings'

/** How the brokers are reached: in the clear or by TLS (SSL), with a login (SASL) or without. */
export type SecurityProtocol = 'PLAINTEXT' | 'SSL' | 'SASL_PLAINTEXT' | 'SASL_SSL'

/** Settings given in code. They go before variables, files and folders, one by one. */
export interface ConnectOptions {
  /** `host:port`, several in a list or separated by commas. */
  readonly brokers?: string | readonly string[]
  /** A Java client.properties or a librdkafka (kcat) configuration file. */
  readonly configFile?: string
  /** A folder with ca.pem, and service.cert and service.key where the broker wants a client certificate. */
  readonly certFolder?: string
  /** By default what the other settings call for: certificates call for TLS, a login for SASL over TLS. */
  readonly securityProtocol?: SecurityProtocol
  /** PEM text, or the path of a PEM file: certificates of the authorities to trust. */
  readonly ca?: string
  /** PEM text or path: the client certificate. */
  readonly certificate?: string
  /** PEM text or path: the key of the client certificate. */
  readonly privateKey?: string | Secret
  /** Of an encrypted private key. */
  readonly passphrase?: string | Secret
  readonly sasl?: {
    readonly mechanism: Sasl['mechanism'] | Uppercase<Sasl['mechanism']>
    readonly username: string
    readonly password: string | Secret
  }
}

const NAMES: Readonly<
  Record<Exclude<keyof ConnectOptions, 'configFile' | 'certFolder' | 'sasl'>, SettingName>
> = {
  brokers: 'brokers',
  securityProtocol: 'protocol',
  ca: 'ca',
  certificate: 'certificate',
  privateKey: 'privateKey',
  passphrase: 'passphrase',
}
const SASL_NAMES = ['mechanism', 'username', 'password'] as const
const PLACES = ['configFile', 'certFolder'] as const

export const fromOptions = (name: string): SettingOrigin => ({ name, from: 'options' })

/** The settings given in code. Their types are checked again, because a notebook may be JavaScript. */
export function optionSettings(options: ConnectOptions, faults: Faults): FoundSettings {
  const found: FoundSettings = {}
  const take = (setting: SettingName, name: string, value: unknown): void => {
    const text = asText(value, fromOptions(name), faults)
    if (text !== undefined) found[setting] = { text, origin: fromOptions(name) }
  }

  refuseUnknown(options, '', [...Object.keys(NAMES), ...PLACES, 'sasl'], faults)
  for (const [name, setting] of Object.entries(NAMES) as [keyof typeof NAMES, SettingName][])
    take(setting, name, options[name])

  const sasl: unknown = options.sasl
  if (sasl === undefined || sasl === null) return found
  if (typeof sasl !== 'object') {
    faults.add(fromOptions('sasl'), 'It is not an object.', 'Give { mechanism, username, password }.')
    return found
  }
  refuseUnknown(sasl, 'sasl.', SASL_NAMES, faults)
  for (const name of SASL_NAMES) take(name, `sasl.${name}`, (sasl as Record<string, unknown>)[name])
  return found
}

function refuseUnknown(given: object, prefix: string, known: readonly string[], faults: Faults): void {
  for (const name of Object.keys(given))
    if (!known.includes(name)) {
      const [near] = nearNames(name, known, 1)
      faults.add(
        fromOptions(prefix + name),
        'There is no such option.',
        near === undefined ? `There are ${known.join(', ')}.` : `Did you mean ${prefix}${near}?`,
      )
    }
}

function asText(value: unknown, origin: SettingOrigin, faults: Faults): string | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value === 'string') return value
  if (value instanceof Secret) return value.reveal()
  if (Array.isArray(value) && value.every((v) => typeof v === 'string')) return value.join(',')
  faults.add(origin, 'It is not a text.', 'Give it as a string.')
  return undefined
}
