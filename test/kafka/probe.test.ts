import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type LinkError } from '../../src/kafka/errors'
import { addressParts, askMechanisms, greet, reachPort, resolveName, withSocket } from '../../src/kafka/probe'

/** A port that deals with its connections like that. */
async function port(serve: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => {}))
    serve(socket)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  })
  return `127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** The code, or the message, of what a connection failed with. */
async function failureOf(attempt: Promise<unknown>): Promise<unknown> {
  const e = await attempt.then(
    () => null,
    (error: unknown) => error as LinkError,
  )
  const cause = e?.cause as NodeJS.ErrnoException | undefined
  return cause?.code ?? cause?.message ?? null
}

/** An answer of that body, to the request with the correlation id that clients send here. */
function answer(body: Buffer): Buffer {
  const bytes = Buffer.alloc(8 + body.length)
  bytes.writeInt32BE(4 + body.length, 0)
  bytes.write('carn', 4)
  body.copy(bytes, 8)
  return bytes
}

test.each([
  ['localhost:9092', 'localhost', 9092],
  ['[::1]:9092', '::1', 9092],
  ['::1:9092', '::1', 9092],
  ['kafka-1.example.com:1', 'kafka-1.example.com', 1],
])('the parts of %s', (address, host, number) => {
  expect(addressParts(address)).toEqual({ host, port: number })
})

test('names', async () => {
  expect(await resolveName('127.0.0.1:9092', 1000)).toBe('127.0.0.1')
  expect(await failureOf(resolveName('no-such-host.invalid:1', 5000))).toMatch(/^(ENOTFOUND|EAI_AGAIN)$/)
})

describe('a greeting', () => {
  test('that is answered in pieces', async () => {
    const address = await port((socket) =>
      socket.once('data', (request) => {
        expect(request.readInt32BE(0)).toBe(request.length - 4)
        const whole = answer(Buffer.alloc(6))
        socket.write(whole.subarray(0, 5))
        setTimeout(() => socket.write(whole.subarray(5)), 20)
      }),
    )
    expect(await greet(address, false, 2000)).toBeNull()
  })

  test.each<[string, (socket: Socket) => void, string]>([
    ['not at all', () => {}, 'SILENT'],
    ['by half an answer', (s) => s.write(answer(Buffer.alloc(6)).subarray(0, 9)), 'SILENT'],
    ['by the end', (s) => s.end(), 'Closed connection'],
    ['by a web server', (s) => s.write('HTTP/1.1 400 Bad Request\r\n\r\n'), 'NOT_KAFKA'],
    ['by another banner', (s) => s.write('SSH-2.0-OpenSSH_9.2\r\n'), 'NOT_KAFKA'],
    ['by an impossible length', (s) => s.write(Buffer.from('7fffffff6361726e', 'hex')), 'NOT_KAFKA'],
    ['by a negative length', (s) => s.write(Buffer.from('ffffffff6361726e', 'hex')), 'NOT_KAFKA'],
  ])('answered %s', async (_name, serve, failure) => {
    const address = await port((socket) => socket.once('data', () => serve(socket)))
    expect(await failureOf(greet(address, false, 300))).toBe(failure)
  })

  test('a port that greets TLS with silence', async () => {
    const address = await port(() => {})
    expect(await reachPort(address, 1000)).toBeUndefined()
    expect(await failureOf(greet(address, { rejectUnauthorized: false }, 300))).toBe('SILENT')
  })

  test('a port where nothing listens', async () => {
    expect(await failureOf(greet('127.0.0.1:1', false, 1000))).toBe('ECONNREFUSED')
  })
})

test('the mechanisms that a port offers', async () => {
  const text = (t: string): Buffer => Buffer.concat([Buffer.from([0, t.length]), Buffer.from(t)])
  const body = Buffer.concat([Buffer.from([0, 33, 0, 0, 0, 2]), text('SCRAM-SHA-256'), text('PLAIN')])
  const address = await port((socket) => socket.once('data', () => socket.write(answer(body))))
  const asked = withSocket(address, false, 1000, (socket) => askMechanisms(socket, 'OAUTHBEARER'))
  expect(await asked).toEqual(['PLAIN', 'SCRAM-SHA-256'])
})
