import { invalid, isPlainObject } from '../../kafka/options'
import { Secret } from '../../secret'

/** A value that goes to a server: printed as it is, or never where it is a Secret. */
export type Sent = string | number | Secret

/** Parameters that are added to an address, and its headers. */
export type Parameters = Readonly<Record<string, Sent>>

/** An address to begin with, and how it may be printed. */
export interface Address {
  readonly url: URL
  /** Without what may be a secret: a login, what stands after `?`, and parameters that are Secrets. */
  readonly name: string
  /** The header that a login in the address stands for. */
  readonly login: Secret | null
}

/** Reads an address and adds parameters to it. Throws READ_OPTION_INVALID. */
export function addressOf(given: string | URL, query: Parameters | undefined): Address {
  const url = parsed(given)
  if (url === null || !/^https?:$/.test(url.protocol))
    throw invalid('url', printable(given), 'an address such as "https://host.example/filieres"')
  const { username, password } = url
  const login =
    username === '' && password === ''
      ? null
      : new Secret(`Basic ${Buffer.from(`${decoded(username)}:${decoded(password)}`).toString('base64')}`)
  url.username = ''
  url.password = ''
  url.hash = ''
  for (const [name, value] of Object.entries(checkedParameters('query', query)))
    url.searchParams.set(name, revealed(value))
  return { url, name: nameOf(url) + shownQuery(query), login }
}

/** An address as it may be printed: what stands after `?` may be a secret. */
export const nameOf = (url: URL): string => `${url.origin}${url.pathname}`

/** The parameters that are not secret, and the names of those that are. */
function shownQuery(query: Parameters = {}): string {
  const shown = Object.entries(query).map(([name, value]) => `${name}=${String(value)}`)
  return shown.length > 0 ? `?${shown.join('&')}` : ''
}

export const revealed = (value: Sent): string => (value instanceof Secret ? value.reveal() : String(value))

/** Throws READ_OPTION_INVALID; the value is not in the message, since it may be a secret. */
export function checkedParameters(option: string, values: Parameters | undefined): Parameters {
  const given: unknown = values ?? {}
  if (!isPlainObject(given)) throw invalid(option, given, `an object: ${option}: { name: 'value' }`)
  for (const [name, value] of Object.entries(given))
    if (!(typeof value === 'string' || typeof value === 'number' || value instanceof Secret))
      throw invalid(`${option}.${name}`, `of type ${typeof value}`, 'text, a number or a Secret')
  return values ?? {}
}

function parsed(given: string | URL): URL | null {
  const text: unknown = given instanceof URL ? given.href : given
  return typeof text === 'string' && URL.canParse(text) ? new URL(text) : null
}

/** The beginning of what was given for an address, where no secret is. */
const printable = (given: unknown): string => String(given).replace(/[?#].*$|\/\/[^/@]*@/gs, '…')

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
