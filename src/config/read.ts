import { type Secret } from '../secret'
import { buildConfig } from './build'
import { folderSettings } from './cert-folder'
import { type Config, type SettingOrigin } from './config'
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
import { type FoundSettings } from './settings'

/**
 * Settings from all their forms, checked: options, then `KAFKA_*` variables, then the properties file, then the folder
 * of PEM files; each setting counts where it is found first. The result is frozen, its secrets do not print.
 * Throws CONFIG_INVALID, which lists every fault at once.
 */
export function readConfig(options: ConnectOptions = {}, env: NodeJS.ProcessEnv = process.env): Config {
  const faults = new Faults()
  const folder = place(options.certFolder, 'certFolder', env, CERT_FOLDER_VARIABLE)
  const file = place(options.configFile, 'configFile', env, CONFIG_FILE_VARIABLE)
  const found: FoundSettings = {
    ...(folder ? folderSettings(folder.path, folder.origin, faults) : {}),
    ...(file ? fileSettings(file.path, file.origin, faults) : {}),
    ...environmentSettings(env, faults),
    ...optionSettings(options, faults),
  }
  const config = buildConfig(found, faults)
  faults.throwIfAny()
  return deepFreeze(config)
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

/** Every secret of the settings, for those who must make sure that none is shown. */
export function secretsOf(config: Config): readonly Secret[] {
  return [config.sasl?.password, config.tls?.key, config.tls?.passphrase].filter((s) => s != null)
}
