import { type Secret } from '../secret'
import { buildConfig } from './build'
import { folderSettings } from './cert-folder'
import { type Config, type SchemaRegistry } from './config'
import {
  CERT_FOLDER_VARIABLE,
  CONFIG_FILE_VARIABLE,
  environmentSettings,
  fromEnvironment,
  variable,
} from './environment'
import { Faults } from './faults'
import { deepFreeze } from './freeze'
import { type ConnectOptions, fromOptions, optionSettings } from './options'
import { fileSettings } from './properties-file'
import { readRegistry } from './registry'
import { type FoundSettings, type SettingName, type SettingOrigin } from './settings'
import { knownTokens } from './token'

/**
 * Settings from all their forms, checked: options, then `KAFKA_*` variables, then the properties file, then the folder
 * of PEM files; each setting counts where it is found first. The result is frozen, its secrets do not print.
 * Throws CONFIG_INVALID, which lists every fault at once.
 */
export function readConfig(options: ConnectOptions = {}, env: NodeJS.ProcessEnv = process.env): Config {
  const faults = new Faults()
  const config = buildConfig(findSettings(options, env, faults), env, faults)
  faults.throwIfAny()
  return deepFreeze(config)
}

/**
 * The schema registry of the same settings, for work without a broker; null where none is named. Throws CONFIG_INVALID.
 */
export function readRegistryConfig(
  options: ConnectOptions = {},
  env: NodeJS.ProcessEnv = process.env,
): SchemaRegistry | null {
  const faults = new Faults()
  const registry = readRegistry(findSettings(options, env, faults), faults)
  faults.throwIfAny()
  return deepFreeze(registry)
}

function findSettings(options: ConnectOptions, env: NodeJS.ProcessEnv, faults: Faults): FoundSettings {
  const folder = place(options.certFolder, 'certFolder', env, CERT_FOLDER_VARIABLE)
  const file = place(options.configFile, 'configFile', env, CONFIG_FILE_VARIABLE)
  return [
    folder ? folderSettings(folder.path, folder.origin, faults) : {},
    file ? fileSettings(file.path, file.origin, faults) : {},
    environmentSettings(env, faults),
    optionSettings(options, faults),
  ].reduce(withPlaceAbove)
}

/** The settings of a place over those of one that counts less; of two ways to log in, the one above stays. */
function withPlaceAbove(below: FoundSettings, above: FoundSettings): FoundSettings {
  const left = { ...below }
  const leave = (...settings: SettingName[]): void => settings.forEach((s) => delete left[s])
  if (above.tokenFile ?? above.tokenCommand)
    leave('mechanism', 'username', 'password', 'tokenFile', 'tokenCommand')
  if (above.username ?? above.password) leave('tokenFile', 'tokenCommand', 'tokenService', 'clientSecret')
  return { ...left, ...above }
}

function place(
  option: unknown,
  name: string,
  env: NodeJS.ProcessEnv,
  variableName: string,
): { path: string; origin: SettingOrigin } | null {
  if (typeof option === 'string') return { path: option, origin: fromOptions(name) }
  const path = variable(env, variableName)
  return path === undefined ? null : { path, origin: fromEnvironment(variableName) }
}

/** Every secret of the settings as far as it is known, for those who must make sure that none is shown. */
export function secretsOf(config: Config): readonly Secret[] {
  const { sasl, secrets } = config
  return sasl?.mechanism === 'oauthbearer' ? [...secrets, ...knownTokens(sasl)] : secrets
}
