import { type Secret } from '../secret'

/** How the brokers are reached over TLS. PEM texts, never paths: reading the files is over by then. */
export interface Tls {
  /** Certificates of the authorities to trust, instead of the public ones; null trusts the public ones. */
  readonly ca: string | null
  /** The client certificate and its key, for brokers that ask for one. */
  readonly cert: string | null
  readonly key: Secret | null
  readonly passphrase: Secret | null
}

export interface Sasl {
  readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512'
  readonly username: string
  readonly password: Secret
}

/** Where a setting came from: the name as the user wrote it, and the place. */
export interface SettingOrigin {
  /** `KAFKA_BROKERS`, `ssl.ca.location`, `ca.pem` … */
  readonly name: string
  /** `environment`, `options`, or a file as the user wrote it. */
  readonly from: string
}

/** Everything needed to reach a cluster: checked, complete, frozen. */
export interface Config {
  /** `host:port`, one or more. */
  readonly brokers: readonly string[]
  readonly tls: Tls | null
  readonly sasl: Sasl | null
  readonly origins: readonly SettingOrigin[]
}
