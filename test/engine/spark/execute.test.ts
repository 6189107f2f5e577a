import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { parseAddress, type SparkOptions, SparkSession } from '../../../src/engine/spark/client'
import { CODE } from '../../../src/engine/spark/client/status'
import { type MockSpark, startMockSpark } from '../../support/spark-mock'

/** Three rows, as Spark 4.2.0 sent them. */
const data = readFileSync(join(__dirname, 'recorded', 'large.arrow'))
const batch = (responseId: string, startOffset = 0): object => ({
  responseId,
  arrowBatch: { rowCount: 3, data, startOffset },
})
const schema = {
  responseId: 'schema',
  schema: {
    struct: {
      fields: [
        { name: 's', dataType: { string: {} } },
        { name: 'b', dataType: { binary: {} } },
      ],
    },
  },
}
const complete = { responseId: 'end', resultComplete: {} }
const lost = { code: CODE.UNAVAILABLE, message: 'Connection dropped' }
const unknownOperation = {
  code: CODE.INTERNAL,
  message: 'x',
  errorClass: 'INVALID_HANDLE.OPERATION_NOT_FOUND',
}

let mock: MockSpark
let open: SparkSession[]
beforeEach(async () => {
  mock = await startMockSpark()
  open = []
})
afterEach(async () => {
  for (const session of open) await session.close()
  await mock.close()
})

async function connect(options: SparkOptions = {}, address = `sc://${mock.server}`): Promise<SparkSession> {
  const session = await SparkSession.open(parseAddress(address), 'me', { patienceMs: 2000, ...options })
  open.push(session)
  return session
}

const streams = (): { method: string; request: Record<string, unknown> }[] =>
  mock.calls.filter(({ method }) => method === 'ExecutePlan' || method === 'ReattachExecute')
const called = (method: string): number => mock.calls.filter((c) => c.method === method).length

describe('a result', () => {
  test('comes from the batches of one stream', async () => {
    mock.scripts.push({ responses: [schema, batch('1'), batch('2', 3), complete] })
    const session = await connect()
    const result = await session.sql('SELECT 1')
    expect(result.length).toBe(6)
    expect(result.columns.map((c) => [c.name, c.type])).toEqual([
      ['s', 'string'],
      ['b', 'binary'],
    ])
    expect(result.column('s').values).toEqual(['é', null, '', 'é', null, ''])
    await session.close()
    expect(called('ReleaseExecute')).toBe(1)
    expect(called('ReleaseSession')).toBe(1)
  })

  test('is put together of pieces, across a cut in the midst of a batch', async () => {
    const piece = (i: number): object => ({
      responseId: `piece-${i}`,
      arrowBatch: {
        rowCount: 3,
        data: data.subarray(i * 200, (i + 1) * 200),
        startOffset: 0,
        chunkIndex: i,
        numChunksInBatch: 3,
      },
    })
    mock.scripts.push({ responses: [piece(0), piece(1)], fail: lost }, { responses: [piece(2), complete] })
    const result = await (await connect()).sql('SELECT 1')
    expect(result.columns[0]?.values).toEqual(['é', null, ''])
    expect(streams()[1]).toMatchObject({ method: 'ReattachExecute', request: { lastResponseId: 'piece-1' } })
  })

  test('goes on where the server ends the stream before its end', async () => {
    mock.scripts.push(
      { responses: [batch('1')] },
      { responses: [] },
      { responses: [batch('2', 3), complete] },
    )
    const result = await (await connect()).sql('SELECT 1')
    expect(result.length).toBe(6)
    expect(streams().map((s) => s.request.lastResponseId)).toEqual([undefined, '1', '1'])
    expect(new Set(streams().map((s) => s.request.operationId)).size).toBe(1)
  })

  test('is whole when the connection breaks after its last batch', async () => {
    mock.scripts.push({ responses: [batch('1')], fail: lost }, { responses: [complete] })
    expect((await (await connect()).sql('SELECT 1')).length).toBe(3)
  })

  test('does not mind what it does not know', async () => {
    // As a newer server would send: a response of a kind that this client has no field for.
    mock.scripts.push({
      responses: [{ responseId: 'new' }, schema, batch('1'), { responseId: 'new-2' }, complete],
    })
    expect((await (await connect()).sql('SELECT 1')).length).toBe(3)
  })

  test.each<[string, object, string]>([
    ['rows that are not there', { arrowBatch: { rowCount: 4, data } }, 'a batch says 4 rows and holds 3'],
    ['a gap', { arrowBatch: { rowCount: 3, data, startOffset: 5 } }, 'a batch begins at row 5, after row 0'],
    [
      'a piece that is missing',
      { arrowBatch: { rowCount: 3, data, chunkIndex: 1, numChunksInBatch: 2 } },
      'piece 1 of a batch came as piece 0',
    ],
    [
      'bytes that are no batch',
      { arrowBatch: { rowCount: 3, data: Buffer.from('x'.repeat(64)) } },
      'cannot be read',
    ],
    [
      'an end in its midst',
      { arrowBatch: { rowCount: 3, data, chunkIndex: 0, numChunksInBatch: 2 } },
      'it ends within a batch',
    ],
  ])('with %s is refused', async (_, response, reason) => {
    mock.scripts.push({ responses: [{ responseId: '1', ...response }, complete] })
    await expect((await connect()).sql('SELECT 1')).rejects.toMatchObject({
      code: 'SPARK_ANSWER_INVALID',
      details: { reason: expect.stringContaining(reason) as string },
    })
  })

  test('longer than is wanted in memory is an error, and ended at the server', async () => {
    mock.scripts.push({ responses: [batch('1'), batch('2', 3)], stall: true })
    const session = await connect()
    await expect(session.sql('SELECT 1', [], { maxRows: 5 })).rejects.toMatchObject({
      code: 'SPARK_RESULT_TOO_LONG',
    })
    await session.close()
    expect(called('ReleaseExecute')).toBe(1)
  })

  test('that nobody reads to its end is ended at the server', async () => {
    mock.scripts.push({ responses: [batch('1'), batch('2', 3)], stall: true })
    const session = await connect()
    for await (const { length } of session.stream('SELECT 1')) {
      expect(length).toBe(3)
      break
    }
    await session.close()
    expect(called('ReleaseExecute')).toBe(1)
  })
})

describe('a connection that breaks', () => {
  test('before anything came has the query looked for, and sent again under its id where it never arrived', async () => {
    mock.scripts.push({ fail: lost }, { fail: unknownOperation }, { responses: [batch('1'), complete] })
    expect((await (await connect()).sql('SELECT 1')).length).toBe(3)
    expect(streams().map((s) => s.method)).toEqual(['ExecutePlan', 'ReattachExecute', 'ExecutePlan'])
    expect(new Set(streams().map((s) => s.request.operationId)).size).toBe(1)
  })

  test('after rows came, and the server has forgotten the rest, is an error that says so', async () => {
    mock.scripts.push({ responses: [batch('1')], fail: lost }, { fail: unknownOperation })
    await expect((await connect()).sql('SELECT 1')).rejects.toMatchObject({
      code: 'SPARK_RESULT_LOST',
      details: { rows: 3 },
    })
    expect(streams()).toHaveLength(2)
  })

  test('again and again is survived as long as something comes', async () => {
    for (let i = 0; i < 20; i++) mock.scripts.push({ responses: [batch(`${i}`, 3 * i)], fail: lost })
    mock.scripts.push({ responses: [complete] })
    expect((await (await connect({ patienceMs: 200 })).sql('SELECT 1')).length).toBe(60)
  })

  test('by answers that end at once, each time, is told after the patience', async () => {
    for (let i = 0; i < 20; i++) mock.scripts.push({})
    await expect((await connect({ patienceMs: 200 })).sql('SELECT 1')).rejects.toMatchObject({
      code: 'SPARK_UNREACHABLE',
      details: { reason: 'the answers end before anything came' },
    })
    expect(streams().length).toBeLessThan(5)
  })

  test('for good is told after the patience', async () => {
    for (let i = 0; i < 20; i++) mock.scripts.push({ fail: lost })
    await expect((await connect({ patienceMs: 200 })).sql('SELECT 1')).rejects.toMatchObject({
      code: 'SPARK_UNREACHABLE',
      details: { reason: 'Connection dropped' },
    })
  })
})

describe('an abort', () => {
  test('interrupts the query at the server and gives the reason', async () => {
    mock.scripts.push({ responses: [batch('1')], stall: true })
    const session = await connect()
    const controller = new AbortController()
    mock.on.ExecutePlan = () => setTimeout(() => controller.abort(new Error('enough')), 20)
    await expect(session.sql('SELECT 1', [], { signal: controller.signal })).rejects.toThrow('enough')
    await session.close()
    const interrupt = mock.calls.find((c) => c.method === 'Interrupt')
    expect(interrupt?.request).toMatchObject({
      interruptType: 3,
      operationId: streams()[0]?.request.operationId,
    })
    expect(called('ReleaseExecute')).toBe(1)
  })

  test('before the query sends nothing', async () => {
    const session = await connect()
    await expect(session.sql('SELECT 1', [], { signal: AbortSignal.abort(new Error('no')) })).rejects.toThrow(
      'no',
    )
    expect(streams()).toEqual([])
  })

  test('while a lost connection is waited for ends the waiting', async () => {
    for (let i = 0; i < 20; i++) mock.scripts.push({ fail: lost })
    const session = await connect({ patienceMs: 60_000 })
    const controller = new AbortController()
    mock.on.ReattachExecute = () => controller.abort(new Error('enough'))
    await expect(session.sql('SELECT 1', [], { signal: controller.signal })).rejects.toThrow('enough')
  })
})

describe('progress', () => {
  const stage = (numCompletedTasks: number, done = false): object => ({
    responseId: 'p',
    executionProgress: {
      stages: [{ stageId: 1, numTasks: 4, numCompletedTasks, inputBytesRead: 100, done }],
      numInflightTasks: done ? 0 : 2,
    },
  })

  test('is told when it is new, and not when it is the same', async () => {
    const report = { responseId: 'p', executionProgress: { stages: [], numInflightTasks: 0 } }
    mock.scripts.push({
      responses: [report, report, stage(1), stage(1), stage(4, true), batch('1'), complete],
    })
    const seen: object[] = []
    const session = await connect({
      onProgress: ({ stages, tasks, bytesRead }) => seen.push({ stages, tasks, bytesRead }),
    })
    await session.sql('SELECT 1')
    expect(seen).toEqual([
      { stages: { done: 0, all: 0 }, tasks: { done: 0, running: 0, all: 0 }, bytesRead: 0 },
      { stages: { done: 0, all: 1 }, tasks: { done: 1, running: 2, all: 4 }, bytesRead: 100 },
      { stages: { done: 1, all: 1 }, tasks: { done: 4, running: 0, all: 4 }, bytesRead: 100 },
    ])
  })
})

describe('a session', () => {
  test('says who it is, what it observed, and what it wants, in each call', async () => {
    mock.scripts.push({ responses: [complete] })
    const session = await connect({ conf: { 'spark.sql.shuffle.partitions': '3' } })
    await session.sql('SELECT :a', { a: 1 })
    const [analyze, config, execute] = mock.calls
    expect(analyze?.request).toMatchObject({ userContext: { userId: 'me' }, clientType: 'carnet' })
    expect(analyze?.request.clientObservedServerSideSessionId).toBeUndefined()
    expect(execute?.request).toMatchObject({
      sessionId: analyze?.request.sessionId,
      clientObservedServerSideSessionId: 'side-1',
      tags: ['carnet'],
      plan: { root: { sql: { query: 'SELECT :a', namedArguments: { a: { literal: { integer: 1 } } } } } },
    })
    const pairs = (config?.request.operation as { set: { pairs: object[]; silent: boolean } }).set
    expect(pairs.silent).toBe(true)
    expect(pairs.pairs).toContainEqual({ key: 'spark.sql.session.timeZone', value: 'UTC' })
    expect(pairs.pairs).toContainEqual({ key: 'spark.sql.shuffle.partitions', value: '3' })
  })

  test('sends its token with each call, and prints it nowhere', async () => {
    mock.scripts.push({ responses: [complete] })
    const session = await connect({}, `sc://${mock.server}/;token=hush-1`)
    await session.sql('SELECT 1')
    expect(new Set(mock.calls.map((c) => c.token))).toEqual(new Set(['Bearer hush-1']))
    const { inspect } = await import('node:util')
    expect(inspect(session, { depth: 10, showHidden: true })).not.toContain('hush-1')
    expect(JSON.stringify(session)).not.toContain('hush-1')
  })

  test('prints none of its options, such as a key of TLS', async () => {
    const session = await connect({ tls: { key: 'hush-2' }, conf: { 'x.y': 'hush-3' } })
    const { inspect } = await import('node:util')
    expect(inspect(session, { depth: 10, showHidden: true }) + JSON.stringify(session)).not.toMatch(/hush/)
  })

  test.each([
    ['3.5.6', 'SPARK_TOO_OLD'],
    ['', 'SPARK_TOO_OLD'],
    ['next', 'SPARK_TOO_OLD'],
  ])('at a server of version "%s" is refused', async (version, code) => {
    mock.answers.AnalyzePlan = { serverSideSessionId: 'side-1', sparkVersion: { version } }
    await expect(connect()).rejects.toMatchObject({ code })
  })

  test.each(['4.0.0', '4.3.0-SNAPSHOT', '5.1.0'])('at a server of version %s is made', async (version) => {
    mock.answers.AnalyzePlan = { serverSideSessionId: 'side-1', sparkVersion: { version } }
    expect((await connect()).version).toBe(version)
  })

  test('that has ended says so, and another one begins where it is asked for', async () => {
    const gone = { code: CODE.INTERNAL, message: 'x', errorClass: 'INVALID_HANDLE.SESSION_CLOSED' }
    mock.scripts.push({ fail: gone }, { responses: [batch('1'), complete] })
    const session = await connect()
    await expect(session.sql('SELECT 1')).rejects.toMatchObject({
      code: 'SPARK_SESSION_ENDED',
      details: { how: 'expired' },
    })
    await session.reconnect()
    expect((await session.sql('SELECT 1')).length).toBe(3)
    const [before, after] = streams().map((s) => s.request)
    expect(after?.sessionId).not.toBe(before?.sessionId)
  })

  test('that nothing answers is given up in seconds', async () => {
    const server = mock.server
    await mock.close()
    await expect(SparkSession.open(parseAddress(`sc://${server}`), 'me')).rejects.toMatchObject({
      code: 'SPARK_UNREACHABLE',
      details: { server, reason: 'ECONNREFUSED' },
    })
  }, 20_000)

  test('that was closed says so, and can be closed again', async () => {
    const session = await connect()
    await session.close()
    await session.close()
    expect(called('ReleaseSession')).toBe(1)
    await expect(session.sql('SELECT 1')).rejects.toMatchObject({ code: 'SPARK_CLOSED' })
    await expect(session.getConf('x')).rejects.toMatchObject({ code: 'SPARK_CLOSED' })
  })

  test('at something else than Spark is refused', async () => {
    mock.answers.AnalyzePlan = { fail: { code: CODE.UNIMPLEMENTED, message: 'Method not found' } }
    await expect(connect()).rejects.toMatchObject({ code: 'SPARK_NOT_CONNECT' })
  })
})
