import { describe, expect, onTestFinished, test } from 'vitest'
import { CarnetError } from '../../src/errors'
import { toFrame } from '../../src/frame'
import { labelOf } from '../../src/provenance'
import { openStore, type Store } from '../../src/store'
import { type SqlParameters } from '../../src/store/statement'
import { plainText } from '../../src/show'
import { testFolder } from '../support/folders'
import { change, dump } from './reading'
import { columnOf, parsedOf } from './students'

// Danfo takes its second to load here, not in the first test that needs it.
toFrame(parsedOf())

/** A store with a table of every type. */
function storeOfTypes(): Store {
  const store = openStore(`${testFolder()}/notes.db`)
  onTestFinished(() => store.close())
  store.save(
    parsedOf({
      name: 'notes',
      columns: [
        columnOf('nom', 'text', ['Zoé', '', null, 'constructor']),
        columnOf('id', 'integer', [1, 9007199254740993n, null, -5]),
        columnOf('note', 'number', [14.5, 7, null, -0.25]),
        columnOf('inscrit', 'boolean', [true, false, null, true]),
        columnOf('jour', 'date', ['2024-11-24', '0001-01-01', null, '9999-12-31']),
        columnOf('vu', 'timestamp', [1732464000000, 0, null, -1]),
      ],
    }),
  )
  return store
}

const refusal = (store: Store, sql: string, parameters?: SqlParameters): CarnetError => {
  try {
    store.query(sql, parameters)
  } catch (e) {
    if (e instanceof CarnetError) return e
    throw e
  }
  throw new Error(`${sql} was answered`)
}

const column = (store: Store, sql: string, parameters?: SqlParameters) => {
  const { type, values } = store.query(sql, parameters).columns[0]
  return [type, ...values]
}

describe('columns of a query', () => {
  test('of a table of rows have the types of the schema', () => {
    const table = storeOfTypes().query('SELECT nom, id, note, inscrit, jour, vu FROM notes ORDER BY offset')
    expect(table.columns).toEqual([
      columnOf('nom', 'text', ['Zoé', '', null, 'constructor']),
      columnOf('id', 'integer', [1, 9007199254740993n, null, -5]),
      columnOf('note', 'number', [14.5, 7, null, -0.25]),
      columnOf('inscrit', 'boolean', [true, false, null, true]),
      columnOf('jour', 'date', ['2024-11-24', '0001-01-01', null, '9999-12-31']),
      columnOf('vu', 'timestamp', [1732464000000, 0, null, -1]),
    ])
  })

  test('keep them under other names, through subqueries, joins and views; coordinates have theirs', () => {
    const store = storeOfTypes()
    change(store.file, 'CREATE VIEW mine AS SELECT inscrit AS ok, vu FROM notes WHERE id = 1')
    expect(column(store, 'SELECT ok FROM mine')).toEqual(['boolean', true])
    expect(
      column(store, 'SELECT a.vu AS w FROM (SELECT vu FROM notes) a JOIN notes b ON a.vu = b.vu')[0],
    ).toBe('timestamp')
    expect(column(store, 'SELECT timestamp FROM notes LIMIT 1')).toEqual(['timestamp', 1732464000000])
    expect(column(store, 'SELECT offset FROM notes WHERE offset = 2')).toEqual(['integer', 2])
    expect(column(store, 'SELECT last_timestamp FROM positions')).toEqual(['timestamp', 1732464000003])
  })

  test('that are computed have the type that their values have', () => {
    const store = storeOfTypes()
    expect(column(store, 'SELECT max(id) FROM notes')).toEqual(['integer', 9007199254740993n])
    expect(column(store, 'SELECT count(*) FROM notes')).toEqual(['integer', 4])
    expect(column(store, 'SELECT note * 2 FROM notes WHERE id = 1')).toEqual(['number', 29])
    expect(column(store, 'VALUES (1), (2.5), (NULL)')).toEqual(['number', 1, 2.5, null])
    expect(column(store, "VALUES (1), ('a')")).toEqual(['text', '1', 'a'])
    expect(column(store, 'SELECT NULL')).toEqual(['text', null])
    expect(column(store, "SELECT x'00ff'")).toEqual(['text', 'AP8='])
    expect(column(store, 'SELECT 9e999, 1')).toEqual(['number', Infinity])
  })

  test('of no rows have their types too', () => {
    expect(storeOfTypes().query('SELECT inscrit, id + 1 AS more FROM notes WHERE 0').columns).toEqual([
      columnOf('inscrit', 'boolean', []),
      columnOf('more', 'text', []),
    ])
  })

  test('that another program has put other values into are typed by those', () => {
    const store = storeOfTypes()
    change(store.file, "CREATE TABLE loose (a INTEGER, b TEXT); INSERT INTO loose VALUES ('x', 1), (2, 'y')")
    expect(column(store, 'SELECT a FROM loose')).toEqual(['text', 'x', '2'])
  })

  test('cannot be two of one name', () => {
    expect(refusal(storeOfTypes(), 'SELECT nom, id AS nom FROM notes').code).toBe('COLUMN_TWICE')
  })

  test('may be called as JavaScript calls its own', () => {
    const row = storeOfTypes().query('SELECT 1 AS constructor, 2 AS "__proto__", 3 AS "été 😀"').at(0)
    expect(row && Object.entries(row)).toEqual([
      ['constructor', 1],
      ['__proto__', 2],
      ['été 😀', 3],
    ])
  })
})

describe('values in a query', () => {
  test('by place and by name', () => {
    const store = storeOfTypes()
    expect(column(store, 'SELECT id FROM notes WHERE id > ? AND inscrit = ?', [0, true])).toEqual([
      'integer',
      1,
    ])
    expect(column(store, 'SELECT nom FROM notes WHERE vu = :at', { at: new Date(0) })).toEqual(['text', ''])
    expect(column(store, 'SELECT id FROM notes WHERE id = ?', [9007199254740993n])).toEqual([
      'integer',
      9007199254740993n,
    ])
    expect(column(store, 'SELECT nom FROM notes WHERE nom = ?', ["'; DROP TABLE notes; --"])).toEqual([
      'text',
    ])
  })

  test.each([
    ['SELECT ?', undefined],
    ['SELECT ?', []],
    ['SELECT ?', [1, 2]],
    ['SELECT :a', { b: 1 }],
    ['SELECT ?', { a: 1 }],
    ['SELECT ?', [{}]],
    ['SELECT 1', [1]],
  ] as const)('%s with %j is refused', (sql, parameters) => {
    const { code, todo } = refusal(storeOfTypes(), sql, parameters as unknown as SqlParameters)
    expect(code).toBe('SQLITE_QUERY_REFUSED')
    expect(todo).toMatch(/one value for each/)
  })
})

describe('aggregates', () => {
  const figures = (values: string): Record<string, unknown> => ({
    ...storeOfTypes()
      .query(
        `SELECT sd(x) AS sd, sd_pop(x) AS sd_pop, variance(x) AS variance, variance_pop(x) AS variance_pop,
           median(x) AS median, quantile(x, 0.75) AS q FROM (SELECT column1 AS x FROM (VALUES ${values}))`,
      )
      .at(0),
  })

  test('by the rules of questions', () => {
    expect(figures('(21), (22), (23), (30), (NULL)')).toEqual({
      sd: Math.sqrt(50 / 3),
      sd_pop: Math.sqrt(12.5),
      variance: 50 / 3,
      variance_pop: 12.5,
      median: 22.5,
      q: 24.75,
    })
  })

  test('of one value, of none', () => {
    const none = { sd: null, variance: null, sd_pop: null, variance_pop: null, median: null, q: null }
    expect(figures('(7)')).toEqual({ ...none, sd_pop: 0, variance_pop: 0, median: 7, q: 7 })
    expect(figures('(NULL)')).toEqual(none)
    expect(
      storeOfTypes().query('SELECT sd(id) AS sd, median(id) AS m FROM notes WHERE 0').at(0),
    ).toMatchObject({
      sd: null,
      m: null,
    })
  })

  test('lose nothing far from zero, nor beyond 2^53', () => {
    expect(figures('(1e9 + 4), (1e9 + 7), (1e9 + 13), (1e9 + 16)')).toMatchObject({ variance: 30 })
    expect(figures('(9007199254740993), (9007199254740995)')).toMatchObject({ variance: 2 })
    expect(figures('(9e999), (1)')).toMatchObject({ sd: null, median: null })
  })

  test('of many values, by group', () => {
    const store = storeOfTypes()
    const sql = `WITH RECURSIVE n (i) AS (VALUES (0) UNION ALL SELECT i + 1 FROM n WHERE i < 9999)
      SELECT i % 2 AS odd, median(i) AS m, quantile(i, 0.25) AS q, sd(i) AS sd FROM n GROUP BY odd ORDER BY odd`
    // 5,000 numbers two apart: the variance is 4 · n(n + 1) / 12.
    const sd = Math.sqrt((4 * 5000 * 5001) / 12)
    expect(
      store
        .query(sql)
        .toArray()
        .map((r) => Object.values(r)),
    ).toEqual([
      [0, 4999, 2499.5, sd],
      [1, 5000, 2500.5, sd],
    ])
  })

  test('take numbers alone', () => {
    const store = storeOfTypes()
    expect(refusal(store, "SELECT sd('22 ans')")).toMatchObject({
      code: 'SQLITE_AGGREGATE_TYPE',
      what: 'sd() takes numbers, and the query gives it text such as "22 ans".',
    })
    expect(refusal(store, "SELECT quantile(x'00', 0.5)").what).toMatch(/quantile\(\) takes numbers.*bytes/)
    expect(refusal(store, 'SELECT quantile(id, 75) FROM notes').code).toBe('QUANTILE_RANGE')
    expect(refusal(store, 'SELECT quantile(id, NULL) FROM notes').code).toBe('QUANTILE_RANGE')
  })
})

describe('a query that SQLite does not understand', () => {
  test.each([
    ['SELEC nom FROM notes', 'near "SELEC": syntax error, here: ▸SELEC◂ nom FROM notes', /mean SELECT/],
    [
      'SELECT nom FROM notes WHER id = 1',
      'near "id": syntax error, here: SELECT nom FROM notes WHER ▸id◂ = 1',
      /one SELECT/,
    ],
    ['SELECT nom, FROM notes', 'near "FROM": syntax error, here: SELECT nom, ▸FROM◂ notes', /FROM/],
    ['SELECT nom\n  FROM notes GROUP', 'incomplete input, here: SELECT nom FROM notes GROUP▸◂', /one SELECT/],
    ["SELECT 'nom FROM notes", `unrecognized token: "'nom FROM notes", here: SELECT ▸'nom FROM notes◂`, /./],
    [
      'SELECT n.noms FROM notes n',
      'no such column: n.noms, here: SELECT ▸n.noms◂ FROM notes n',
      /mean nom\?/,
    ],
    ['SELECT "nome" FROM notes', /no such column: "nome".*, here: SELECT ▸"nome"◂ FROM notes/, /nom/],
    ["SELECT 'nome', nome FROM notes", "no such column: nome, here: SELECT 'nome', ▸nome◂ FROM notes", /nom/],
    ['SELECT 1 FROM note', 'no such table: note, here: SELECT 1 FROM ▸note◂', /mean notes\?/],
    ['SELECT 1 FROM xyz', 'no such table: xyz, here: SELECT 1 FROM ▸xyz◂', /tables are .*notes/],
    [
      'SELECT médian(id) FROM notes',
      'no such function: médian, here: SELECT ▸médian◂(id) FROM notes',
      /median/,
    ],
    ['SELECT stddev(id) FROM notes', /no such function: stddev/, /avg, sd, sd_pop/],
    ['SELECT sd(1, 2)', 'wrong number of arguments to function sd(), here: SELECT ▸sd◂(1, 2)', /one SELECT/],
    ['SELECT offset FROM notes, rejects', /ambiguous column name: offset, here: SELECT ▸offset◂ FROM/, /./],
  ])('%j', (sql, reason, todo) => {
    const error = refusal(storeOfTypes(), sql)
    expect(error.code).toBe('SQLITE_QUERY_REFUSED')
    expect(error.what.replace(/^.*?notes\.db": /, '').replace(/\.$/, '')).toMatch(
      typeof reason === 'string' ? new RegExp(`^${reason.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`) : reason,
    )
    expect(error.todo).toMatch(todo)
  })

  test('or that fails on the values that it meets', () => {
    const sql = 'SELECT sum(x) FROM (SELECT 9223372036854775807 AS x UNION ALL SELECT 1)'
    expect(refusal(storeOfTypes(), sql)).toMatchObject({
      code: 'SQLITE_QUERY_REFUSED',
      what: expect.stringMatching(/integer overflow/) as string,
    })
  })

  test('is shown around the place alone', () => {
    const { what } = refusal(
      storeOfTypes(),
      `SELECT ${'nom AS a, '.repeat(30)}agee, ${'id, '.repeat(30)}1 FROM notes`,
    )
    expect(what).toMatch(/here: ….{40}▸agee◂.{40}…\.$/)
  })
})

describe('a query only reads', () => {
  test.each([
    ['DELETE FROM notes', /would change the file/],
    ['DELETE FROM notes RETURNING nom', /would change the file/],
    ["INSERT INTO notes (nom) VALUES ('x') RETURNING nom", /would change the file/],
    ['DROP TABLE notes', /would change the file/],
    ['PRAGMA user_version = 9', /would change the file/],
    ["VACUUM INTO 'x.db'", /would change the file/],
    ["ATTACH 'x.db' AS x", /gives no rows/],
    ['BEGIN', /gives no rows/],
    ['SELECT 1; DELETE FROM notes', /more than one statement/],
    ['', /no statements/],
    ['-- nothing', /no statements/],
  ])('%j', (sql, reason) => {
    const store = storeOfTypes()
    const before = dump(store.file)
    const { code, what } = refusal(store, sql)
    expect([code, what]).toEqual(['SQLITE_QUERY_REFUSED', expect.stringMatching(reason)])
    expect(dump(store.file)).toEqual(before)
  })

  test('and sees what was saved before it, also by another program', () => {
    const store = storeOfTypes()
    change(store.file, "UPDATE notes SET nom = 'Ada' WHERE id = 1")
    expect(column(store, 'SELECT nom FROM notes WHERE id = 1')).toEqual(['text', 'Ada'])
  })
})

describe('what a query gives', () => {
  test('says where it comes from, and shows as a table', () => {
    const table = storeOfTypes().query('SELECT nom,\n  id FROM notes')
    expect(labelOf(table)?.provenance).toMatchObject({
      topics: ['notes.db: SELECT nom, id FROM notes'],
      messages: 4,
      origin: 'database',
    })
    const text = plainText(table)
    expect(text).toContain('9007199254740993')
    expect(text).toMatch(/Filter: as the query says · 4 rows of notes\.db: SELECT nom, id FROM notes/)
  })

  test('a table by its name is all of it', () => {
    const table = storeOfTypes().query(' NOTES ')
    expect([table.length, table.column('vu').type]).toEqual([4, 'timestamp'])
    expect(labelOf(table)).toMatchObject({ filter: null, provenance: { topics: ['notes.db: notes'] } })
  })

  test('is a DataFrame where one is wanted', () => {
    const frame = storeOfTypes().toFrame('SELECT nom, note FROM notes WHERE note > ? ORDER BY note', [0])
    expect(frame.columns).toEqual(['nom', 'note'])
    expect(frame.values).toEqual([
      ['', 7],
      ['Zoé', 14.5],
    ])
  })

  test('is refused once the store is closed', () => {
    const store = storeOfTypes()
    store.close()
    expect(refusal(store, 'SELECT 1').code).toBe('STORE_CLOSED')
  })
})
