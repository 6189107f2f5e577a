import { type SchemaRegistry } from '../config'
import { type CarnetError, carnetError } from '../errors'
import { type Answer, SECONDS } from './request'
import { membersOf } from './schema'

/** What an answer means. */
export type Meaning =
  | { readonly json: Readonly<Record<string, unknown>> }
  /** Why this schema cannot be had, while others may be. */
  | { readonly why: string }
  /** What is wrong with the registry, or the way to it. */
  | { readonly error: CarnetError }

/** The answer to a question for a schema. */
export const isSchema = (json: unknown): boolean => typeof membersOf(json).schema === 'string'

/** The answer to the question which types of schemas there are. */
export const isTypes = (json: unknown): boolean => Array.isArray(json)

/**
 * Tells what is wrong with one schema from what is wrong with the registry: by the status, and by the error code in the
 * body (https://docs.confluent.io/platform/current/schema-registry/develop/api.html#errors).
 */
export function meaningOf(
  { status, json, location }: Answer,
  registry: SchemaRegistry,
  isRight: (json: unknown) => boolean,
): Meaning {
  const { url, username } = registry
  const body = membersOf(json)
  const { error_code: code, message } = body
  const said = typeof message === 'string' ? inOneLine(message) : null
  const failure = (error: CarnetError): Meaning => ({ error })
  if (status === 200)
    return isRight(json)
      ? { json: body }
      : failure(carnetError('REGISTRY_NOT_ONE', { url, answer: 'an answer of another kind' }))
  if (status === 401) return failure(carnetError('REGISTRY_LOGIN_REFUSED', { url, username }))
  if (status === 403)
    return { why: `the schema registry does not let ${username === null ? 'you' : `"${username}"`} see it` }
  if (status === 404 && isCode(code))
    return { why: `the schema registry does not know it${said === null ? '' : ` ("${said}")`}` }
  if (location !== null && status >= 300 && status < 400)
    return failure(
      carnetError('REGISTRY_NOT_ONE', { url, answer: `a redirect to ${withoutLogin(location)}` }),
    )
  if (status === 429 || status >= 500)
    return failure(carnetError('REGISTRY_FAILS', { url, status, message: said ?? 'it says no more' }))
  if (isCode(code)) return { why: `the schema registry refuses it (${said ?? String(code)})` }
  const answer = `the status ${status} without an error code`
  return failure(carnetError('REGISTRY_NOT_ONE', { url, answer }))
}

const LONGEST_MESSAGE = 200

/** What a registry says, as a part of a sentence; null where it says nothing. */
function inOneLine(message: string): string | null {
  const line = message
    .slice(0, LONGEST_MESSAGE)
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
  return line === '' ? null : line.replace(/\.$/, '')
}

const isCode = (code: unknown): boolean => typeof code === 'number'

/** A busy registry, or one that is being started: worth another try. */
export const isPassing = ({ status }: Answer): boolean => [429, 502, 503, 504].includes(status)

/** What it means that no answer came. */
export function explainSocket(failure: unknown, { url, ca }: SchemaRegistry): CarnetError {
  const { code, name, message } = failure as { code?: unknown; name?: string; message?: string }
  if (name === 'TimeoutError') return carnetError('REGISTRY_SILENT', { url, seconds: SECONDS }, failure)
  const reason = typeof code === 'string' ? code : (message ?? 'no reason is given')
  if (/^HPE_/.test(reason))
    return carnetError('REGISTRY_NOT_ONE', { url, answer: 'something else than HTTP' }, failure)
  if (/^(UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|CERT_SIGNATURE_|CERT_UNTRUSTED|INVALID_CA)/.test(reason))
    return carnetError('REGISTRY_CA_UNKNOWN', { url, isGiven: ca !== null, reason }, failure)
  if (/^(ERR_SSL_|ERR_TLS_|CERT_|CRL_|EPROTO$)/.test(reason))
    return carnetError('REGISTRY_TLS_FAILED', { url, reason }, failure)
  return carnetError('REGISTRY_UNREACHABLE', { url, reason }, failure)
}

/** A URL may have a login in it. */
function withoutLogin(location: string): string {
  return location.replace(/\/\/[^/@]*@/, '//')
}
