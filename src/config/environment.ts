import { type SettingOrigin } from './config'
import { type Faults } from './faults'
import { nearNames } from './near'
import { type FoundSettings, type SettingName } from './settings'

/** The variables of each setting; the first that is set counts. */
const VARIABLES: Readonly<Record<Exclude<SettingName, 'passphrase'>, readonly string[]>> = {
  brokers: ['KAFKA_BROKERS', 'KAFKA_BOOTSTRAP_SERVERS'],
  protocol: ['KAFKA_SECURITY_PROTOCOL'],
  ca: ['KAFKA_CA', 'KAFKA_CA_PATH'],
  certificate: ['KAFKA_CERTIFICATE', 'KAFKA_CERTIFICATE_PATH'],
  privateKey: ['KAFKA_PRIVATE_KEY', 'KAFKA_PRIVATE_KEY_PATH'],
  mechanism: ['KAFKA_SASL_MECHANISM'],
  username: ['KAFKA_SASL_USERNAME', 'KAFKA_USERNAME'],
  password: ['KAFKA_SASL_PASSWORD', 'KAFKA_PASSWORD'],
}

/** Hosts give the same certificate as text and as a file: two of these are no contradiction. */
const TEXT_AND_PATH: readonly string[] = ['ca', 'certificate', 'privateKey']

export const CONFIG_FILE_VARIABLE = 'KAFKA_CONFIG'
export const CERT_FOLDER_VARIABLE = 'KAFKA_CERTS'

const KNOWN = [CONFIG_FILE_VARIABLE, CERT_FOLDER_VARIABLE, ...Object.values(VARIABLES).flat()]

export const fromEnvironment = (name: string): SettingOrigin => ({ name, from: 'environment' })

/** The value of a variable; an empty one counts as not set. */
export function variable(env: NodeJS.ProcessEnv, name: string): string | undefined {
  const value = env[name]
  return value === undefined || value.trim() === '' ? undefined : value
}

/** Names that look like a variable of ours with a typing error, where the right one is not set. */
function misspelt(env: NodeJS.ProcessEnv): { name: string; meant: string }[] {
  return Object.keys(env)
    .filter((name) => /^kafka_/i.test(name) && !KNOWN.includes(name) && variable(env, name) !== undefined)
    .sort()
    .flatMap((name) => {
      const meant = nearSuffix(name)
      return meant === undefined || variable(env, meant) !== undefined ? [] : [{ name, meant }]
    })
}

/** Compared without the common `KAFKA_`, so that short names must match more closely. */
function nearSuffix(name: string): string | undefined {
  const [near] = nearNames(
    name.slice('KAFKA_'.length),
    KNOWN.map((k) => k.slice('KAFKA_'.length)),
    1,
  )
  return near === undefined ? undefined : `KAFKA_${near}`
}

/**
 * Whether the environment names a Kafka: a variable of ours is set, or one that is ours but for a typing error (which
 * readConfig then explains; ignoring it would read another Kafka than the one that was meant).
 */
export function hasKafkaSettings(env: NodeJS.ProcessEnv = process.env): boolean {
  return KNOWN.some((name) => variable(env, name) !== undefined) || misspelt(env).length > 0
}

/** The settings that the `KAFKA_*` variables say. */
export function environmentSettings(env: NodeJS.ProcessEnv, faults: Faults): FoundSettings {
  for (const { name, meant } of misspelt(env))
    faults.add(fromEnvironment(name), 'There is no such setting.', `Did you mean ${meant}?`)

  const found: FoundSettings = {}
  for (const [setting, names] of Object.entries(VARIABLES) as [SettingName, readonly string[]][]) {
    const set = names.flatMap((name) => {
      const text = variable(env, name)
      return text === undefined ? [] : [{ text, origin: fromEnvironment(name) }]
    })
    if (!set.length) continue
    found[setting] = set[0]
    if (!TEXT_AND_PATH.includes(setting) && set.some((s) => s.text.trim() !== set[0].text.trim()))
      faults.add(
        set[1].origin,
        `It says something else than ${set[0].origin.name}.`,
        `Unset one of ${names.join(' and ')}.`,
      )
  }
  return found
}
