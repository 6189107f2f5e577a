import { type SettingOrigin } from './config'

/** The settings that carnet knows, whatever form they are written in. */
export type SettingName =
  | 'brokers'
  | 'protocol'
  | 'ca'
  | 'certificate'
  | 'privateKey'
  | 'passphrase'
  | 'mechanism'
  | 'username'
  | 'password'

/** A setting as it was written. It may hold a secret: never print `text`. */
export interface Found {
  readonly text: string
  readonly origin: SettingOrigin
  /** Where a relative path is looked for if the working folder does not have it: the folder of the settings file. */
  readonly folder?: string
}

/** What one form of settings says; absent is not said. */
export type FoundSettings = Partial<Record<SettingName, Found>>
