export { type Config, type Sasl, type SettingOrigin, type Tls } from './config'
export { hasKafkaSettings } from './environment'
export { type ConnectOptions, type SecurityProtocol } from './options'
export { readConfig, secretsOf } from './read'
