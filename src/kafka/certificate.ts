import { X509Certificate } from 'node:crypto'
import { now } from '../clock'
import { type Config } from '../config'
import { type CarnetError, carnetError } from '../errors'

const NAMES = {
  ca: /(^|[._])ca([._]|$)|truststore/i,
  certificate: /cert(ificate)?([._]|$)|keystore/i,
} as const

/** How the user wrote the setting that gave the CA or the client certificate. */
export function certificateSetting(config: Config, which: keyof typeof NAMES): string {
  return config.origins.find((o) => NAMES[which].test(o.name))?.name ?? which
}

/** The error for a client certificate that has expired; null where it is good, or there is none. */
export function expiredCertificate(config: Config): CarnetError | null {
  if (!config.tls?.cert) return null
  const validTo = new Date(new X509Certificate(config.tls.cert).validTo)
  if (validTo > now()) return null
  return carnetError('TLS_CLIENT_CERTIFICATE_EXPIRED', {
    setting: certificateSetting(config, 'certificate'),
    validTo: validTo.toISOString().slice(0, 10),
  })
}
