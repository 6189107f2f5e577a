import { type Faults } from './faults'
import { COMPOUND, namedSettings } from './named-settings'
import { asVariable, OTHER_NAMES, SIDE_SETTINGS, VARIABLES } from './names'
import { nearNames } from './near'
import { type FoundSettings, type SettingOrigin } from './settings'

export const CONFIG_FILE_VARIABLE = 'KAFKA_CONFIG'
export const CERT_FOLDER_VARIABLE = 'KAFKA_CERTS'

const PLACES = [CONFIG_FILE_VARIABLE, CERT_FOLDER_VARIABLE]
const COMPOUND_VARIABLES = Object.keys(COMPOUND).map(asVariable)
const KNOWN = [...new Set([...PLACES, ...Object.values(VARIABLES).flat(), ...COMPOUND_VARIABLES])]
const OTHERS = OTHER_NAMES.map(asVariable)

const SIDE = [...SIDE_SETTINGS.flatMap((s) => VARIABLES[s]), ...COMPOUND_VARIABLES]
/** Those that by themselves mean that there is a Kafka to go to. */
const NAMING_A_KAFKA = KNOWN.filter((name) => !SIDE.includes(name))

export const fromEnvironment = (name: string): SettingOrigin => ({ name, from: 'environment' })

/** The value of a variable; an empty one counts as not set. */
export function variable(env: NodeJS.ProcessEnv, name: string): string | undefined {
  const value = env[name]
  return value === undefined || value.trim() === '' ? undefined : value
}

/** Names that look like a variable of ours with a typing error, where the right one is not set. */
function misspelt(env: NodeJS.ProcessEnv): { name: string; meant: string }[] {
  return Object.keys(env)
    .filter((name) => /^kafka_/i.test(name) && !KNOWN.includes(name) && !OTHERS.includes(name))
    .filter((name) => variable(env, name) !== undefined)
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
  return NAMING_A_KAFKA.some((name) => variable(env, name) !== undefined) || misspelt(env).length > 0
}

/** The settings that the `KAFKA_*` variables say. */
export function environmentSettings(env: NodeJS.ProcessEnv, faults: Faults): FoundSettings {
  for (const { name, meant } of misspelt(env))
    faults.add(fromEnvironment(name), 'There is no such setting.', `Did you mean ${meant}?`)
  return namedSettings(
    {
      find(name) {
        const text = variable(env, name)
        return text === undefined ? undefined : { text, origin: fromEnvironment(name) }
      },
      names: (setting) => VARIABLES[setting],
      spelling: asVariable,
    },
    faults,
  )
}
