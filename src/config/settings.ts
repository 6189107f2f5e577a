/** The settings that carnet knows, whatever form they are written in. */
export type SettingName =
  | 'brokers'
  | 'protocol'
  | 'ca'
  | 'truststorePassword'
  | 'certificate'
  | 'privateKey'
  | 'passphrase'
  | 'keystorePassword'
  | 'tlsVerify'
  /** Another client's word for checking less (`chain` or `none`), which is not enough by itself. */
  | 'weakened'
  | 'mechanism'
  | 'username'
  | 'password'
  | 'tokenFile'
  | 'tokenCommand'
  /** Another client's way of fetching tokens, which carnet does not go. */
  | 'tokenService'
  | 'clientSecret'
  | 'extensions'
  | 'registryUrl'
  | 'registryUsername'
  | 'registryPassword'
  | 'registryCa'

/** Where a setting came from: the name as the user wrote it, and the place. */
export interface SettingOrigin {
  /** `KAFKA_BROKERS`, `ssl.ca.location`, `ca.pem` … */
  readonly name: string
  /** `environment`, `options`, or a file as the user wrote it. */
  readonly from: string
}

/** A setting as it was written. It may hold a secret: never print `text`. */
export interface Found {
  readonly text: string
  readonly origin: SettingOrigin
  /** Where a relative path is looked for if the working folder does not have it: the folder of the settings file. */
  readonly folder?: string
}

/** What one form of settings says; absent is not said. */
export type FoundSettings = Partial<Record<SettingName, Found>>
