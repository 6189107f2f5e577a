import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Faults } from './faults'
import { type Found } from './settings'

const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----([^]*?)-----END \1-----/g
const WHERE = 'Give a PEM file as the host of the Kafka service offers it, or its text.'

/** The certificates of a setting that holds PEM text or the path of a PEM file; null where there is a fault. */
export function readCertificates(found: Found, faults: Faults): string | null {
  const pem = readPem(found, faults)
  if (pem === null) return null
  const blocks = pemBlocks(pem, /^(TRUSTED |X509 )?CERTIFICATE$/)
  if (!blocks.length) {
    faults.add(found.origin, `${naming(found)} holds no certificate.`, WHERE)
    return null
  }
  for (const [i, block] of blocks.entries())
    try {
      new X509Certificate(block)
    } catch {
      faults.add(
        found.origin,
        `Certificate ${i + 1} of ${naming(found, false)} is damaged.`,
        'Download it again.',
      )
      return null
    }
  return blocks.join('')
}

/** The private key of a setting that holds PEM text or the path of a PEM file; null where there is a fault. */
export function readPrivateKey(found: Found, passphrase: Found | undefined, faults: Faults): string | null {
  const pem = readPem(found, faults)
  if (pem === null) return null
  const [key] = pemBlocks(pem, /PRIVATE KEY$/)
  if (key === undefined) {
    faults.add(found.origin, `${naming(found)} holds no private key.`, WHERE)
    return null
  }
  const encrypted = /BEGIN ENCRYPTED|Proc-Type: 4,ENCRYPTED/.test(key)
  if (encrypted && !passphrase) {
    faults.add(
      found.origin,
      'The private key is encrypted.',
      'Give its passphrase: passphrase in the options, or ssl.key.password in a settings file.',
    )
    return null
  }
  try {
    createPrivateKey({ key, passphrase: passphrase?.text })
    return key
  } catch {
    if (encrypted && passphrase)
      faults.add(passphrase.origin, 'It does not open the private key.', 'Correct the passphrase.')
    else faults.add(found.origin, 'The private key is damaged.', 'Download it again.')
    return null
  }
}

/** Whether the key is the one of the first certificate. */
export function keyMatches(certificates: string, key: string, passphrase: string | undefined): boolean {
  return new X509Certificate(certificates).checkPrivateKey(createPrivateKey({ key, passphrase }))
}

const isPemText = (text: string): boolean => text.includes('-----BEGIN ')

/** Base64 without the lines around it: what was meant as PEM text may be a key, and must not be shown as a path. */
const isBareBase64 = (text: string): boolean => /^[A-Za-z0-9+/=\s]{60,}$/.test(text)

/** What to call the value in a sentence; the text of a key must not be shown. */
const naming = (found: Found, start = true): string =>
  isPemText(found.text)
    ? `${start ? 'The' : 'the'} PEM text`
    : `${start ? 'The' : 'the'} file ${found.text.trim()}`

function readPem(found: Found, faults: Faults): string | null {
  if (isPemText(found.text)) return found.text
  const path = found.text.trim()
  if (isBareBase64(path)) {
    faults.add(
      found.origin,
      'It is neither PEM text, which begins with -----BEGIN, nor the path of a file.',
      WHERE,
    )
    return null
  }
  let bytes: Buffer
  try {
    bytes = readFirst(found.folder === undefined ? [path] : [path, resolve(found.folder, path)])
  } catch (e) {
    const { code } = e as NodeJS.ErrnoException
    faults.add(
      found.origin,
      code === 'ENOENT' ? `There is no file ${path}.` : `The file ${path} cannot be read (${code}).`,
      WHERE,
    )
    return null
  }
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '')
  if (text.includes('-----BEGIN ')) return text
  faults.add(found.origin, `The file ${path} is ${binaryForm(bytes)}, not PEM.`, conversion(bytes, path))
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

const isJks = (bytes: Buffer): boolean => bytes.length > 4 && bytes.readUInt32BE(0) === 0xfeedfeed
const isDer = (bytes: Buffer): boolean => bytes.length > 4 && bytes[0] === 0x30 && bytes[1] >= 0x80

function binaryForm(bytes: Buffer): string {
  if (isJks(bytes)) return 'a Java keystore (JKS)'
  return isDer(bytes) ? 'in a binary form (PKCS#12 or DER)' : 'something else'
}

function conversion(bytes: Buffer, path: string): string {
  if (isJks(bytes))
    return `Convert it with keytool -importkeystore -srckeystore ${path} -destkeystore store.p12 -deststoretype PKCS12, then openssl pkcs12 -in store.p12 -out store.pem.`
  return isDer(bytes) ? `Convert it with openssl pkcs12 -in ${path} -out store.pem.` : WHERE
}

/** The blocks of that kind, each with its lines as OpenSSL wants them: one-line PEM has `\n` or blanks instead. */
function pemBlocks(pem: string, kind: RegExp): string[] {
  return [...pem.replaceAll('\\n', '\n').matchAll(BLOCK)]
    .filter(([, label]) => kind.test(label))
    .map(([, label, body]) => {
      const lines = body.includes(':')
        ? body.trim()
        : (body.replace(/\s+/g, '').match(/.{1,64}/g) ?? []).join('\n')
      return `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`
    })
}
