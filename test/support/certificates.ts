import { execFile, execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** A certificate and its key, as paths of PEM files. */
export interface TestIdentity {
  readonly certificate: string
  readonly key: string
}

/** Paths of PEM files, all of them made for one test. */
export interface TestCertificates {
  /** The authority that signed all but the `other…` ones. */
  readonly ca: string
  readonly otherCa: string
  /** For `localhost` and 127.0.0.1. */
  readonly server: TestIdentity
  /** For kafka.example.com. */
  readonly otherHost: TestIdentity
  readonly expiredServer: TestIdentity
  /** `CN=student` */
  readonly client: TestIdentity
  /** The client's certificate and key, and the authority's, as PKCS#12. */
  readonly clientP12: { readonly path: string; readonly password: string }
  /** The client's key, encrypted. */
  readonly encryptedKey: { readonly path: string; readonly passphrase: string }
  /** `CN=student` of another authority. */
  readonly otherClient: TestIdentity
  readonly expiredClient: TestIdentity
  /** `CN=stranger`, whom no right is granted. */
  readonly stranger: TestIdentity
}

/** Why no certificates can be made here; null where they can. On CI nothing may be missing, so there it throws. */
export function opensslMissing(): string | null {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' })
    return null
  } catch (e) {
    if (process.env.CI) throw e
    return 'no openssl'
  }
}

const run = promisify(execFile)
const PASSWORD = 'p12-password'
const DAYS = { valid: '30', expired: '-1' }

/** Makes them all in a folder. */
export async function makeCertificates(folder: string): Promise<TestCertificates> {
  const path = (name: string): string => join(folder, name)
  const openssl = (...args: string[]): Promise<unknown> => run('openssl', args, { cwd: folder })
  // PKCS#8, which Java wants.
  const newKey = (name: string): Promise<unknown> =>
    openssl('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-out', `${name}.key`)

  const authority = async (name: string, subject: string): Promise<string> => {
    await newKey(name)
    await openssl(
      ...['req', '-x509', '-key', `${name}.key`, '-subj', `/CN=${subject}`, '-days', DAYS.valid],
      ...['-out', `${name}.pem`, '-addext', 'basicConstraints=critical,CA:TRUE'],
    )
    return path(`${name}.pem`)
  }
  const identity = async (
    name: string,
    { subject, ca = 'ca', days = DAYS.valid, names }: IdentityOptions,
  ): Promise<TestIdentity> => {
    await newKey(name)
    await openssl('req', '-new', '-key', `${name}.key`, '-subj', `/CN=${subject}`, '-out', `${name}.csr`)
    writeFileSync(path(`${name}.ext`), names ? `subjectAltName=${names}\n` : 'basicConstraints=CA:FALSE\n')
    await openssl(
      ...['x509', '-req', '-in', `${name}.csr`, '-CA', `${ca}.pem`, '-CAkey', `${ca}.key`, '-CAcreateserial'],
      ...['-days', days, '-extfile', `${name}.ext`, '-out', `${name}.cert`],
    )
    return { certificate: path(`${name}.cert`), key: path(`${name}.key`) }
  }

  const ca = await authority('ca', 'carnet test CA')
  const otherCa = await authority('other-ca', 'another CA')
  const localhost = 'DNS:localhost,IP:127.0.0.1'
  const client = await identity('client', { subject: 'student' })
  await openssl(
    ...['pkcs12', '-export', '-in', 'client.cert', '-inkey', 'client.key', '-certfile', 'ca.pem'],
    ...['-passout', `pass:${PASSWORD}`, '-out', 'client.p12'],
  )
  await openssl(
    ...['pkcs8', '-topk8', '-in', 'client.key', '-passout', `pass:${PASSWORD}`],
    ...['-out', 'client-encrypted.key'],
  )
  return {
    ca,
    otherCa,
    server: await identity('server', { subject: 'localhost', names: localhost }),
    otherHost: await identity('other-host', { subject: 'kafka.example.com', names: 'DNS:kafka.example.com' }),
    expiredServer: await identity('expired-server', {
      subject: 'localhost',
      names: localhost,
      days: DAYS.expired,
    }),
    client,
    clientP12: { path: path('client.p12'), password: PASSWORD },
    encryptedKey: { path: path('client-encrypted.key'), passphrase: PASSWORD },
    otherClient: await identity('other-client', { subject: 'student', ca: 'other-ca' }),
    expiredClient: await identity('expired-client', { subject: 'student', days: DAYS.expired }),
    stranger: await identity('stranger', { subject: 'stranger' }),
  }
}

interface IdentityOptions {
  readonly subject: string
  /** Who signs it: `ca`, or `other-ca`. */
  readonly ca?: string
  readonly days?: string
  /** Its subjectAltName. */
  readonly names?: string
}

/** Key and certificate in one PEM file, as a Java keystore of type PEM has them. */
export function keystoreOf({ certificate, key }: TestIdentity): string {
  const store = `${key}store.pem`
  writeFileSync(store, readFileSync(key, 'utf8') + readFileSync(certificate, 'utf8'))
  return store
}
