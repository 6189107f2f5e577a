import { randomUUID } from 'node:crypto'
import { serverOf, type SparkAddress } from './address'
import { batchesOf, type SparkBatch } from './batches'
import { Channel, type SparkTls } from './channel'
import { encodeColumns, type SparkLocalColumn } from './encode'
import { execute } from './execute'
import { type ExecutePlanResponse, type Plan, type Relation } from './messages'
import { sqlRelation, type SparkParameters } from './parameters'
import { ProgressMeter, type SparkProgress } from './progress'
import { collect, type SparkResult } from './result'
import { typeText } from './types'
import { checkVersion } from './version'
import { Wire } from './wire'

export interface SparkOptions {
  readonly tls?: SparkTls
  /** Settings of the session, besides those that this client needs. */
  readonly conf?: Readonly<Record<string, string>>
  /** Of every query that brings none of its own. */
  readonly onProgress?: (progress: SparkProgress) => void
  /** For how long a server that goes away in the midst of things is waited for, in milliseconds. Default: 30 s. */
  readonly patienceMs?: number
  /** Ends the attempt to connect. */
  readonly signal?: AbortSignal
}

export interface SparkQueryOptions {
  /** Cancels the query at the server, too. */
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: SparkProgress) => void
}

export interface SparkResultOptions extends SparkQueryOptions {
  /** More rows than that are an error. Default: 1,000,000. */
  readonly maxRows?: number
}

/** What Spark reads by a connector, such as `kafka` or `parquet`. */
export interface SparkSource {
  readonly format: string
  readonly options?: Readonly<Record<string, string>>
  /** Columns as in CREATE TABLE; by default the source says them. */
  readonly schema?: string
  readonly paths?: readonly string[]
}

export type SparkExplainMode = 'simple' | 'extended' | 'codegen' | 'cost' | 'formatted'
const MODES: Readonly<Record<SparkExplainMode, number>> = {
  simple: 1,
  extended: 2,
  codegen: 3,
  cost: 4,
  formatted: 5,
}

/** A column of a query that was not run. */
export interface SparkField {
  readonly name: string
  readonly type: string
  readonly nullable: boolean
}

/**
 * What this client relies on, set once a session: times in UTC; errors rather than nulls, as Spark 4 has it by default;
 * buffers that apache-arrow reads without a codec; batches of a size that pays; a sign of life each second.
 */
const CONF: Readonly<Record<string, string>> = {
  'spark.sql.session.timeZone': 'UTC',
  'spark.sql.ansi.enabled': 'true',
  'spark.sql.execution.arrow.compression.codec': 'none',
  'spark.sql.execution.arrow.maxRecordsPerBatch': '50000',
  'spark.connect.progress.reportInterval': '1s',
}

const CONNECT_MS = 5000
const PATIENCE_MS = 30_000
const ANALYSE_MS = 120_000
const SETTING_MS = 30_000
const MAX_ROWS = 1_000_000

/** A session at a Spark Connect server: its views, its settings, its queries. Made by `connectSpark`. */
export class SparkSession {
  #wire: Wire
  /** Hidden, since a key of TLS may be among them. */
  readonly #options: SparkOptions
  private constructor(
    /** `host:port` */
    readonly server: string,
    /** As the server says it, `4.2.0`. */
    readonly version: string,
    wire: Wire,
    options: SparkOptions,
  ) {
    this.#wire = wire
    this.#options = options
  }

  /**
   * Connects. Throws SPARK_UNREACHABLE after 5 seconds without a server, SPARK_TOKEN_REFUSED, SPARK_NOT_CONNECT,
   * SPARK_TOO_OLD before 4.0, and the signal's reason where it aborts.
   */
  static async open(address: SparkAddress, user: string, options: SparkOptions = {}): Promise<SparkSession> {
    const channel = new Channel(address, options.tls)
    const server = serverOf(address)
    const settings = { channel, user, server, tokenGiven: address.token !== null }
    try {
      const first = new Wire({ ...settings, sessionId: randomUUID(), patienceMs: CONNECT_MS })
      const { sparkVersion } = await first.call(
        'AnalyzePlan',
        { sparkVersion: {} },
        { deadlineMs: SETTING_MS, signal: options.signal },
      )
      const version = checkVersion(sparkVersion?.version ?? '', server)
      const wire = first.withPatience(options.patienceMs ?? PATIENCE_MS)
      const session = new SparkSession(server, version, wire, options)
      await session.#configure(options.signal)
      return session
    } catch (e) {
      channel.close()
      throw e
    }
  }

  /**
   * Runs SQL, a query or a command, and keeps its rows. Throws SPARK_QUERY_FAILED with the place in the text,
   * SPARK_RESULT_TOO_LONG, SPARK_SESSION_ENDED, the other SPARK_* errors, and the signal's reason where it aborts.
   */
  async sql(
    query: string,
    parameters?: SparkParameters,
    options: SparkResultOptions = {},
  ): Promise<SparkResult> {
    return collect(this.stream(query, parameters, options), options.maxRows ?? MAX_ROWS)
  }

  /** Runs SQL and gives its rows batch by batch, in memory for one; there is at least one batch, which may be empty. */
  stream(
    query: string,
    parameters?: SparkParameters,
    options: SparkQueryOptions = {},
  ): AsyncIterable<SparkBatch> {
    const run = (): AsyncIterator<SparkBatch> =>
      batchesOf(this.#execute({ root: sqlRelation(query, parameters) }, options, query), this.server)
    return { [Symbol.asyncIterator]: run }
  }

  /** Makes a temporary view of columns of this program; one of that name is replaced. It goes with the session. */
  async createView(
    name: string,
    columns: readonly SparkLocalColumn[],
    options: SparkQueryOptions = {},
  ): Promise<void> {
    await this.#createView(name, { localRelation: { data: encodeColumns(columns) } }, options)
  }

  /** Makes a temporary view of what a connector reads. The values of its options are in no text of a query. */
  async createSourceView(name: string, source: SparkSource, options: SparkQueryOptions = {}): Promise<void> {
    const { format, schema, options: settings = {}, paths = [] } = source
    await this.#createView(
      name,
      { read: { dataSource: { format, schema, options: settings, paths } } },
      options,
    )
  }

  /** How Spark would run a query. */
  async explain(
    query: string,
    parameters?: SparkParameters,
    mode: SparkExplainMode = 'formatted',
  ): Promise<string> {
    const plan = { root: sqlRelation(query, parameters) }
    const fields = { explain: { plan, explainMode: MODES[mode] } }
    const { explain } = await this.#wire.call('AnalyzePlan', fields, { deadlineMs: ANALYSE_MS, sql: query })
    return explain?.explainString ?? ''
  }

  /** The columns that a query has, without running it. */
  async schema(query: string, parameters?: SparkParameters): Promise<SparkField[]> {
    const fields = { schema: { plan: { root: sqlRelation(query, parameters) } } }
    const { schema } = await this.#wire.call('AnalyzePlan', fields, { deadlineMs: ANALYSE_MS, sql: query })
    const columns = schema?.schema.struct?.fields ?? []
    return columns.map(({ name, dataType, nullable }) => ({ name, type: typeText(dataType), nullable }))
  }

  /** The value of a setting of the session; null where it has none. */
  async getConf(key: string): Promise<string | null> {
    const { pairs } = await this.#wire.call('Config', { operation: { getOption: { keys: [key] } } }, SETTING)
    return pairs[0]?.value ?? null
  }

  /** Throws SPARK_QUERY_FAILED for a setting that cannot be changed in a session. */
  async setConf(settings: Readonly<Record<string, string>>): Promise<void> {
    await this.#wire.call(
      'Config',
      { operation: { set: { pairs: pairsOf(settings), silent: false } } },
      SETTING,
    )
  }

  /** Gives settings Spark's own defaults back, whatever its server or this client set. */
  async unsetConf(...keys: string[]): Promise<void> {
    await this.#wire.call('Config', { operation: { unset: { keys } } }, SETTING)
  }

  /** Cancels all that runs in this session; resolves to how many it were. */
  async cancelAll(): Promise<number> {
    return (await this.#wire.interruptAll()).length
  }

  /** A new session at the same server, after this one has ended; its views have to be made again. */
  async reconnect(): Promise<void> {
    const old = this.#wire
    this.#wire = old.withSession(randomUUID())
    await this.#configure()
    void old.end()
  }

  /** Ends the session and closes the connection; can be called again. */
  async close(): Promise<void> {
    const { channel } = this.#wire.options
    if (channel.closed) return
    await this.#wire.end()
    channel.close()
  }

  async *#execute(
    plan: Plan,
    { signal, onProgress = this.#options.onProgress }: SparkQueryOptions,
    sql?: string,
  ): AsyncGenerator<ExecutePlanResponse> {
    const meter = new ProgressMeter()
    for await (const response of execute(this.#wire, plan, { signal, sql })) {
      const progress = meter.take(response)
      if (progress) onProgress?.(progress)
      yield response
    }
  }

  async #createView(name: string, input: Relation, options: SparkQueryOptions): Promise<void> {
    const view = { input, name, isGlobal: false, replace: true }
    const responses = this.#execute({ command: { createDataframeView: view } }, options)
    while (!(await responses.next()).done);
  }

  /** Silently: a server that lacks one of them, or has it fixed, does without. */
  async #configure(signal?: AbortSignal): Promise<void> {
    const pairs = pairsOf({ ...CONF, ...this.#options.conf })
    await this.#wire.call('Config', { operation: { set: { pairs, silent: true } } }, { ...SETTING, signal })
  }
}

const SETTING = { deadlineMs: SETTING_MS }

const pairsOf = (settings: Readonly<Record<string, string>>): { key: string; value: string }[] =>
  Object.entries(settings).map(([key, value]) => ({ key, value }))
