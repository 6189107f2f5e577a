import { type Secret } from '../secret'
import { type SettingName, type SettingOrigin } from './settings'

/** How far the broker's certificate is checked. */
export type TlsVerification =
  /** Authority and host name: what is done unless the user writes otherwise. */
  | 'full'
  /** The authority alone, for brokers whose certificates do not carry their names (Heroku). */
  | 'chain'
  /** Not at all: whoever stands between can read and change everything. */
  | 'none'

/** How the brokers are reached over TLS. PEM texts, never paths: reading the files is over by then. */
export interface Tls {
  /** Certificates of the authorities to trust, instead of the public ones; null trusts the public ones. */
  readonly ca: string | null
  /** The client certificate and its key, for brokers that ask for one. */
  readonly cert: string | null
  readonly key: Secret | null
  readonly passphrase: Secret | null
  /** Other than `full` only where the user wrote carnet's own setting for it. */
  readonly verify: TlsVerification
}

/** A login by user name and password. */
export interface PasswordLogin {
  readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512'
  readonly username: string
  readonly password: Secret
}

/** A login by an OAuth token, which is fetched when one is needed: `freshToken`. */
export interface TokenLogin {
  readonly mechanism: 'oauthbearer'
  readonly token: TokenFile | TokenCommand
  /** SASL extensions (RFC 7628), such as `logicalCluster`; empty where there are none. */
  readonly extensions: Readonly<Record<string, string>>
}

/** A file that holds the token and nothing else. */
export interface TokenFile {
  readonly from: 'file'
  readonly file: string
  /** The setting that named it. */
  readonly setting: string
}

/** A command whose standard output is the token. It does not print: a client's secret may be part of it. */
export interface TokenCommand {
  readonly from: 'command'
  readonly command: Secret
  /** The setting that named it. */
  readonly setting: string
}

export type Sasl = PasswordLogin | TokenLogin

/** Where schemas are looked up. */
export interface SchemaRegistry {
  /** `http://…` or `https://…`, without a login in it and without a slash at the end. */
  readonly url: string
  readonly username: string | null
  readonly password: Secret | null
  /** PEM certificates of the authorities to trust, instead of the public ones; null trusts the public ones. */
  readonly ca: string | null
}

/** A place that settings came from, and which they are. */
export interface SettingSource extends SettingOrigin {
  readonly sets: readonly SettingName[]
}

/** Everything needed to reach a cluster: checked, complete, frozen. */
export interface Config {
  /** `host:port`, an IPv6 host in brackets; one or more. */
  readonly brokers: readonly string[]
  readonly tls: Tls | null
  readonly sasl: Sasl | null
  readonly schemaRegistry: SchemaRegistry | null
  /** Each place once. */
  readonly origins: readonly SettingSource[]
  /** What is allowed and yet should be known, such as a certificate check that is off. Sentences. */
  readonly notes: readonly string[]
  /** Every secret that was written, used or not, for those who must make sure that none is shown: `secretsOf`. */
  readonly secrets: readonly Secret[]
}
