import { brokerErrors } from './broker'
import { chartErrors } from './chart'
import { cliErrors } from './cli'
import { collectErrors } from './collect'
import { configErrors } from './config'
import { type ErrorEntry } from './define'
import { groupErrors } from './group'
import { joinErrors } from './join'
import { kafkaErrors } from './kafka'
import { machineErrors } from './machine'
import { metricsErrors } from './metrics'
import { notebookErrors } from './notebook'
import { parseErrors } from './parse'
import { queryErrors } from './query'
import { readingErrors } from './reading'
import { registryErrors } from './registry'
import { reportErrors } from './report'
import { sourceErrors } from './source'
import { sparkErrors } from './spark'
import { storeErrors } from './store'
import { storeReadingErrors } from './store-reading'
import { tabularErrors } from './tabular'
import { traceErrors } from './trace'

/** Every failure that a user can meet, by code. One file an area; rendered whole in test/golden/errors.txt. */
export const catalogue = {
  ...configErrors,
  ...kafkaErrors,
  ...readingErrors,
  ...groupErrors,
  ...brokerErrors,
  ...machineErrors,
  ...registryErrors,
  ...sourceErrors,
  ...parseErrors,
  ...tabularErrors,
  ...queryErrors,
  ...joinErrors,
  ...sparkErrors,
  ...storeErrors,
  ...storeReadingErrors,
  ...metricsErrors,
  ...collectErrors,
  ...traceErrors,
  ...chartErrors,
  ...notebookErrors,
  ...reportErrors,
  ...cliErrors,
}

export type ErrorCode = keyof typeof catalogue
type Details<C extends ErrorCode> = (typeof catalogue)[C] extends ErrorEntry<infer P> ? P : never

/** A failure with a code, one sentence that says what happened and one that says what to do. */
export class CarnetError extends Error {
  override readonly name = 'CarnetError'
  constructor(
    readonly code: ErrorCode,
    /** What happened. */
    readonly what: string,
    /** What to do about it. */
    readonly todo: string,
    /** The facts behind the sentences, for programs. */
    readonly details: object,
    cause?: unknown,
  ) {
    super(`${what} ${todo} [${code}]`, cause === undefined ? undefined : { cause })
  }

  toJSON(): object {
    return { code: this.code, what: this.what, todo: this.todo, details: this.details }
  }
}

/** Makes the error of that code: `throw carnetError('COLUMN_UNKNOWN', { column, known })`. */
export function carnetError<C extends ErrorCode>(code: C, details: Details<C>, cause?: unknown): CarnetError {
  const e = catalogue[code] as unknown as ErrorEntry<object>
  return new CarnetError(code, e.what(details), e.todo(details), details, cause)
}
