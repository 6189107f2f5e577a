import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { errorOf } from '../../../src/engine/spark/client/failure'
import { decodeAnswer } from '../../../src/engine/spark/client/messages'
import {
  CallFailure,
  CODE,
  isPassing,
  isUnknownHandle,
  readDetails,
} from '../../../src/engine/spark/client/status'

interface Recorded {
  readonly sql: string
  readonly code: number
  readonly message: string
  /** Of the call, and the answer to FetchErrorDetails: bytes in base64, as Spark 4.2.0 sent them. */
  readonly trailer: string
  readonly details: string
}

const recorded = JSON.parse(readFileSync(join(__dirname, 'recorded', 'errors.json'), 'utf8')) as Record<
  string,
  Recorded
>
const facts = { server: 'h:1', tokenGiven: true, triedMs: 5000 }

function failureOf(name: string): { failure: CallFailure; whole: ReturnType<typeof details>; sql: string } {
  const { code, message, trailer, sql } = recorded[name] ?? fail(name)
  return {
    failure: new CallFailure(code, message, readDetails(Buffer.from(trailer, 'base64'))),
    whole: details(name),
    sql,
  }
}
const details = (name: string) =>
  decodeAnswer('FetchErrorDetails', Buffer.from((recorded[name] ?? fail(name)).details, 'base64'))
const fail = (name: string): never => {
  throw new Error(`nothing recorded of ${name}`)
}

const said = (name: string, whole = true): ReturnType<typeof errorOf> => {
  const made = failureOf(name)
  return errorOf(made.failure, whole ? made.whole : null, { ...facts, sql: made.sql })
}

describe('an error of a query', () => {
  test('says what Spark says, and marks the place', () => {
    expect(said('missing').what).toBe(
      'Spark does not do this query at line 2, column 8 (TABLE_OR_VIEW_NOT_FOUND, SQLSTATE 42P01): ' +
        'The table or view `nowhere` cannot be found. Verify the spelling and correctness of the schema and catalog. ' +
        'Search path: [`system`.`builtin`, `system`.`session`, `spark_catalog`.`default`]. ' +
        'If you did not qualify the name with a schema, verify the current_schema() output, or qualify the name with the correct schema and catalog. ' +
        'To tolerate the error on drop use DROP VIEW IF EXISTS or DROP TABLE IF EXISTS.\n' +
        '    FROM nowhere\n' +
        '         ^^^^^^^',
    )
    expect(said('missing').details).toMatchObject({ place: { line: 2, column: 8, from: 16, to: 23 } })
    expect(said('divide').what).toContain('\n  SELECT 1/0\n         ^^^')
  })

  test('of its syntax has its place from the text, where Spark gives no range', () => {
    expect(said('syntax').what).toBe(
      "Spark does not do this query at line 1, column 1 (PARSE_SYNTAX_ERROR, SQLSTATE 42601): Syntax error at or near 'SELEC'.\n  SELEC 1\n  ^^^^^",
    )
  })

  test('too long for the trailer has its class from the details', () => {
    expect(failureOf('raised').failure.details.errorClass).toBeUndefined()
    expect(said('raised').details).toMatchObject({
      errorClass: 'USER_RAISED_EXCEPTION',
      sqlState: 'P0001',
      message: 'x'.repeat(3000),
      place: null,
      lines: [],
    })
  })

  test('is still one where the details cannot be fetched', () => {
    expect(said('divide', false).details).toMatchObject({
      errorClass: 'DIVIDE_BY_ZERO',
      sqlState: '22012',
      place: null,
    })
  })
})

describe('a failure of the way to the server', () => {
  test.each([
    [
      CODE.UNAVAILABLE,
      'No connection established. Last error: connect ECONNREFUSED 127.0.0.1:1',
      'SPARK_UNREACHABLE',
    ],
    [CODE.DEADLINE_EXCEEDED, 'Deadline exceeded', 'SPARK_SILENT'],
    [CODE.UNAUTHENTICATED, 'Invalid authentication token', 'SPARK_TOKEN_REFUSED'],
    [CODE.UNIMPLEMENTED, 'Method not found', 'SPARK_NOT_CONNECT'],
    [CODE.UNKNOWN, 'Java heap space', 'SPARK_SERVER_MEMORY'],
    [CODE.PERMISSION_DENIED, 'no', 'SPARK_CALL_FAILED'],
    [CODE.INTERNAL, '[INVALID_HANDLE.SESSION_CLOSED] The handle …', 'SPARK_SESSION_ENDED'],
    [CODE.INTERNAL, '[INVALID_HANDLE.SESSION_CHANGED] The handle …', 'SPARK_SESSION_ENDED'],
    [CODE.INTERNAL, '[INVALID_HANDLE.OPERATION_NOT_FOUND] The handle …', 'SPARK_RESULT_LOST'],
    [CODE.INTERNAL, '[OPERATION_CANCELED] Operation has been canceled.', 'SPARK_QUERY_CANCELLED'],
  ])('%s %s is %s', (code, message, expected) => {
    expect(errorOf(new CallFailure(code, message), null, facts).code).toBe(expected)
  })

  test("has the system's word for it", () => {
    const failure = new CallFailure(CODE.UNAVAILABLE, 'Last error: connect ECONNREFUSED 127.0.0.1:1')
    expect(errorOf(failure, null, facts).what).toBe(
      'Spark does not answer at h:1, tried for 5 seconds (ECONNREFUSED).',
    )
  })
})

describe('the details of a failure', () => {
  test('are none where there is no trailer, or one that is no such thing', () => {
    expect(readDetails(undefined)).toEqual({})
    expect(readDetails(Buffer.from([255, 255, 255]))).toEqual({})
    expect(readDetails(Buffer.alloc(0))).toEqual({})
  })

  test('tell what may pass, and what the server does not know', () => {
    expect(isPassing(new CallFailure(CODE.UNAVAILABLE, ''))).toBe(true)
    expect(isPassing(new CallFailure(CODE.INTERNAL, '[INVALID_CURSOR.DISCONNECTED] …'))).toBe(true)
    expect(isPassing(new CallFailure(CODE.INTERNAL, '', { retryMs: 0 }))).toBe(true)
    expect(isPassing(failureOf('divide').failure)).toBe(false)
    expect(
      isUnknownHandle(new CallFailure(CODE.INTERNAL, '', { errorClass: 'INVALID_HANDLE.SESSION_NOT_FOUND' })),
    ).toBe(true)
    expect(isUnknownHandle(new CallFailure(CODE.INTERNAL, '[INVALID_HANDLE.SESSION_CLOSED]'))).toBe(false)
  })
})
