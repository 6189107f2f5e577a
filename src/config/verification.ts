import { type TlsVerification } from './config'
import { type Faults } from './faults'
import { nearNames } from './near'
import { type FoundSettings } from './settings'

const VERIFICATIONS: readonly TlsVerification[] = ['full', 'chain', 'none']

/**
 * How far the broker's certificate is to be checked. Less than all of it only by carnet's own word: other clients'
 * settings for it are copied without a thought.
 */
export function readVerification(found: FoundSettings, faults: Faults): TlsVerification {
  const { tlsVerify, weakened, ca } = found
  if (!tlsVerify) {
    if (weakened)
      faults.add(
        weakened.origin,
        weakened.text === 'none'
          ? "It would switch the check of the broker's certificate off, and carnet does not do that on this word."
          : "It would switch the check of the broker's name off, and carnet does not do that on this word.",
        weakened.text === 'none'
          ? 'Remove it, and give the CA certificate of the service; to go without the check all the same, set KAFKA_TLS_VERIFY=none.'
          : 'Remove it; where the certificates of the brokers do not carry their names, set KAFKA_TLS_VERIFY=chain, which still checks the authority.',
      )
    return 'full'
  }
  const written = tlsVerify.text.trim().toLowerCase()
  const known = VERIFICATIONS.find((v) => v === written)
  if (known === 'chain' && !ca)
    faults.add(
      tlsVerify.origin,
      'Without the check of the name, any certificate of a public authority would do.',
      'Give the CA certificate of the service too.',
    )
  if (known) return known
  const [near] = nearNames(written, VERIFICATIONS, 1)
  faults.add(
    tlsVerify.origin,
    `"${tlsVerify.text.trim()}" is no way to check a certificate.`,
    near === undefined
      ? 'Set it to full, chain (the authority, not the name) or none.'
      : `Did you mean ${near}?`,
  )
  return 'full'
}
