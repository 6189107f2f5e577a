import { createPrivateKey, X509Certificate } from 'node:crypto'
import { Secret } from '../secret'
import { type Tls } from './config'
import { type Credentials, GIVE_PEM, readCredentials, type StorePassword } from './credentials'
import { type Faults } from './faults'
import { missingSetting } from './missing'
import { isEncryptedKey } from './pem'
import { type Found, type FoundSettings } from './settings'
import { readVerification } from './verification'

/** The certificates and keys of the settings, read and checked. What is wrong goes into `faults`. */
export function readTls(found: FoundSettings, faults: Faults): Tls {
  const verify = readVerification(found, faults)
  const ca = found.ca ? readAuthorities(found.ca, storePassword(found, 'truststorePassword'), faults) : null
  return { ca, ...readIdentity(found, faults), verify }
}

/** The certificates of a setting, such as the authorities to trust; null where there is a fault. */
export function readAuthorities(found: Found, password: StorePassword, faults: Faults): string | null {
  const credentials = readCredentials(found, password, faults)
  return credentials && certificatesOf(credentials, found, faults)
}

type Identity = Pick<Tls, 'cert' | 'key' | 'passphrase'>

function readIdentity(found: FoundSettings, faults: Faults): Identity {
  const { certificate, privateKey, passphrase } = found
  const none: Identity = { cert: null, key: null, passphrase: null }
  const password = storePassword(found, 'keystorePassword')
  const shared = certificate && privateKey && certificate.text === privateKey.text
  const withCertificate = certificate && readCredentials(certificate, password, faults)
  const withKey = !privateKey || shared ? withCertificate : readCredentials(privateKey, password, faults)

  if (!certificate) {
    if (privateKey)
      faults.add(
        privateKey.origin,
        'A private key needs its certificate.',
        'Give the client certificate too.',
      )
    return none
  }
  if (!withCertificate) return none
  const chain = certificatesOf(withCertificate, certificate, faults)
  // A keystore, named as the certificate alone, holds the key as well.
  const keySetting = privateKey ?? (withCertificate.privateKeys.length ? certificate : undefined)
  if (!keySetting) {
    faults.add(certificate.origin, 'A client certificate needs its key.', 'Give the private key too.')
    return none
  }
  const key = withKey && privateKeyOf(withKey, keySetting, passphrase, faults)
  if (!chain || !key) return none
  const cert = leafFirst(chain, key, passphrase?.text)
  if (cert === null) {
    faults.add(
      keySetting.origin,
      'The private key is not the one of the client certificate.',
      'Download the two files together, from the same user of the Kafka service.',
    )
    return none
  }
  return {
    cert,
    key: new Secret(key, keySetting.origin.name),
    passphrase:
      passphrase && isEncryptedKey(key) ? new Secret(passphrase.text, passphrase.origin.name) : null,
  }
}

const storePassword = (
  found: FoundSettings,
  setting: 'keystorePassword' | 'truststorePassword',
): StorePassword => ({
  found: found[setting] ?? (setting === 'keystorePassword' ? found.passphrase : undefined),
  name: missingSetting(found, setting).name,
})

function certificatesOf({ what, certificates }: Credentials, found: Found, faults: Faults): string | null {
  if (!certificates.length) faults.add(found.origin, `${upperFirst(what)} holds no certificate.`, GIVE_PEM)
  for (const [i, block] of certificates.entries())
    try {
      new X509Certificate(block)
    } catch {
      faults.add(found.origin, `Certificate ${i + 1} of ${what} is damaged.`, 'Download it again.')
      return null
    }
  return certificates.join('') || null
}

function privateKeyOf(
  { what, privateKeys }: Credentials,
  found: Found,
  passphrase: Found | undefined,
  faults: Faults,
): string | null {
  const [key, ...others] = privateKeys as [string?, ...string[]]
  if (key === undefined) faults.add(found.origin, `${upperFirst(what)} holds no private key.`, GIVE_PEM)
  else if (others.length)
    faults.add(
      found.origin,
      `${upperFirst(what)} holds ${privateKeys.length} private keys, and one is needed.`,
      'Give a file with the key and the certificate of one user.',
    )
  else return usableKey(key, found, passphrase, faults) ? key : null
  return null
}

function usableKey(key: string, found: Found, passphrase: Found | undefined, faults: Faults): boolean {
  const encrypted = isEncryptedKey(key)
  if (encrypted && !passphrase) {
    faults.add(
      found.origin,
      'The private key is encrypted.',
      'Give its passphrase: passphrase in the options, KAFKA_SSL_KEY_PASSWORD, or ssl.key.password in a settings file.',
    )
    return false
  }
  try {
    createPrivateKey({ key, passphrase: passphrase?.text })
    return true
  } catch {
    if (encrypted && passphrase)
      faults.add(passphrase.origin, 'It does not open the private key.', 'Correct the passphrase.')
    else faults.add(found.origin, 'The private key is damaged.', 'Download it again.')
    return false
  }
}

/**
 * The chain in the order in which TLS sends it: the certificate of the key, then its issuers. Stores keep theirs in any
 * order. Null where none is the key's.
 */
function leafFirst(chain: string, key: string, passphrase: string | undefined): string | null {
  const blocks = chain.split(/(?=-----BEGIN )/)
  const certificates = blocks.map((block) => ({ block, parsed: new X509Certificate(block) }))
  const privateKey = createPrivateKey({ key, passphrase })
  const ordered = certificates.filter((c) => c.parsed.checkPrivateKey(privateKey)).slice(0, 1)
  if (!ordered.length) return null
  for (let last = ordered[0]; ;) {
    const issuer = certificates.find((c) => !ordered.includes(c) && last.parsed.checkIssued(c.parsed))
    if (!issuer) break
    ordered.push((last = issuer))
  }
  return [...ordered, ...certificates.filter((c) => !ordered.includes(c))].map((c) => c.block).join('')
}

const upperFirst = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1)
