import { type SettingName } from './settings'

/** The option of each setting that has one. */
export const OPTION_NAMES: Readonly<Partial<Record<SettingName, string>>> = {
  brokers: 'brokers',
  protocol: 'securityProtocol',
  ca: 'ca',
  truststorePassword: 'truststorePassword',
  certificate: 'certificate',
  privateKey: 'privateKey',
  passphrase: 'passphrase',
  keystorePassword: 'keystorePassword',
  tlsVerify: 'tlsVerify',
  mechanism: 'sasl.mechanism',
  username: 'sasl.username',
  password: 'sasl.password',
  tokenFile: 'sasl.tokenFile',
  tokenCommand: 'sasl.tokenCommand',
  extensions: 'sasl.extensions',
  registryUrl: 'schemaRegistry.url',
  registryUsername: 'schemaRegistry.username',
  registryPassword: 'schemaRegistry.password',
  registryCa: 'schemaRegistry.ca',
}

/** Options that name a place of settings, or hold several. */
export const OPTION_PLACES: readonly string[] = [
  'configFile',
  'certFolder',
  'settings',
  'sasl',
  'schemaRegistry',
]
