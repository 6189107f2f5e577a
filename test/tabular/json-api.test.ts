import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { integer, schema, text } from '../../src/parse/schema'
import { Secret } from '../../src/secret'
import { readJsonApi } from '../../src/tabular'
import { nextLink } from '../../src/tabular/api/paging'
import { closedPort, serve, type Handler } from './server'
import { expectCode, filiere, rejectsOf, rowsOf } from './support'

const names = (parsed: Awaited<ReturnType<typeof readJsonApi>>): unknown => parsed.rows.columns[0].values
const page = (n: number): object[] => [{ filiere: `F${2 * n - 1}` }, { filiere: `F${2 * n}` }]
const SIX = ['F1', 'F2', 'F3', 'F4', 'F5', 'F6']
const read = async (handler: Handler, options = {}, path = '/filieres') => {
  const server = await serve(handler)
  return { server, parsed: await readJsonApi(server.url + path, filiere, options) }
}
const number = (url: URL, name: string, otherwise = 1): number =>
  Number(url.searchParams.get(name) ?? otherwise)

describe('pages', () => {
  test('one page: the body is the array', async () => {
    const { parsed, server } = await read(() => [
      { Filière: 'Biologie', places: '30 places' },
      { filiere: 'B', places: '7' },
    ])
    expect(rowsOf(parsed)).toEqual([{ filiere: 'B', responsable: null, places: 7 }])
    expect(rejectsOf(parsed)).toEqual([
      [1, 'NOT_A_NUMBER', '{"Filière":"Biologie","places":"30 places"}', 31],
    ])
    expect(parsed.provenance).toMatchObject({
      topics: [`${server.url}/filieres`],
      ranges: [{ topic: `${server.url}/filieres`, partition: 0, from: 1n, to: 3n }],
      origin: 'http',
      capture: null,
    })
  })

  test('by the header Link', async () => {
    const { parsed, server } = await read((url, _, response) => {
      const n = number(url, 'p')
      if (n < 3)
        response.setHeader(
          'link',
          `</filieres?p=1>; rel="first", </filieres?p=${n + 1}>; title="a, b"; rel="next"`,
        )
      return page(n)
    })
    expect(names(parsed)).toEqual(SIX)
    expect(server.asked).toEqual(['/filieres', '/filieres?p=2', '/filieres?p=3'])
    expect(parsed.provenance.stopped).toBeUndefined()
  })

  test.each([
    ['next', (next: string | null) => ({ next })],
    ['links.next', (next: string | null) => ({ links: { next } })],
    [
      '_links.next.href',
      (next: string | null) => ({ _links: next === null ? {} : { next: { href: next } } }),
    ],
    ['@odata.nextLink', (next: string | null) => (next === null ? {} : { '@odata.nextLink': next })],
  ])('by an address in the body, seen at %s', async (_, around) => {
    const { parsed } = await read((url) => {
      const n = number(url, 'p')
      return { results: page(n), ...around(n < 3 ? `?p=${n + 1}` : null) }
    })
    expect(names(parsed)).toEqual(SIX)
  })

  test('by an address in the body at a path of its own', async () => {
    const { parsed } = await read(
      (url) => {
        const n = number(url, 'p')
        return {
          data: { items: page(n), other: [{ a: 1 }] },
          meta: { after: n < 3 ? `/filieres?p=${n + 1}` : '' },
        }
      },
      { rows: 'data.items', paging: { next: 'meta.after' } },
    )
    expect(names(parsed)).toEqual(SIX)
  })

  test('by page number, until a page is empty', async () => {
    const { parsed, server } = await read(
      (url) => (number(url, 'page') > 3 ? [] : page(number(url, 'page'))),
      {
        paging: { page: 'page' },
        query: { size: 2 },
      },
    )
    expect(names(parsed)).toEqual(SIX)
    expect(server.asked).toEqual([1, 2, 3, 4].map((n) => `/filieres?size=2&page=${n}`))
  })

  test('by page number from 0', async () => {
    const { parsed } = await read((url) => (number(url, 'p') > 2 ? [] : page(number(url, 'p') + 1)), {
      paging: { page: 'p', first: 0 },
    })
    expect(names(parsed)).toEqual(SIX)
  })

  test('by offset', async () => {
    const { parsed, server } = await read(
      (url) =>
        SIX.map((name) => ({ filiere: name }))
          .slice(number(url, 'skip', 0))
          .slice(0, 4),
      { paging: { offset: 'skip' } },
    )
    expect(names(parsed)).toEqual(SIX)
    expect(server.asked).toEqual(['/filieres', '/filieres?skip=4', '/filieres?skip=6'])
  })

  test('from the page or offset that the address has', async () => {
    const { parsed } = await read(
      (url) => (number(url, 'page') > 3 ? [] : page(number(url, 'page'))),
      { paging: { page: 'page' } },
      '/filieres?page=2',
    )
    expect(names(parsed)).toEqual(['F3', 'F4', 'F5', 'F6'])
    const other = await read(
      (url) =>
        SIX.map((name) => ({ filiere: name }))
          .slice(number(url, 'skip', 0))
          .slice(0, 2),
      { paging: { offset: 'skip' } },
      '/filieres?skip=3',
    )
    expect(names(other.parsed)).toEqual(['F4', 'F5', 'F6'])
  })

  test('by cursor', async () => {
    const { parsed, server } = await read(
      (url) => {
        const n = { null: 1, 'a/b': 2, c: 3 }[String(url.searchParams.get('after'))] ?? 0
        return { rows: page(n), meta: { cursor: ['', 'a/b', 'c', null][n] } }
      },
      { paging: { cursor: 'after', at: 'meta.cursor' } },
    )
    expect(names(parsed)).toEqual(SIX)
    expect(server.asked).toEqual(['/filieres', '/filieres?after=a%2Fb', '/filieres?after=c'])
  })

  test('one alone, when asked so', async () => {
    const { parsed } = await read(() => ({ results: page(1), next: '/filieres?p=2' }), { paging: 'none' })
    expect(names(parsed)).toEqual(['F1', 'F2'])
  })
})

describe('bounds', () => {
  const endless: Handler = (url) => page(number(url, 'page'))
  const paging = { page: 'page' }

  test('endless pages end at the number of pages, and it is told', async () => {
    const { parsed, server } = await read(endless, { paging, pages: 3 })
    expect(names(parsed)).toEqual(SIX)
    expect(server.asked).toHaveLength(3)
    expect(parsed.provenance.stopped).toBe('pages')
  })

  test('at a number of rows', async () => {
    const { parsed, server } = await read(endless, { paging, limit: 3 })
    expect(names(parsed)).toEqual(['F1', 'F2', 'F3'])
    expect(server.asked).toHaveLength(2)
    expect(parsed.provenance.stopped).toBe('rows')
  })

  test('at a number of bytes: whole pages alone count', async () => {
    const { parsed } = await read(endless, { paging, bytes: 80 })
    expect(names(parsed)).toEqual(['F1', 'F2', 'F3', 'F4'])
    expect(parsed.provenance.stopped).toBe('bytes')
    await expectCode(read(endless, { paging, bytes: 10 }), 'HTTP_TOO_LARGE')
  })

  test('at a time, and when interrupted: what came until then is kept', async () => {
    const slowly: Handler = (url) => (number(url, 'page') > 1 ? undefined : page(1))
    const { parsed } = await read(slowly, { paging, seconds: 0.2 })
    expect([names(parsed), parsed.provenance.stopped]).toEqual([['F1', 'F2'], 'time'])
    const stop = new AbortController()
    const stopping: Handler = (url) => {
      if (number(url, 'page') === 1) return page(1)
      stop.abort()
      return undefined
    }
    const stopped = await read(stopping, { paging, signal: stop.signal })
    expect([names(stopped.parsed), stopped.parsed.provenance.stopped]).toEqual([['F1', 'F2'], 'interrupt'])
  })

  test('a server that goes round in circles is told', async () => {
    await expectCode(
      read(() => ({ results: page(1), next: '/filieres' })),
      'HTTP_PAGE_AGAIN',
      /Page 2/,
    )
    await expectCode(
      read(() => page(1), { paging }),
      'HTTP_PAGE_AGAIN',
      /Page 2/,
    )
  })
})

describe('what fails for the moment is asked again', () => {
  test('429 with Retry-After, 503, a connection that breaks off', async () => {
    const tries: number[] = []
    const { parsed, server } = await read((_, request, response) => {
      tries.push(Date.now())
      response.setHeader('retry-after', '0')
      if (tries.length === 1) response.writeHead(429).end()
      else if (tries.length === 2) response.writeHead(503).end('busy')
      else if (tries.length === 3) request.socket.destroy()
      else return page(1)
      return undefined
    })
    expect(names(parsed)).toEqual(['F1', 'F2'])
    expect(server.asked).toHaveLength(4)
  })

  test('no more often than asked, and not where the server says to wait for long', async () => {
    const busy: Handler = (_, __, response) => void response.writeHead(503, { 'retry-after': '0' }).end()
    await expectCode(read(busy, { retries: 1 }), 'HTTP_STATUS', /503/)
    const later: Handler = (_, __, response) => void response.writeHead(429, { 'retry-after': '86400' }).end()
    const server = await serve(later)
    await expectCode(readJsonApi(server.url, filiere), 'HTTP_STATUS', /429/)
    expect(server.asked).toHaveLength(1)
  })

  test('a slow answer is given up, and tried again', async () => {
    let tries = 0
    const { parsed } = await read(() => (++tries === 1 ? undefined : page(1)), { failAfter: 0.2 })
    expect(names(parsed)).toEqual(['F1', 'F2'])
    await expectCode(
      read(() => undefined, { failAfter: 0.1, retries: 0 }),
      'HTTP_TIMEOUT',
      /0\.1 s/,
    )
  })
})

describe('what cannot be read is told', () => {
  const status =
    (code: number): Handler =>
    (_, __, response) =>
      void response.writeHead(code).end('{"message":"no"}')

  test.each([
    [401, /Unauthorized.*token/],
    [404, /Not Found.*address/],
    [400, /Bad Request/],
  ])('%i', async (code, words) => {
    await expectCode(read(status(code)), 'HTTP_STATUS', words)
  })

  test('what is no JSON', async () => {
    const html: Handler = (_, __, response) => void response.end('<!doctype html><p>Log in')
    await expectCode(read(html), 'HTTP_NOT_JSON', /character 1 .*doctype/)
    await expectCode(
      read((_, __, response) => void response.end('')),
      'HTTP_NOT_JSON',
    )
    await expectCode(
      read((_, __, response) => void response.end('[[')),
      'HTTP_NOT_JSON',
      /character 3/,
    )
    const bytes = Buffer.from([0x81, 0x8d])
    await expectCode(
      read((_, __, response) => void response.end(bytes)),
      'HTTP_NOT_JSON',
      /not text/,
    )
    await expectCode(
      read((_, __, response) => void response.end('['.repeat(5000))),
      'HTTP_NOT_JSON',
      /nests/,
    )
  })

  test('a body in which the rows are not clear', async () => {
    await expectCode(
      read(() => ({ a: [{}], b: [{}] })),
      'HTTP_ROWS_UNCLEAR',
      /members are a, b/,
    )
    await expectCode(
      read(() => ({ a: 1 })),
      'HTTP_ROWS_UNCLEAR',
    )
    await expectCode(
      read(() => 7),
      'HTTP_ROWS_UNCLEAR',
      /none/,
    )
    await expectCode(
      read(() => ({ a: [{}] }), { rows: 'b.c' }),
      'HTTP_ROWS_UNCLEAR',
      /no array at "b\.c"/,
    )
    await expectCode(
      read(() => ({}), { rows: 'constructor' }),
      'HTTP_ROWS_UNCLEAR',
    )
  })

  test('one array of objects among other members is clear, and so is an empty one', async () => {
    const { parsed } = await read(() => ({ total: 2, tags: ['a'], items: page(1) }))
    expect(names(parsed)).toEqual(['F1', 'F2'])
    expect((await read(() => ({ total: 0, items: [] }))).parsed.rows.length).toBe(0)
  })

  test('pages that are there and not named', async () => {
    await expectCode(
      read(() => ({ items: page(1), has_more: true })),
      'HTTP_PAGING_UNKNOWN',
      /has_more/,
    )
    const cursor = { items: page(1), response_metadata: { next_cursor: 'abc' } }
    await expectCode(
      read(() => cursor),
      'HTTP_PAGING_UNKNOWN',
      /at: 'response_metadata\.next_cursor'/,
    )
    const { parsed } = await read(() => ({ items: page(1), has_more: false, next_cursor: '' }))
    expect(parsed.rows.length).toBe(2)
  })

  test('a name, a port, an address that is none', async () => {
    await expectCode(
      readJsonApi(`http://127.0.0.1:${await closedPort()}/x`, filiere),
      'HTTP_UNREACHABLE',
      /ECONNREFUSED/,
    )
    for (const given of ['filieres', 'ftp://x/y', '', 'https://user:pass@'])
      await expectCode(readJsonApi(given, filiere), 'READ_OPTION_INVALID', /^(?!.*pass@).*url/)
  })

  test.each([
    [{ paging: { seite: 'p' } }, 'READ_OPTION_INVALID', /paging/],
    [{ paging: { page: '' } }, 'READ_OPTION_INVALID', /paging\.page/],
    [{ paging: { page: 'p', first: 0.5 } }, 'READ_OPTION_INVALID', /paging\.first/],
    [{ paging: { cursor: 'c' } }, 'READ_OPTION_INVALID', /paging\.at/],
    [{ paging: { next: 'n', page: 'p' } }, 'READ_OPTION_UNKNOWN', /paging\.page/],
    [{ pages: 0 }, 'READ_OPTION_INVALID', /pages/],
    [{ seconds: -1 }, 'READ_OPTION_INVALID', /seconds/],
    [{ retries: 1.5 }, 'READ_OPTION_INVALID', /retries/],
    [{ rows: 7 }, 'READ_OPTION_INVALID', /rows/],
    [{ query: { a: true } }, 'READ_OPTION_INVALID', /query\.a/],
    [{ page: 1 }, 'READ_OPTION_UNKNOWN', /pages/],
  ] as const)('%j', async (options, code, words) => {
    await expectCode(readJsonApi('http://127.0.0.1:1', filiere, options as object), code, words)
  })
})

describe('secrets', () => {
  test('go to the server, and nowhere else', async () => {
    const seen: unknown[] = []
    const { parsed, server } = await read(
      (url, { headers }) => {
        seen.push([
          headers.authorization,
          headers['x-key'],
          url.searchParams.get('token'),
          url.searchParams.get('annee'),
        ])
        return page(1)
      },
      {
        headers: { authorization: new Secret('Bearer t0p'), 'x-key': 'k' },
        query: { token: new Secret('s3cret'), annee: 2024 },
      },
      '/filieres?apikey=h1dden',
    )
    expect(seen).toEqual([['Bearer t0p', 'k', 's3cret', '2024']])
    expect(parsed.provenance.topics).toEqual([`${server.url}/filieres?token=[secret]&annee=2024`])
    expect(inspect(parsed, { depth: 9 })).not.toMatch(/t0p|s3cret|h1dden/)
  })

  test('a login in the address becomes a header, and is not printed', async () => {
    const seen: unknown[] = []
    const server = await serve((_, { headers }) => (seen.push(headers.authorization), page(1)))
    const parsed = await readJsonApi(server.url.replace('//', '//user:p%40ss@'), filiere)
    expect(seen).toEqual([`Basic ${Buffer.from('user:p@ss').toString('base64')}`])
    expect(inspect(parsed, { depth: 9 })).not.toMatch(/p@ss|p%40ss/)
  })

  test('are not in errors', async () => {
    const server = await serve((_, __, response) => void response.writeHead(403).end())
    const secret = new Secret('s3cret')
    const failed = readJsonApi(`${server.url}/a?key=s3cret`, filiere, {
      query: { token: secret },
      headers: { a: secret },
    })
    await expectCode(failed, 'HTTP_STATUS', /^(?!.*s3cret)/)
    const broken = readJsonApi(server.url, filiere, { headers: { a: new Secret('s3c\nret') } })
    await expectCode(broken, 'READ_OPTION_INVALID', /^(?!.*s3c\n)[^]*headers\.a/)
  })

  test('are not sent to another host, by a page or a redirect', async () => {
    const other = await serve(() => page(2))
    await expectCode(
      read(() => ({ results: page(1), next: `${other.url}/x` })),
      'HTTP_OTHER_HOST',
    )
    const away: Handler = (_, __, response) => void response.writeHead(302, { location: other.url }).end()
    await expectCode(read(away), 'HTTP_OTHER_HOST')
    expect(other.asked).toEqual([])
  })

  test('redirects on the same host are followed, not for ever', async () => {
    const moved: Handler = (url, _, response) =>
      url.pathname === '/new' ? page(1) : void response.writeHead(301, { location: '/new' }).end()
    expect(names((await read(moved)).parsed)).toEqual(['F1', 'F2'])
    const round: Handler = (_, __, response) => void response.writeHead(302, { location: '/filieres' }).end()
    await expectCode(read(round), 'HTTP_STATUS', /302/)
  })
})

test('each object is a message: exact integers, envelopes, prototype names, what is no object', async () => {
  const odd = schema({ id: integer(), constructor: text() })
  const server = await serve(
    (_, __, response) =>
      void response.end(
        '{"x":{"y":[{"id":9007199254740993,"constructor":"a"}, {"payload":{"id":1,"constructor":"b"}}, null, 3]}}',
      ),
  )
  const parsed = await readJsonApi(server.url, odd, { rows: 'x.y' })
  expect(rowsOf(parsed)).toEqual([
    { id: 9007199254740993n, constructor: 'a' },
    { id: 1, constructor: 'b' },
  ])
  expect(rejectsOf(parsed)).toEqual([
    [3, 'NOT_AN_OBJECT', 'null', 0],
    [4, 'NOT_AN_OBJECT', '3', 0],
  ])
})

test.each([
  ['<https://a/b?page=2>; rel="next"', 'https://a/b?page=2'],
  ['</x>; rel=prev, </y>; rel=next', '/y'],
  ['</x>; rel="prev next"; title="a"', '/x'],
  ['</x>; rel="nextish"', null],
  ['</a,b;c>; rel="next"', '/a,b;c'],
  ['</x>; title="rel=next"; rel="last"', null],
  ['', null],
])('the header %j leads to %j', (header, expected) => {
  expect(nextLink(header)).toBe(expected)
})
