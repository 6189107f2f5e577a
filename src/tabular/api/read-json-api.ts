import { createHash } from 'node:crypto'
import { carnetError } from '../../errors'
import { invalid } from '../../kafka/options'
import { matcherOf } from '../../parse/match'
import { type Parsed } from '../../parse/outcome'
import { MessageReader } from '../../parse/reader'
import { type Schema } from '../../parse/schema'
import { rowsOf, type RowTaker } from '../rows-of'
import { addressOf, type Address, nameOf, revealed } from './address'
import { bodyOf, rowsPath, rowTexts } from './body'
import { checkedRequest, type JsonApiOptions, type JsonApiRequest } from './options'
import { firstPage, nextPage } from './paging'
import { type Answer, getPage, type RequestBounds, TooManyBytes } from './request'

/**
 * The rows of a web address that answers with JSON, page after page. Each object is read as a message of a topic would be, by
 * the same rules; one that does not fit is a reject, with its number over all pages, from 1, as the offset. The read is
 * bounded: what ends it before the last page (`limit`, `pages`, `bytes`, `seconds`, an interrupt) is told in every caption. What is
 * busy for the moment is asked again. Provenance names the address without its login and what stands after its `?`.
 *
 * Throws HTTP_STATUS, HTTP_TIMEOUT, HTTP_UNREACHABLE, HTTP_NOT_JSON, HTTP_ROWS_UNCLEAR, HTTP_PAGING_UNKNOWN, HTTP_PAGE_AGAIN,
 * HTTP_OTHER_HOST, HTTP_TOO_LARGE, READ_OPTION_UNKNOWN, READ_OPTION_INVALID, and as `parse` does.
 */
export async function readJsonApi<Row extends object>(
  url: string | URL,
  schema: Schema<Row>,
  options: JsonApiOptions = {},
): Promise<Parsed<Row>> {
  const request = checkedRequest(options)
  const address = addressOf(url, options.query)
  const { mode, maxRejectShare, limit, signal } = options
  const source = { name: address.name, origin: 'http' } as const
  return rowsOf(source, schema, { mode, maxRejectShare, limit, signal }, async (rows, interrupt) => {
    await readPages(address, request, schema, rows, interrupt)
    return null
  })
}

async function readPages(
  address: Address,
  request: JsonApiRequest,
  schema: Schema<object>,
  rows: RowTaker,
  interrupt: AbortSignal,
): Promise<void> {
  const matcher = matcherOf(schema.fields)
  const reader = new MessageReader({ isField: (name) => matcher.isField(name) })
  const time = AbortSignal.timeout(request.seconds * 1000)
  const bounds: RequestBounds = {
    headers: headersOf(request, address),
    failAfter: request.failAfter,
    retries: request.retries,
    signal: AbortSignal.any([interrupt, time]),
  }
  const seen = new SeenPages()
  let room = request.bytes
  let number = 0
  for (let url: URL | null = firstPage(address.url, request.paging), pages = 1; url !== null; pages++) {
    if (!rows.wants()) return
    if (pages > request.pages) return rows.stop('pages')
    const answer = await getPage(url, bounds, room).catch((e: unknown) => {
      if (interrupt.aborted) return rows.stop('interrupt')
      if (pages > 1 && time.aborted) return rows.stop('time')
      if (time.aborted)
        throw carnetError('HTTP_TIMEOUT', { url: nameOf(address.url), seconds: request.seconds }, e)
      if (!(e instanceof TooManyBytes)) throw e
      if (pages > 1) return rows.stop('bytes')
      throw carnetError('HTTP_TOO_LARGE', { url: nameOf(address.url), most: request.bytes })
    })
    if (!answer) return
    room -= answer.body.length
    const body = bodyOf(answer.body, nameOf(url))
    const texts = rowTexts(body, rowsPath(body, request.rows, nameOf(url)))
    seen.add(url, answer, texts.length)
    for (const text of texts) {
      if (!rows.wants()) return
      const bytes = Buffer.from(text)
      rows.add(++number, bytes, (record) => reader.read(record, bytes))
    }
    url = nextPage({ asked: url, answer, body: body.value, rows: texts.length }, request.paging)
  }
}

function headersOf({ headers: given }: JsonApiRequest, { login }: Address): Headers {
  const headers = new Headers({ accept: 'application/json' })
  if (login) headers.set('authorization', login.reveal())
  for (const [name, value] of Object.entries(given)) {
    // Said without the value, which may be a secret: the platform's own error has it.
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name) || !/^[\t\x20-\x7e\x80-\xff]*$/.test(revealed(value).trim()))
      throw invalid(`headers.${name}`, 'not what a header can be', 'a name and a value without line ends')
    headers.set(name, revealed(value).trim())
  }
  return headers
}

/** Pages that were read, to tell a server that goes round in circles. */
class SeenPages {
  readonly #urls = new Set<string>()
  #last = ''

  /** Throws HTTP_PAGE_AGAIN for an address that was read before, or a body that is that of the page before. */
  add({ href }: URL, { url, body }: Answer, rows: number): void {
    const hash = createHash('sha256').update(body).digest('hex')
    if (this.#urls.has(href) || (rows > 0 && hash === this.#last))
      throw carnetError('HTTP_PAGE_AGAIN', { url: nameOf(url), page: this.#urls.size + 1 })
    this.#urls.add(href)
    this.#last = hash
  }
}
