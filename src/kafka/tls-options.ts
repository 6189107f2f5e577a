import { type SecureContextOptions } from 'node:tls'
import { type Tls } from '../config'

/** What Node's TLS needs. Certificates of the broker are always verified. */
export function tlsOptions(tls: Tls): SecureContextOptions & { readonly rejectUnauthorized: true } {
  return {
    rejectUnauthorized: true,
    ...(tls.ca !== null && { ca: tls.ca }),
    ...(tls.cert !== null && { cert: tls.cert }),
    ...(tls.key && { key: tls.key.reveal() }),
    ...(tls.passphrase && { passphrase: tls.passphrase.reveal() }),
  }
}
