import { type AddressInfo } from 'node:net'
import { connect, createServer, type Server } from 'node:tls'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type ConnectOptions, readConfig } from '../../src/config'
import { tlsOptions } from '../../src/kafka/tls-options'
import { pemFile, pemText, storeFile } from '../config/support'

// A server whose certificate is signed by ca.pem, for the name "student": not the one that it is reached by.
let server: Server
beforeAll(async () => {
  server = createServer({ cert: pemText('service.cert'), key: pemText('service.key') })
  server.on('tlsClientError', () => {}) // a client that refuses the certificate
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterAll(() => new Promise((resolve) => server.close(resolve)))

/** `ok`, or the code of the error. */
function handshake(options: ConnectOptions): Promise<string> {
  const { tls } = readConfig({ brokers: 'b:1', securityProtocol: 'SSL', ...options }, {})
  if (!tls) throw new Error('no TLS')
  const { port } = server.address() as AddressInfo
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, servername: 'localhost', ...tlsOptions(tls) }, () => {
      socket.destroy()
      resolve('ok')
    })
    socket.on('error', (e: NodeJS.ErrnoException) => resolve(e.code ?? e.message))
  })
}

const ca = pemFile('ca.pem')
const otherCa = storeFile('root.pem')

describe.each(['', '0'])('with NODE_TLS_REJECT_UNAUTHORIZED=%s', (value) => {
  const before = process.env.NODE_TLS_REJECT_UNAUTHORIZED
  beforeAll(() => {
    vi.spyOn(process, 'emitWarning').mockReturnValue() // Node warns of the variable
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = value
  })
  afterAll(() => {
    vi.restoreAllMocks()
    if (before === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED
    else process.env.NODE_TLS_REJECT_UNAUTHORIZED = before
  })

  test.each<[string, ConnectOptions, string]>([
    ['another name', { ca }, 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['another authority', { ca: otherCa }, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
    ['public authorities', {}, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
    ['another name, and the chain alone counts', { ca, tlsVerify: 'chain' }, 'ok'],
    [
      'another authority where the chain counts',
      { ca: otherCa, tlsVerify: 'chain' },
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    ],
    ['anything where nothing counts', { ca: otherCa, tlsVerify: 'none' }, 'ok'],
  ])('%s', async (_name, options, expected) => {
    expect(await handshake(options)).toBe(expected)
  })
})

test('a client certificate comes out of a PKCS#12 store, for a server that asks for one', async () => {
  const asking = createServer({
    cert: pemText('service.cert'),
    key: pemText('service.key'),
    ca: pemText('ca.pem'),
    requestCert: true,
    rejectUnauthorized: true,
  })
  const subject = new Promise((resolve) =>
    asking.once('secureConnection', (socket) => resolve(socket.getPeerCertificate().subject.CN)),
  )
  await new Promise<void>((resolve) => asking.listen(0, '127.0.0.1', resolve))
  const { tls } = readConfig(
    {
      brokers: 'b:1',
      certificate: storeFile('openssl.p12'),
      keystorePassword: 'changeit',
      ca,
      tlsVerify: 'chain',
    },
    {},
  )
  if (!tls) throw new Error('no TLS')
  const socket = connect({
    host: '127.0.0.1',
    port: (asking.address() as AddressInfo).port,
    ...tlsOptions(tls),
  })
  try {
    expect(await subject).toBe('student')
  } finally {
    socket.destroy()
    await new Promise((resolve) => asking.close(resolve))
  }
})
