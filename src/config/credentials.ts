import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { type Faults } from './faults'
import { pathsOf } from './paths'
import { certificateBlock, certificateBlocks, isPem, keyBlocks } from './pem'
import { openPkcs12 } from './pkcs12'
import { type Found } from './settings'

/** What a setting for certificates or a key holds, whatever its form. */
export interface Credentials {
  /** What to call it in a sentence; the text of a key must not be shown. */
  readonly what: string
  /** PEM blocks. */
  readonly certificates: readonly string[]
  readonly privateKeys: readonly string[]
}

export const GIVE_PEM = 'Give a PEM file as the host of the Kafka service offers it, or its text.'

/** What to call a password that is missing, where its place has a name for it. */
export interface StorePassword {
  readonly found: Found | undefined
  /** `ssl.keystore.password` */
  readonly name: string
}

/**
 * Reads PEM text, base64 of it, or the path of a file: PEM, a PKCS#12 store, or one certificate in its binary form
 * (DER). Null where there is a fault.
 */
export function readCredentials(found: Found, password: StorePassword, faults: Faults): Credentials | null {
  const text = isPem(found.text) ? found.text : decodeBase64(found.text)
  if (text === undefined) return readFile(found, password, faults)
  if (text !== null) return fromPem(text, 'the PEM text')
  faults.add(
    found.origin,
    'It is neither PEM text, which begins with -----BEGIN, nor the path of a file.',
    GIVE_PEM,
  )
  return null
}

const fromPem = (pem: string, what: string): Credentials => ({
  what,
  certificates: certificateBlocks(pem),
  privateKeys: keyBlocks(pem),
})

/**
 * Some hosts keep PEM text as base64 in one line. Null for what is base64 (perhaps a key without the lines around it,
 * which must not be shown as a path) and no PEM text; undefined for what is no base64.
 */
function decodeBase64(text: string): string | null | undefined {
  if (!/^[A-Za-z0-9+/=\s]{60,}$/.test(text)) return undefined
  const decoded = Buffer.from(text, 'base64').toString('utf8')
  return isPem(decoded) ? decoded : null
}

function readFile(found: Found, password: StorePassword, faults: Faults): Credentials | null {
  const path = found.text.trim()
  let bytes: Buffer
  try {
    bytes = readFirst(pathsOf(found))
  } catch (e) {
    faults.add(found.origin, unreadable(path, (e as NodeJS.ErrnoException).code), GIVE_PEM)
    return null
  }
  const text = bytes.toString('utf8')
  if (isPem(text)) return fromPem(text, `the file ${path}`)
  if (isDer(bytes)) return fromDer(bytes, found, password, faults)
  if (isJks(bytes)) {
    const converted = `${path.replace(/\.jks$/i, '')}.p12`
    faults.add(
      found.origin,
      `The file ${path} is a Java keystore of the old kind (JKS), which only Java can read.`,
      `Convert it with keytool -importkeystore -srckeystore ${path} -destkeystore ${converted} -deststoretype PKCS12, and give ${converted}.`,
    )
  } else faults.add(found.origin, `The file ${path} is neither PEM nor a PKCS#12 store.`, GIVE_PEM)
  return null
}

/** The content of the first of these files that is there. */
function readFirst(paths: readonly string[]): Buffer {
  for (const [i, path] of paths.entries())
    try {
      return readFileSync(path)
    } catch (e) {
      if ((e as NodeJS.ErrnoException).code !== 'ENOENT' || i === paths.length - 1) throw e
    }
  throw new RangeError('no path to read')
}

function unreadable(path: string, code: string | undefined): string {
  if (code === 'ENOENT') return `There is no file ${path}.`
  return code === 'EISDIR' ? `${path} is a folder, not a file.` : `The file ${path} cannot be read (${code}).`
}

const isJks = (bytes: Buffer): boolean => bytes.length > 4 && bytes.readUInt32BE(0) === 0xfeedfeed
const isDer = (bytes: Buffer): boolean => bytes.length > 4 && bytes[0] === 0x30 && bytes[1] >= 0x80

function fromDer(bytes: Buffer, found: Found, password: StorePassword, faults: Faults): Credentials | null {
  const path = found.text.trim()
  if (isCertificate(bytes))
    return { what: `the file ${path}`, certificates: [certificateBlock(bytes)], privateKeys: [] }
  const opened = openPkcs12(bytes, password.found?.text ?? '')
  if (typeof opened === 'object') return { what: `the store ${path}`, ...opened }
  if (opened === 'damaged')
    faults.add(found.origin, `The file ${path} is damaged, or no PKCS#12 store.`, 'Download it again.')
  else if (password.found)
    faults.add(password.found.origin, `It does not open the store ${path}.`, 'Correct the password.')
  else
    faults.add(
      found.origin,
      `The store ${path} is locked by a password, and none is given.`,
      `Give it as ${password.name}.`,
    )
  return null
}

function isCertificate(der: Buffer): boolean {
  try {
    new X509Certificate(der)
    return true
  } catch {
    return false
  }
}
