import { readFileSync } from 'node:fs'
import { connect as connectSocket, type AddressInfo } from 'node:net'
import { createServer, type TlsOptions } from 'node:tls'
import { once } from 'node:events'
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest'
import { connectSpark } from '../../../src/spark'
import { type SparkSession } from '../../../src/engine/spark/client'
import { makeCertificates, opensslMissing } from '../../support/certificates'
import { testFolder } from '../../support/folders'
import { portProxy } from '../../support/port-proxy'
import { reattaching, sparkMissing, startTestSpark, type TestSpark } from '../../support/spark'

const TOKEN = 'the-same-after-a-restart'
const IDLE_MS = 4000

let server: TestSpark
let port: number
const missing = await sparkMissing()

beforeAll(async () => {
  if (missing !== null) return
  server = await startTestSpark({
    token: TOKEN,
    properties: {
      // What takes two minutes and an hour by default.
      'spark.connect.execute.reattachable.senderMaxStreamDuration': '300ms',
      'spark.connect.session.manager.defaultSessionTimeout': `${IDLE_MS}ms`,
      'spark.connect.session.manager.maintenanceInterval': '500ms',
    },
  })
  port = Number(server.server.split(':')[1])
}, 300_000)
afterAll(() => server?.stop())
beforeEach(({ skip }) => skip(missing !== null, missing ?? ''))

/** Takes TLS, as a proxy before a server of Spark does, and passes on what is in it. */
async function tlsProxy(options: TlsOptions): Promise<number> {
  const proxy = createServer({ ...options, ALPNProtocols: ['h2'] }, (client) => {
    const behind = connectSocket(port, '127.0.0.1')
    client.pipe(behind).pipe(client)
    client.on('error', () => behind.destroy()).on('close', () => behind.destroy())
    behind.on('error', () => client.destroy()).on('close', () => client.destroy())
  })
  await once(proxy.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => void proxy.close())
  return (proxy.address() as AddressInfo).port
}

const rowsOf = async (session: SparkSession, sql: string): Promise<{ rows: number; sum: number }> => {
  let [rows, sum] = [0, 0]
  for await (const { columns, length } of session.stream(sql)) {
    for (const value of columns[0]?.values ?? []) sum += value as number
    rows += length
  }
  return { rows, sum }
}

test('streams that the server ends by itself are taken up again, each row once', async () => {
  const session = await server.connect()
  const reattached = reattaching()
  // Longer than several streams: each row takes a moment.
  const sql = "SELECT id FROM range(0, 200000, 1, 40) WHERE sha2(repeat(cast(id AS string), 100), 512) <> ''"
  expect(await rowsOf(session, sql)).toEqual({ rows: 200_000, sum: (200_000 * 199_999) / 2 })
  expect(reattached()).toBeGreaterThan(2)
})

test('a session that was not used in time has ended, says so, and begins anew', async () => {
  const session = await server.connect()
  await session.createView('v', [{ name: 'n', type: 'int', values: [1] }])
  await new Promise((resolve) => setTimeout(resolve, IDLE_MS + 2000))
  await expect(session.sql('SELECT * FROM v')).rejects.toMatchObject({
    code: 'SPARK_SESSION_ENDED',
    details: { how: 'expired' },
  })
  await session.reconnect()
  expect((await session.sql('SELECT 1 AS n')).toArray()).toEqual([{ n: 1 }])
})

test('TLS is spoken where it is asked for, with the authority that is named', async ({ skip }) => {
  const noOpenssl = opensslMissing()
  skip(noOpenssl !== null, noOpenssl ?? '')
  const { ca, otherCa, server: identity } = await makeCertificates(testFolder())
  const pem = (file: string): string => readFileSync(file, 'utf8')
  const at = await tlsProxy({ cert: pem(identity.certificate), key: pem(identity.key) })
  const address = `sc://localhost:${at}/;use_ssl=true;token=${TOKEN}`
  const session = await connectSpark(address, { tls: { ca: pem(ca) } })
  expect((await session.sql('SELECT 1 AS n')).toArray()).toEqual([{ n: 1 }])
  await session.close()
  await expect(connectSpark(address, { tls: { ca: pem(otherCa) } })).rejects.toMatchObject({
    code: 'SPARK_UNREACHABLE',
    details: { reason: expect.stringMatching(/certificate|signature/) as string },
  })
  // In clear, at a port that speaks TLS.
  await expect(connectSpark(`sc://localhost:${at}/;token=${TOKEN}`)).rejects.toMatchObject({
    code: 'SPARK_UNREACHABLE',
  })
})

test('a port that takes connections and says nothing is given up', async () => {
  const proxy = await portProxy()
  onTestFinished(() => proxy.close())
  await expect(connectSpark(`sc://${proxy.address}`)).rejects.toMatchObject({ code: 'SPARK_UNREACHABLE' })
})

// The last one: it kills the server.
test('a server that is killed in the midst of a query is told; started again, the session is told and made anew', async () => {
  const address = `sc://${server.server}/;token=${TOKEN}`
  const session = await connectSpark(address, { patienceMs: 1500 })
  onTestFinished(() => session.close())
  await session.createView('v', [{ name: 'n', type: 'int', values: [1] }])
  const query = session.sql('SELECT count(*) FROM range(100000000) a CROSS JOIN range(100000000) b', [], {
    onProgress: ({ tasks }) => void (tasks.running > 0 && process.kill(server.pid, 'SIGKILL')),
  })
  await expect(query).rejects.toMatchObject({ code: 'SPARK_UNREACHABLE' })
  await server.stop()

  server = await startTestSpark({ token: TOKEN, port })
  await expect(session.sql('SELECT * FROM v')).rejects.toMatchObject({
    code: 'SPARK_SESSION_ENDED',
    details: { how: 'restarted' },
  })
  await session.reconnect()
  expect((await session.sql('SELECT 1 AS n')).toArray()).toEqual([{ n: 1 }])
}, 240_000)
