import { X509Certificate } from 'node:crypto'
import { type Config } from './config'
import { SECRET_SETTINGS, SETTINGS } from './names'
import { OPTION_NAMES } from './option-names'
import { certificateBlocks } from './pem'
import { type SettingName, type SettingOrigin } from './settings'

/** One setting that counts, and where it was written. */
export interface SettingLine {
  /** As the option in code is called: `brokers`, `sasl.username` … */
  readonly setting: string
  /** Null for a secret, which is set and not shown. */
  readonly value: string | null
  /** Null where it follows from the other settings. */
  readonly origin: SettingOrigin | null
}

/** Every setting that counts, with its place and without its secrets. */
export function listSettings(config: Config): SettingLine[] {
  const values = valuesOf(config)
  return SETTINGS.flatMap((setting) => {
    const source = config.origins.find((o) => o.sets.includes(setting))
    const name = OPTION_NAMES[setting]
    const value = values[setting] ?? null
    const secret = SECRET_SETTINGS.includes(setting)
    if (name === undefined || (secret ? !source : value === null)) return []
    const origin = source ? { name: source.name, from: source.from } : null
    return { setting: name, value: secret ? null : value, origin }
  })
}

function valuesOf({
  brokers,
  tls,
  sasl,
  schemaRegistry,
}: Config): Partial<Record<SettingName, string | null>> {
  const login = sasl?.mechanism === 'oauthbearer' ? null : sasl
  const tokenLogin = sasl?.mechanism === 'oauthbearer' ? sasl : null
  return {
    brokers: brokers.join(', '),
    protocol: `${sasl ? 'SASL_' : ''}${tls ? 'SSL' : 'PLAINTEXT'}`,
    ca: tls && (tls.ca === null ? 'public authorities' : certificateBlocks(tls.ca).map(inWords).join('; ')),
    certificate: tls?.cert ? inWords(tls.cert) : null,
    tlsVerify: tls?.verify ?? null,
    mechanism: sasl?.mechanism.toUpperCase() ?? null,
    username: login?.username ?? null,
    tokenFile: tokenLogin?.token.from === 'file' ? tokenLogin.token.file : null,
    extensions: tokenLogin
      ? Object.entries(tokenLogin.extensions)
          .map(([name, value]) => `${name}=${value}`)
          .join(', ') || null
      : null,
    registryUrl: schemaRegistry?.url ?? null,
    registryUsername: schemaRegistry?.username ?? null,
    registryCa: schemaRegistry?.ca ? certificateBlocks(schemaRegistry.ca).map(inWords).join('; ') : null,
  }
}

/** Of the first certificate of a PEM text. */
function inWords(pem: string): string {
  const { subject, validTo } = new X509Certificate(pem)
  return `${subject.split('\n').join(', ')}, valid to ${new Date(validTo).toISOString().slice(0, 10)}`
}
