import { type ConnectionOptions } from 'node:tls'
import { type Tls } from '../config'

/** What Node's TLS needs. The broker's certificate is verified whatever the environment says, unless the settings say less. */
export function tlsOptions(tls: Tls): ConnectionOptions & { readonly rejectUnauthorized: boolean } {
  return {
    rejectUnauthorized: tls.verify !== 'none',
    ...(tls.verify === 'chain' && { checkServerIdentity: () => undefined }),
    ...(tls.ca !== null && { ca: tls.ca }),
    ...(tls.cert !== null && { cert: tls.cert }),
    ...(tls.key && { key: tls.key.reveal() }),
    ...(tls.passphrase && { passphrase: tls.passphrase.reveal() }),
  }
}
