import { carnetError } from '../../errors'
import { nameOf } from './address'
import { pathOf, type Paging } from './options'
import { type Answer, sameHost } from './request'

/** A page that was read: its answer, its body as a value, and how many rows were on it. */
export interface Page {
  /** The address that was asked for, which may have been redirected. */
  readonly asked: URL
  readonly answer: Answer
  readonly body: unknown
  readonly rows: number
}

/** The first address: paging by number begins with it. */
export function firstPage(url: URL, paging: Paging): URL {
  if (typeof paging === 'object' && 'page' in paging && !url.searchParams.has(paging.page))
    return withParameter(url, paging.page, paging.first ?? 1)
  return url
}

/**
 * The address of the page after this one; null where it is the last. Throws HTTP_OTHER_HOST, and HTTP_PAGING_UNKNOWN where
 * the body says that there is more and not where.
 */
export function nextPage({ asked, answer, body, rows }: Page, paging: Paging): URL | null {
  const { url } = answer
  if (paging === 'none') return null
  if (paging === 'auto') return nextByItself(answer, body)
  if ('next' in paging) return addressIn(valueAt(body, pathOf(paging.next)), url)
  if ('cursor' in paging) {
    const cursor = valueAt(body, pathOf(paging.at))
    return isCursor(cursor) ? withParameter(asked, paging.cursor, cursor) : null
  }
  if (rows === 0) return null
  const [name, step] = 'page' in paging ? [paging.page, 1] : [paging.offset, rows]
  return withParameter(asked, name, Number(asked.searchParams.get(name) ?? 0) + step)
}

/** Where servers put the address of the next page. */
const NEXT = [
  'next',
  'links.next',
  'links.next.href',
  '_links.next',
  '_links.next.href',
  'paging.next',
  'pagination.next',
  'meta.next',
  'nextLink',
  'next_page_url',
].map(pathOf)
const ODATA_NEXT = ['@odata.nextLink']

/** What says that there is another page, and not its address. */
const MORE = [
  'has_more',
  'hasMore',
  'next_cursor',
  'nextCursor',
  'next_page_token',
  'nextPageToken',
  'meta.next_cursor',
  'pagination.has_more',
  'pagination.next_cursor',
  'response_metadata.next_cursor',
]

function nextByItself({ link, url }: Answer, body: unknown): URL | null {
  const linked = link === null ? null : nextLink(link)
  if (linked !== null) return sameHost(linked, url)
  for (const path of [...NEXT, ODATA_NEXT]) {
    const next = valueAt(body, path)
    if (typeof next === 'string' && /^(?:https?:\/\/|[/?])/.test(next)) return sameHost(next, url)
  }
  const sign = MORE.find((path) => {
    const value = valueAt(body, pathOf(path))
    return value === true || (typeof value === 'string' && value !== '')
  })
  if (sign !== undefined) throw carnetError('HTTP_PAGING_UNKNOWN', { url: nameOf(url), sign })
  return null
}

/** The address with `rel="next"` of a header `Link` (RFC 8288); null where there is none. */
export function nextLink(header: string): string | null {
  for (const [, address, parameters] of header.matchAll(
    /<([^>]*)>((?:\s*;\s*[^;,="]+(?:=(?:"[^"]*"|[^;,"]*))?)*)/g,
  ))
    if (/;\s*rel\s*=\s*(?:"(?:[^"]*\s)?next(?:\s[^"]*)?"|next(?=\s*(?:;|$)))/i.test(parameters))
      return address
  return null
}

function addressIn(next: unknown, url: URL): URL | null {
  return typeof next === 'string' && next !== '' ? sameHost(next, url) : null
}

const isCursor = (value: unknown): value is string | number =>
  (typeof value === 'string' && value !== '') || typeof value === 'number'

function withParameter(url: URL, name: string, value: string | number): URL {
  const next = new URL(url)
  next.searchParams.set(name, String(value))
  return next
}

/** What a body has at a path; undefined where it has nothing there. Own members alone count. */
export function valueAt(body: unknown, path: readonly string[]): unknown {
  let value = body
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined
    value = (value as Record<string, unknown>)[step]
  }
  return value
}
