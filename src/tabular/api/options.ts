import { invalid, isPlainObject, requireMembers } from '../../kafka/options'
import { checkedRowOptions, isCount, type RowOptions } from '../options'
import { checkedParameters, type Parameters } from './address'

/**
 * How one page leads to the next. `'auto'`: by the header `Link` (RFC 8288), or the address of the next page in the body.
 * `'none'`: there is one page. `{ next }`: the address is in the body, at that path. `{ page }`: a parameter of that name
 * counts the pages, from 1 or `first`. `{ offset }`: a parameter of that name is the number of rows read before. `{ cursor,
 * at }`: the parameter `cursor` is what the body before has at the path `at`.
 */
export type Paging =
  | 'auto'
  | 'none'
  | { readonly next: string }
  | { readonly page: string; readonly first?: number }
  | { readonly offset: string }
  | { readonly cursor: string; readonly at: string }

/** What is asked for, and the bounds of the read. */
export interface JsonApiOptions extends RowOptions {
  /** Where the rows are in the body: `'data.items'`, `''` for the body itself. Seen by default where there is one array. */
  readonly rows?: string
  readonly paging?: Paging
  /** Parameters of the first address: they show in captions, Secrets do not. */
  readonly query?: Parameters
  /** Headers, such as `{ authorization: new Secret('Bearer …') }`. They are sent to the host of the address alone. */
  readonly headers?: Parameters
  /** At most so many pages; 1000 by default. */
  readonly pages?: number
  /** At most so many bytes of all pages; 256 MiB by default. */
  readonly bytes?: number
  /** Ends the read after so many seconds, with the pages that came until then; 300 by default. */
  readonly seconds?: number
  /** Without a whole answer for so many seconds a request is given up; 30 by default. */
  readonly failAfter?: number
  /** How often a request that failed for the moment is made again, with growing pauses; 4 times by default. */
  readonly retries?: number
}

/** The options of this reader, with their defaults. */
export interface JsonApiRequest extends Required<
  Pick<JsonApiOptions, 'paging' | 'headers' | 'pages' | 'bytes' | 'seconds' | 'failAfter' | 'retries'>
> {
  readonly rows: readonly string[] | null
}

const OWN = ['rows', 'paging', 'query', 'headers', 'pages', 'bytes', 'seconds', 'failAfter', 'retries']

/** Throws READ_OPTION_UNKNOWN, READ_OPTION_INVALID, PARSE_OPTION_INVALID. */
export function checkedRequest(options: JsonApiOptions): JsonApiRequest {
  checkedRowOptions(options, OWN)
  const {
    rows,
    paging = 'auto',
    pages = 1000,
    bytes = 256 << 20,
    seconds = 300,
    failAfter = 30,
    retries = 4,
  } = options
  if (rows !== undefined && typeof rows !== 'string')
    throw invalid('rows', rows, 'a path such as "data.items"')
  for (const [name, value] of Object.entries({ pages, bytes }))
    if (!isCount(value)) throw invalid(name, value, 'a whole number above 0')
  for (const [name, value] of Object.entries({ seconds, failAfter }))
    if (!(typeof value === 'number' && value > 0)) throw invalid(name, value, 'a number of seconds above 0')
  if (retries !== 0 && !isCount(retries)) throw invalid('retries', retries, 'a whole number, 0 or more')
  const headers = checkedParameters('headers', options.headers)
  return {
    rows: rows === undefined ? null : pathOf(rows),
    paging: checkedPaging(paging),
    headers,
    pages,
    bytes,
    seconds,
    failAfter,
    retries,
  }
}

/** The steps of a path: `data.items`. */
export const pathOf = (path: string): readonly string[] => (path === '' ? [] : path.split('.'))

const STYLES: readonly (readonly string[])[] = [['next'], ['page', 'first'], ['offset'], ['cursor', 'at']]

function checkedPaging(paging: Paging): Paging {
  if (paging === 'auto' || paging === 'none') return paging
  const given: unknown = paging
  const style = isPlainObject(given) ? STYLES.find(([name]) => Object.hasOwn(given, name)) : undefined
  const wanted = '"auto", "none", { next }, { page }, { offset } or { cursor, at }'
  if (!isPlainObject(given) || style === undefined) throw invalid('paging', given, wanted)
  requireMembers('paging', given, style)
  for (const name of style) {
    const isText = typeof given[name] === 'string' && given[name] !== ''
    if (name === 'first' ? given.first !== undefined && !Number.isSafeInteger(given.first) : !isText)
      throw invalid(`paging.${name}`, given[name], name === 'first' ? 'a whole number' : 'a name')
  }
  return paging
}
