import { type Config } from './config'
import { CLIENT_NAMES, VARIABLES } from './names'
import { OPTION_NAMES } from './option-names'
import { type FoundSettings, type SettingName, type SettingOrigin } from './settings'

/** How a setting that is not there is called in the form in which those that belong to it are written. */
export function missingSetting(
  found: FoundSettings,
  setting: SettingName,
  neighbours: readonly SettingName[] = ['ca', 'certificate', 'privateKey', 'protocol', 'brokers'],
): SettingOrigin {
  return asWrittenIn(
    neighbours.map((s) => found[s]?.origin.from).find((f) => f !== undefined),
    setting,
  )
}

/** How the user wrote a setting; one that is not there, as it is called in the form in which the brokers are written. */
export function settingName({ origins }: Config, setting: SettingName): string {
  const written = origins.find((o) => o.sets.includes(setting))
  return written?.name ?? asWrittenIn(origins.find((o) => o.sets.includes('brokers'))?.from, setting).name
}

function asWrittenIn(from: string | undefined, setting: SettingName): SettingOrigin {
  const [property] = CLIENT_NAMES[setting] as readonly (string | undefined)[]
  const option = OPTION_NAMES[setting]
  if (from === 'options' && option !== undefined) return { name: option, from }
  return from === undefined || from === 'environment' || property === undefined
    ? { name: VARIABLES[setting][0], from: 'environment' }
    : { name: property, from }
}
