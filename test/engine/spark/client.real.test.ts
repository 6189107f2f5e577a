import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  type SparkLocalColumn,
  type SparkProgress,
  type SparkSession,
  type SparkValue,
} from '../../../src/engine/spark/client'
import { CarnetError } from '../../../src/errors'
import { portProxy } from '../../support/port-proxy'
import { reattaching, sparkMissing, startTestSpark, type TestSpark } from '../../support/spark'

let server: TestSpark
let spark: SparkSession
const missing = await sparkMissing()

beforeAll(async () => {
  if (missing !== null) return
  server = await startTestSpark()
  spark = await server.connect()
}, 300_000)
afterAll(() => server?.stop())
beforeEach(({ skip }) => skip(missing !== null, missing ?? ''))

/** The one value of a query. */
const one = async (expression: string): Promise<SparkValue | undefined> =>
  (await spark.sql(`SELECT ${expression} AS x`)).column('x').values[0]

async function failureOf(work: Promise<unknown>): Promise<CarnetError> {
  const error = await work.then(
    () => null,
    (e: unknown) => e,
  )
  if (!(error instanceof CarnetError)) throw new Error(`no error of ours: ${String(error)}`)
  return error
}

describe('values', () => {
  test.each<[sql: string, type: string, value: SparkValue]>([
    ['true', 'boolean', true],
    ['-128Y', 'tinyint', -128],
    ['32767S', 'smallint', 32767],
    ['-2147483648', 'int', -2147483648],
    ['9007199254740991L', 'bigint', 9007199254740991],
    ['9007199254740993L', 'bigint', 9007199254740993n],
    ['1.5f', 'float', 1.5],
    ["double('NaN')", 'double', NaN],
    ['0.1D', 'double', 0.1],
    ['-123.45BD', 'decimal(5,2)', '-123.45'],
    ["cast('1E-38' AS decimal(38,38))", 'decimal(38,38)', `0.${'1'.padStart(38, '0')}`],
    ["'é😀'", 'string', 'é😀'],
    ["cast('ab' AS char(3))", 'string', 'ab'],
    ["X'00FF'", 'binary', Uint8Array.of(0, 255)],
    ["date'2024-02-29'", 'date', '2024-02-29'],
    ["timestamp'2026-02-02 05:05:06.123456Z'", 'timestamp', 1770008706123.456],
    ["timestamp_ntz'2026-02-02 05:05:06'", 'timestamp_ntz', 1770008706000],
    ['null', 'void', null],
    ['cast(null AS int)', 'int', null],
    ['array(1, null)', 'array<int>', [1, null]],
    ["map('a', 1L)", 'map<string,bigint>', new Map([['a', 1]])],
    ["interval '1-2' year to month", 'interval year to month', 14],
    ["interval '1 00:00:00.5' day to second", 'interval day to second', 86400500000],
    ["unix_micros(timestamp'9999-12-31 23:59:59.999999Z')", 'bigint', 253402300799999999n],
  ])('%s comes as it is', async (sql, type, value) => {
    const { columns } = await spark.sql(`SELECT ${sql} AS x`)
    expect(columns).toStrictEqual([{ name: 'x', type, values: [value] }])
  })

  test('structs, variants and names that occur twice come, too', async () => {
    const result = await spark.sql(
      `SELECT named_struct('constructor', 1, '__proto__', array(named_struct('k', 1.5BD))) s, parse_json('{"a":1}') v, 1 a, 2 a`,
    )
    expect(result.columns.map((c) => [c.name, c.type])).toEqual([
      ['s', 'struct<constructor:int,__proto__:array<struct<k:decimal(2,1)>>>'],
      ['v', 'variant'],
      ['a', 'int'],
      ['a_2', 'int'],
    ])
    const struct = result.column('s').values[0] as Record<string, SparkValue>
    expect(Object.getPrototypeOf(struct)).toBeNull()
    expect(Object.keys(struct)).toEqual(['constructor', '__proto__'])
    expect(await one(`to_json(parse_json('{"a":1}'))`)).toBe('{"a":1}')
  })

  test('no rows have their columns', async () => {
    const { columns, length } = await spark.sql("SELECT 1 AS a, 'x' AS b WHERE false")
    expect(length).toBe(0)
    expect(columns).toEqual([
      { name: 'a', type: 'int', values: [] },
      { name: 'b', type: 'string', values: [] },
    ])
  })

  test('long offsets, where a server is set to them, are read', async () => {
    const session = await server.connect({ conf: { 'spark.sql.execution.arrow.useLargeVarTypes': 'true' } })
    expect((await session.sql("SELECT 'é' s, X'01' b")).toArray()).toEqual([{ s: 'é', b: Uint8Array.of(1) }])
  })

  test('a value of 20 MB comes in pieces', async () => {
    const value = await one("repeat('xyz', 7000000)")
    expect(typeof value === 'string' && value.length).toBe(21_000_000)
  })

  test('the order of a query is kept over its batches', async () => {
    const result = await spark.sql('SELECT id FROM range(0, 120000, 1, 4) ORDER BY id DESC')
    expect(result.column('id').values).toEqual(Array.from({ length: 120_000 }, (_, i) => 119_999 - i))
  })
})

describe('parameters', () => {
  test('travel as values', async () => {
    const nasty = `'; DROP VIEW x; -- \\ " \n \u0000 😀`
    const { columns } = await spark.sql('SELECT :a a, :b b, :c c, :d d, :e e, :f f, :g g, :h h', {
      a: nasty,
      b: 2 ** 40,
      c: { type: 'double', value: 20 },
      d: null,
      e: new Date(1770091506123),
      f: 10n ** 30n,
      g: { type: 'date', value: '2024-02-29' },
      h: Uint8Array.of(0, 1),
    })
    expect(columns.map((c) => [c.type, c.values[0]])).toEqual([
      ['string', nasty],
      ['bigint', 2 ** 40],
      ['double', 20],
      ['string', null],
      ['timestamp', 1770091506123],
      ['decimal(31,0)', `1${'0'.repeat(30)}`],
      ['date', '2024-02-29'],
      ['binary', Uint8Array.of(0, 1)],
    ])
  })

  test('by position, and in the text of a name', async () => {
    expect((await spark.sql('SELECT ? a, ? b', [1.5, true])).toArray()).toEqual([{ a: 1.5, b: true }])
    await spark.createView('named', [{ name: 'n', type: 'int', values: [1, 2] }])
    expect((await spark.sql('SELECT sum(n) s FROM identifier(:view)', { view: 'named' })).toArray()).toEqual([
      { s: 3 },
    ])
  })
})

describe('views', () => {
  test('of local columns hold what was sent', async () => {
    const columns: SparkLocalColumn[] = [
      { name: 'nom de `famille`\n', type: 'string', values: ['Zoé', null, ''] },
      { name: 'big', type: 'bigint', values: [9007199254740993n, null, -1] },
      { name: 'x', type: 'double', values: [NaN, null, -0.5] },
      { name: 'ok', type: 'boolean', values: [true, null, false] },
      { name: 'day', type: 'date', values: ['2024-02-29', null, '0001-01-01'] },
      { name: 'at', type: 'timestamp', values: [1770091506123.456, null, 0] },
      { name: 'raw', type: 'binary', values: [Uint8Array.of(0), null, Uint8Array.of()] },
    ]
    await spark.createView('people', columns)
    const { columns: back } = await spark.sql('SELECT * FROM people')
    expect(back.map(({ name, type, values }) => ({ name, type, values }))).toEqual(columns)
    await spark.createView('people', [{ name: 'n', type: 'int', values: [] }])
    expect((await spark.sql('SELECT * FROM people')).length).toBe(0)
  })

  test('of a source are read by its connector', async () => {
    await spark.createSourceView('nothing_there', {
      format: 'kafka',
      options: {
        'kafka.bootstrap.servers': '127.0.0.1:1',
        assign: '{"t":[0]}',
        'kafka.default.api.timeout.ms': '500',
      },
    })
    expect((await spark.schema('SELECT * FROM nothing_there')).map((f) => `${f.name} ${f.type}`)).toEqual([
      'key binary',
      'value binary',
      'topic string',
      'partition int',
      'offset bigint',
      'timestamp timestamp',
      'timestampType int',
    ])
  })

  test('are those of their session alone', async () => {
    await spark.createView('mine', [{ name: 'n', type: 'int', values: [1] }])
    const other = await server.connect()
    expect((await failureOf(other.sql('SELECT * FROM mine'))).details).toMatchObject({
      errorClass: 'TABLE_OR_VIEW_NOT_FOUND',
    })
  })
})

describe('a session', () => {
  test('runs commands, and gives their rows', async () => {
    expect((await spark.sql('CREATE OR REPLACE TEMP VIEW v AS SELECT 1 AS n')).length).toBe(0)
    expect((await spark.sql("SHOW VIEWS LIKE 'v'")).toArray()).toEqual([
      { namespace: '', viewName: 'v', isTemporary: true },
    ])
    expect((await spark.sql('SET spark.sql.shuffle.partitions=3')).toArray()).toEqual([
      { key: 'spark.sql.shuffle.partitions', value: '3' },
    ])
  })

  test('explains, and tells the columns of, what it does not run', async () => {
    expect(await spark.explain('SELECT raise_error(:m)', { m: 'boom' })).toContain('== Physical Plan ==')
    expect(await spark.explain('SELECT 1', [], 'extended')).toContain('== Optimized Logical Plan ==')
    expect(await spark.schema("SELECT 1 AS a, cast(raise_error('boom') AS string) AS b")).toEqual([
      { name: 'a', type: 'int', nullable: false },
      { name: 'b', type: 'string', nullable: true },
    ])
  })

  test('has settings', async () => {
    const key = 'spark.sql.shuffle.partitions'
    const session = await server.connect()
    await session.setConf({ [key]: '11' })
    expect(await session.getConf(key)).toBe('11')
    await session.unsetConf(key)
    // Spark's own default, whatever its server was started with.
    expect(await session.getConf(key)).toBe('200')
    expect(await spark.getConf('spark.sql.session.timeZone')).toBe('UTC')
    expect(await spark.getConf('carnet.no.such.key')).toBeNull()
    const error = await failureOf(spark.setConf({ 'spark.sql.warehouse.dir': '/x' }))
    expect(error.details).toMatchObject({ errorClass: 'CANNOT_MODIFY_STATIC_CONFIG' })
  })

  test('begins anew where it is asked to', async () => {
    const session = await server.connect({ conf: { 'spark.sql.shuffle.partitions': '7' } })
    await session.createView('gone', [{ name: 'n', type: 'int', values: [1] }])
    await session.reconnect()
    expect(await session.getConf('spark.sql.shuffle.partitions')).toBe('7')
    expect((await failureOf(session.sql('SELECT * FROM gone'))).code).toBe('SPARK_QUERY_FAILED')
  })

  test('without the token, or with another one, is refused', async () => {
    const { connectSpark } = await import('../../../src/spark')
    const refusal = (address: string): Promise<CarnetError> =>
      failureOf(connectSpark(address, {}, { env: {} }))
    expect(await refusal(`sc://${server.server}`)).toMatchObject({
      code: 'SPARK_TOKEN_REFUSED',
      details: { given: false },
    })
    const wrong = await refusal(`sc://${server.server}/;token=hush-1`)
    expect(wrong).toMatchObject({ code: 'SPARK_TOKEN_REFUSED', details: { given: true } })
    expect(`${wrong.message} ${JSON.stringify(wrong)} ${String(wrong.cause)}`).not.toContain('hush-1')
  })
})

describe('errors', () => {
  test.each<[sql: string, errorClass: string, sqlState: string | null, marked: string | null]>([
    ['SELEC 1', 'PARSE_SYNTAX_ERROR', '42601', 'SELEC'],
    ['SELECT (1,\n  2', 'PARSE_SYNTAX_ERROR', '42601', ''],
    ["SELECT '😀',\n  * FROM nowhere", 'TABLE_OR_VIEW_NOT_FOUND', '42P01', 'nowhere'],
    ["SELECT '😀', nope FROM range(1)", 'UNRESOLVED_COLUMN.WITH_SUGGESTION', '42703', 'nope'],
    ['SELECT /* 😀😀 */ 1 / 0 AS x', 'DIVIDE_BY_ZERO', '22012', '1 / 0'],
    ["SELECT cast('x' AS int)", 'CAST_INVALID_INPUT', '22018', "cast('x' AS int)"],
    ["SELECT raise_error('boom')", 'USER_RAISED_EXCEPTION', 'P0001', null],
    ["SELECT raise_error(repeat('x', 5000))", 'USER_RAISED_EXCEPTION', 'P0001', null],
    ['SELECT :a', 'UNBOUND_SQL_PARAMETER', '42P02', ':a'],
    ["SELECT time'10:00:00'", 'UNSUPPORTED_TIME_TYPE', '0A000', null],
    ['SELECT no_such_function(1)', 'UNRESOLVED_ROUTINE', '42883', 'no_such_function(1)'],
    ["SELECT map('a', 1, 'a', 2)", 'DUPLICATED_MAP_KEY', '23505', null],
    ['SELECT 2147483647 + 1', 'ARITHMETIC_OVERFLOW', '22003', '2147483647 + 1'],
  ])('%s', async (sql, errorClass, sqlState, marked) => {
    const error = await failureOf(spark.sql(sql))
    expect(error.code).toBe('SPARK_QUERY_FAILED')
    const { place, lines, message, ...rest } = error.details as {
      place: { from: number; to: number } | null
      lines: string[]
      message: string
    }
    expect(rest).toMatchObject({ errorClass, sqlState })
    expect(place && sql.slice(place.from, place.to)).toBe(marked)
    // The mark stands under what it marks, as it is shown.
    if (marked) expect([...(lines[0] ?? '')].slice(lines[1]?.indexOf('^')).join('')).toContain(marked)
    expect(message).not.toMatch(/SQLSTATE|== SQL|'Project|\n|^\[/)
  })

  test('within a view are told with what is there', async () => {
    await spark.sql('CREATE OR REPLACE TEMP VIEW bad AS SELECT 1 / id AS x FROM range(2)')
    const error = await failureOf(spark.sql('SELECT * FROM bad'))
    expect(error.details).toMatchObject({ errorClass: 'DIVIDE_BY_ZERO' })
  })

  test('leave the session as it was', async () => {
    await failureOf(spark.sql('SELECT 1 / 0'))
    expect(await one('1')).toBe(1)
  })
})

describe('a long query', () => {
  const ENDLESS = 'SELECT count(*) FROM range(100000000) a CROSS JOIN range(100000000) b'

  test('is cancelled at the server when its signal aborts, and the session goes on', async () => {
    const controller = new AbortController()
    const seen: SparkProgress[] = []
    const query = spark.sql(ENDLESS, [], {
      signal: controller.signal,
      onProgress: (progress) => {
        seen.push(progress)
        if (progress.tasks.running > 0) controller.abort(new Error('enough'))
      },
    })
    await expect(query).rejects.toThrow('enough')
    expect(seen.at(-1)).toMatchObject({ tasks: { done: 0, running: 2 } })
    // Both cores are free again, else this would wait for ever.
    expect(await one('(SELECT count(*) FROM range(10))')).toBe(10)
    expect(await spark.cancelAll()).toBe(0)
  })

  test('is cancelled by cancelAll, and by somebody else that is told', async () => {
    const session = await server.connect()
    const error = failureOf(
      session.sql(ENDLESS, [], {
        onProgress: ({ tasks }) => void (tasks.running > 0 && session.cancelAll()),
      }),
    )
    expect((await error).code).toBe('SPARK_QUERY_CANCELLED')
  })

  test('tells how far it is', async () => {
    const seen: SparkProgress[] = []
    // Many small parts, so that some of them are done whenever the server tells, however fast the machine is.
    await spark.sql("SELECT count_if(sha(cast(id AS string)) LIKE 'a%') FROM range(0, 6000000, 1, 120)", [], {
      onProgress: (progress) => seen.push(progress),
    })
    expect(seen.at(-1)?.tasks.done).toBeGreaterThan(0)
    expect(seen.map((p) => JSON.stringify([p.stages, p.tasks, p.bytesRead]))).toEqual([
      ...new Set(seen.map((p) => JSON.stringify([p.stages, p.tasks, p.bytesRead]))),
    ])
  })
})

test('1,000,000 rows come as a stream, exact, in the memory of a few batches', async () => {
  let [rows, sum, most] = [0, 0, 0]
  const before = process.memoryUsage().rss
  for await (const { columns, length } of spark.stream(
    "SELECT id, id * 1.5D AS x, concat('row ', id) AS s FROM range(1000000)",
  )) {
    const [ids, halves, texts] = columns.map((c) => c.values)
    for (let i = 0; i < length; i++) {
      if (halves?.[i] !== (rows + i) * 1.5 || texts?.[i] !== `row ${rows + i}`)
        throw new Error(`row ${rows + i} is wrong`)
      sum += ids?.[i] as number
    }
    rows += length
    most = Math.max(most, process.memoryUsage().rss - before)
  }
  expect(rows).toBe(1_000_000)
  expect(sum).toBe((1_000_000 * 999_999) / 2)
  // As one result they would take more than 100 MB as values alone, and twice that on the way.
  expect(most).toBeLessThan(150e6)
})

test('a connection that is cut again and again loses nothing', async () => {
  const proxy = await portProxy()
  proxy.target = server.server
  const session = await server.connect({}, proxy.address)
  const reattached = reattaching()
  let [rows, sum] = [0, 0]
  for await (const { columns, length } of session.stream('SELECT id FROM range(1000000)')) {
    for (const id of columns[0]?.values ?? []) sum += id as number
    rows += length
    if (rows % 100_000 === 0) proxy.cut()
  }
  await session.close()
  await proxy.close()
  expect({ rows, sum }).toEqual({ rows: 1_000_000, sum: (1_000_000 * 999_999) / 2 })
  expect(reattached()).toBeGreaterThan(1)
})
