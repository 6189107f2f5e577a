import { X509Certificate } from 'node:crypto'
import { now } from '../clock'
import { type Config, settingName } from '../config'
import { type CarnetError, carnetError } from '../errors'

/** The name on a certificate: its common name, or else its organisation. */
export function certificateName({ subject }: X509Certificate): string {
  const name = /^CN=(.*)$/m.exec(subject) ?? /^O=(.*)$/m.exec(subject)
  return name?.[1] ?? 'without a name'
}

/** The certificates of a PEM text, in its order. */
export const certificatesIn = (pem: string): X509Certificate[] =>
  [...pem.matchAll(/-----BEGIN [^]*?-----END [^-]*-----/g)].map(([block]) => new X509Certificate(block))

const dayOf = (date: string): string => new Date(date).toISOString().slice(0, 10)

/** The error for a client certificate that has expired; null where it is good, or there is none. */
export function expiredCertificate(config: Config): CarnetError | null {
  if (!config.tls?.cert) return null
  const { validTo } = new X509Certificate(config.tls.cert)
  if (new Date(validTo) > now()) return null
  return carnetError('TLS_CLIENT_CERTIFICATE_EXPIRED', {
    setting: settingName(config, 'certificate'),
    validTo: dayOf(validTo),
  })
}

/** Whether the client certificate is signed by an authority of the settings; null where one of the two is not given. */
export function signedByGivenCa({ tls }: Config): boolean | null {
  if (!tls?.cert || !tls.ca) return null
  const authorities = certificatesIn(tls.ca)
  // A client certificate may come with those between it and the authority.
  return certificatesIn(tls.cert).some((c) =>
    authorities.some((ca) => c.checkIssued(ca) && c.verify(ca.publicKey)),
  )
}

/** What a check of the certificates of the settings shows: the name of the setting, and a few words. */
export function certificateFacts(config: Config): { readonly name: string; readonly detail: string }[] {
  const { ca, cert, key } = config.tls ?? {}
  const facts = []
  if (ca) {
    const detail = certificatesIn(ca)
      .map((c) => `authority ${certificateName(c)}, valid to ${dayOf(c.validTo)}`)
      .join('; ')
    facts.push({ name: settingName(config, 'ca'), detail })
  }
  if (cert) {
    const certificate = new X509Certificate(cert)
    const signer = signedByGivenCa(config) === false ? ', not signed by the authority that is given' : ''
    const detail = `certificate of ${certificateName(certificate)}, valid to ${dayOf(certificate.validTo)}${signer}`
    facts.push({ name: settingName(config, 'certificate'), detail })
  }
  if (key) facts.push({ name: settingName(config, 'privateKey'), detail: 'key of that certificate' })
  return facts
}

/** Who the broker sees, as far as the settings tell: the user name, or the name on the client certificate; null else. */
export function userOf({ sasl, tls }: Config): string | null {
  if (sasl) return 'username' in sasl ? sasl.username : null
  return tls?.cert ? `CN=${certificateName(new X509Certificate(tls.cert))}` : null
}
