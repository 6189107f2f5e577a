export {
  type Config,
  type PasswordLogin,
  type Sasl,
  type SchemaRegistry,
  type SettingSource,
  type Tls,
  type TlsVerification,
  type TokenLogin,
} from './config'
export { hasKafkaSettings } from './environment'
export { listSettings, type SettingLine } from './listing'
export { settingName } from './missing'
export { type ConnectOptions, type LoginOptions, type SecurityProtocol } from './options'
export { clearPasswordNote } from './registry'
export { readConfig, readRegistryConfig, secretsOf } from './read'
export { type SettingName, type SettingOrigin } from './settings'
export { freshToken } from './token'
