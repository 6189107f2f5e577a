import { carnetError, type CarnetError } from '../../../errors'
import { type Answers, type SparkThrowable } from './messages'
import { placeOfPosition, placeOfRange, type SqlPlace } from './place'
import { CODE, type CallFailure, isUnknownHandle } from './status'

/** What a call was about, for the error that it ends with. */
export interface CallFacts {
  /** `host:port` */
  readonly server: string
  readonly tokenGiven: boolean
  /** For how long it was tried. */
  readonly triedMs: number
  readonly sql?: string
  /** Rows that had come. */
  readonly rows?: number
}

type ErrorDetail = Answers['FetchErrorDetails']

/** The failure of a call as an error for a person; `whole` is what the server keeps of it, where it could be fetched. */
export function errorOf(failure: CallFailure, whole: ErrorDetail | null, facts: CallFacts): CarnetError {
  const root = whole?.errors[whole.rootErrorIdx ?? 0]
  const message = root?.message ?? failure.message
  const errorClass = root?.sparkThrowable?.errorClass ?? failure.details.errorClass ?? classIn(message)
  return (
    errorOfHandle(failure, errorClass, facts) ??
    errorOfServer(failure, message, facts) ??
    errorOfQuery(failure, message, errorClass, root?.sparkThrowable ?? null, facts)
  )
}

/** Of a session or an operation that the server does not know any more. */
function errorOfHandle(
  failure: CallFailure,
  errorClass: string | null,
  { server, rows = 0 }: CallFacts,
): CarnetError | null {
  const name = errorClass ?? ''
  if (/SESSION_CLOSED/.test(name))
    return carnetError('SPARK_SESSION_ENDED', { server, how: 'expired' }, failure)
  if (/SESSION_(?:CHANGED|NOT_FOUND)/.test(name))
    return carnetError('SPARK_SESSION_ENDED', { server, how: 'restarted' }, failure)
  if (isUnknownHandle(failure)) return carnetError('SPARK_RESULT_LOST', { server, rows }, failure)
  if (name === 'OPERATION_CANCELED') return carnetError('SPARK_QUERY_CANCELLED', { server }, failure)
  return null
}

/** Of the way to the server, or of what answers there. */
function errorOfServer(
  failure: CallFailure,
  message: string,
  { server, tokenGiven, triedMs }: CallFacts,
): CarnetError | null {
  const seconds = Math.max(1, Math.round(triedMs / 1000))
  switch (failure.code) {
    case CODE.UNAVAILABLE:
      return carnetError('SPARK_UNREACHABLE', { server, reason: reasonIn(message), seconds }, failure)
    case CODE.DEADLINE_EXCEEDED:
      return carnetError('SPARK_SILENT', { server, seconds }, failure)
    case CODE.UNAUTHENTICATED:
      return carnetError('SPARK_TOKEN_REFUSED', { server, given: tokenGiven }, failure)
    case CODE.UNIMPLEMENTED:
      return carnetError('SPARK_NOT_CONNECT', { server, message: firstLine(message) }, failure)
    default:
      break
  }
  if (/OutOfMemoryError|Java heap space|GC overhead/.test(`${failure.details.classes?.[0] ?? ''} ${message}`))
    return carnetError('SPARK_SERVER_MEMORY', { server }, failure)
  return null
}

function errorOfQuery(
  failure: CallFailure,
  message: string,
  errorClass: string | null,
  throwable: SparkThrowable | null,
  { server, sql }: CallFacts,
): CarnetError {
  const { code, details } = failure
  if (errorClass === null && details.classes === undefined)
    return carnetError('SPARK_CALL_FAILED', { server, code, message: firstLine(message) }, failure)
  const [context] = throwable?.queryContexts ?? []
  const ofView = context !== undefined && context.objectType !== ''
  const place = sql === undefined || ofView ? null : placeIn(sql, message, throwable)
  return carnetError(
    'SPARK_QUERY_FAILED',
    {
      message: plain(message),
      errorClass,
      sqlState: throwable?.sqlState ?? details.sqlState ?? null,
      parameters: throwable?.messageParameters ?? {},
      place: place && { line: place.line, column: place.column, from: place.from, to: place.to },
      lines: place
        ? place.marked
        : ofView
          ? [`in ${context.objectType.toLowerCase()} ${context.objectName}: ${context.fragment}`]
          : [],
    },
    failure,
  )
}

/** A range where Spark gives one; syntax errors have a position in their text alone. */
function placeIn(sql: string, message: string, throwable: SparkThrowable | null): SqlPlace | null {
  const [context] = throwable?.queryContexts ?? []
  if (context) return placeOfRange(sql, context.startIndex, context.stopIndex)
  const m = /\(line (\d+), pos (\d+)\)/.exec(message)
  return m ? placeOfPosition(sql, Number(m[1]), Number(m[2])) : null
}

/** `[CLASS] ` at the beginning of a message. */
const classIn = (message: string): string | null => /^\s*\[([A-Z][\w.]*)\]/.exec(message)?.[1] ?? null

/** The sentences of a message, without its class, its SQLSTATE, its copy of the query, and the plan. */
function plain(message: string): string {
  return message
    .trim()
    .replace(/^\[[A-Z][\w.]*\] /, '')
    .split(/\n== SQL|;\n|\n\t?at |\n\nJVM stacktrace/, 1)
    .join('')
    .replace(/ ?\(line \d+, pos \d+\)/, '')
    .replace(/;? line \d+ pos \d+/, '')
    .replace(/ SQLSTATE: \w{5}/, '')
    .replace(/\s+/g, ' ')
    .trim()
}

const firstLine = (message: string): string => message.split('\n', 1)[0]?.trim() ?? ''

/** Why there is no connection: the system's own code where there is one, else the words for the last try. */
function reasonIn(message: string): string {
  const [, code] = /\b(E[A-Z]{4,})\b/.exec(message) ?? []
  const [, words] = /Last error: (?:Error: )?(.+?)\.? Resolution note/.exec(message) ?? []
  return code ?? words ?? firstLine(message)
}
