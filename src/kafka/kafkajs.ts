import type * as Kafkajs from 'kafkajs'
import { type Config, freshToken, type Sasl } from '../config'
import { CarnetError, carnetError } from '../errors'
import { LinkError } from './errors'
import { addressParts } from './probe'
import { oauthBearer } from './oauthbearer'
import { type Request } from './requests/request'
import { Sockets } from './sockets'
import { withinTime } from './timing'
import { tlsOptions } from './tls-options'

export interface LinkLimits {
  /** For one connection: TCP, TLS, and the login. */
  readonly connectMs: number
  /** For the answer to one request. */
  readonly requestMs: number
}

/**
 * A connection to one broker. kafkajs 2.2.4 makes it: TCP, TLS, version handshake, SASL, and the framing of requests.
 * What is sent and how the answer is read is ours, so that nothing is retried, created or decoded behind our back.
 */
export class BrokerLink {
  readonly #broker: KafkajsBroker
  readonly #sockets: Sockets
  #closed = false

  private constructor(
    /** `host:port` */
    readonly address: string,
    broker: KafkajsBroker,
    sockets: Sockets,
  ) {
    this.#broker = broker
    this.#sockets = sockets
  }

  /**
   * Connects and logs in. Rejects with LinkError, whose cause is the error of the socket or of kafkajs, and with what
   * `freshToken` says; aborting `signal` cuts the attempt.
   */
  static async open(
    config: Config,
    address: string,
    limits: LinkLimits,
    signal: AbortSignal,
  ): Promise<BrokerLink> {
    const sockets = new Sockets()
    const cut = (): void => sockets.cut()
    signal.addEventListener('abort', cut)
    try {
      // A command may take longer than the network does, and its failure is none of the broker's.
      if (config.sasl?.mechanism === 'oauthbearer') await freshToken(config.sasl, signal)
      const broker = await makeBroker(config, address, limits, sockets)
      await withinTime(broker.connect(), limits.connectMs, () => sockets.late())
      signal.throwIfAborted()
      return new BrokerLink(address, broker, sockets)
    } catch (e) {
      sockets.cut()
      throw e instanceof CarnetError ? e : new LinkError(address, false, e)
    } finally {
      signal.removeEventListener('abort', cut)
    }
  }

  get isOpen(): boolean {
    return !this.#closed && this.#broker.connectionPool.isConnected()
  }

  /** Sends a request, resolves to its decoded answer. Rejects with LinkError, or KAFKA_TOO_OLD. */
  async send<T>(request: Request<T>): Promise<T> {
    const { apiKey, apiVersion, apiName } = request
    const known = this.#broker.versions[apiKey] as VersionRange | undefined
    if (!known || apiVersion < known.minVersion || apiVersion > known.maxVersion)
      throw carnetError('KAFKA_TOO_OLD', { broker: this.address, request: apiName, version: apiVersion })
    const answer = await this.#sendBytes(request)
    return request.decode(answer.bytes)
  }

  async #sendBytes(request: Request<unknown>): Promise<{ readonly bytes: Buffer }> {
    const { apiKey, apiVersion, apiName } = request
    try {
      return await this.#broker.connectionPool.send({
        request: { apiKey, apiVersion, apiName, encode: async () => inEncoder(request.encode()) },
        response: { decode: async (bytes) => ({ bytes }), parse: async (decoded) => decoded },
      })
    } catch (e) {
      throw e instanceof CarnetError ? e : new LinkError(this.address, true, e)
    }
  }

  /** Cuts the connection; requests on the way are rejected. */
  close(): void {
    this.#closed = true
    this.#sockets.cut()
    this.#broker.disconnect().catch(() => {}) // stops kafkajs' timers; the sockets are gone already
  }
}

/** How carnet calls itself to brokers. */
export const CLIENT_ID = 'carnet'

/** A client of kafkajs with these settings, not connected. It logs nothing, and its sockets can be cut. */
export async function kafkajsClient(
  config: Config,
  brokers: readonly string[],
  limits: LinkLimits,
  sockets: Sockets,
): Promise<Kafkajs.Kafka> {
  const { Kafka, logLevel } = await import('kafkajs')
  return new Kafka({
    clientId: CLIENT_ID,
    brokers: [...brokers],
    ssl: config.tls ? tlsOptions(config.tls) : false,
    ...(config.sasl && { sasl: saslOptions(config.sasl) }),
    connectionTimeout: limits.connectMs,
    authenticationTimeout: limits.connectMs,
    requestTimeout: limits.requestMs,
    logLevel: logLevel.NOTHING,
    socketFactory: sockets.create,
  })
}

async function makeBroker(
  config: Config,
  address: string,
  limits: LinkLimits,
  sockets: Sockets,
): Promise<KafkajsBroker> {
  const kafka = await kafkajsClient(config, [address], limits, sockets)
  const cluster = internalCluster(kafka)
  const connectionPool = await cluster.connectionPoolBuilder.build(addressParts(address))
  for (const { requestQueue } of connectionPool.pool) quietTimers(requestQueue)
  return cluster.brokerPool.createBroker({ connectionPool, logger: kafka.logger() })
}

function saslOptions(sasl: Sasl): Kafkajs.SASLOptions | Kafkajs.Mechanism {
  if (sasl.mechanism === 'oauthbearer') return oauthBearer(sasl)
  const { mechanism, username, password } = sasl
  const options: Kafkajs.SASLOptions = { mechanism, username, password: password.reveal() }
  return options
}

/** The parts of kafkajs 2.2.4 (src/cluster, src/broker, src/network) that are not in its types. */
interface KafkajsCluster {
  readonly connectionPoolBuilder: { build(address: { host: string; port: number }): Promise<KafkajsPool> }
  readonly brokerPool: {
    createBroker(options: { connectionPool: KafkajsPool; logger: Kafkajs.Logger }): KafkajsBroker
  }
}
interface KafkajsBroker {
  readonly connectionPool: KafkajsPool
  readonly versions: Readonly<Record<number, VersionRange>>
  connect(): Promise<void>
  disconnect(): Promise<void>
}
interface KafkajsPool {
  readonly pool: readonly { readonly requestQueue: KafkajsQueue }[]
  isConnected(): boolean
  send<T>(request: {
    readonly request: {
      readonly apiKey: number
      readonly apiVersion: number
      readonly apiName: string
      encode(): Promise<KafkajsEncoder>
    }
    readonly response: { decode(bytes: Buffer): Promise<T>; parse(decoded: T): Promise<T> }
  }): Promise<T>
}
interface KafkajsQueue {
  readonly pending: readonly unknown[]
  scheduleCheckPendingRequests(): void
}
interface KafkajsEncoder {
  readonly buf: Buffer
  readonly buffer: Buffer
}
interface VersionRange {
  readonly minVersion: number
  readonly maxVersion: number
}

/** A kafkajs cluster with the settings of that client; it is not connected. */
function internalCluster(kafka: Kafkajs.Kafka): KafkajsCluster {
  const create = Object.getOwnPropertySymbols(kafka).find(
    (s) => s.description === 'private:Kafka:createCluster',
  )
  if (!create) throw new TypeError('this kafkajs is another version than 2.2.4')
  const internal = kafka as unknown as Record<symbol, (options: object) => KafkajsCluster>
  return internal[create]({ allowAutoTopicCreation: false })
}

/**
 * After every answer kafkajs schedules a look at waiting requests at a time in the past, of which newer Node warns
 * (TimeoutNegativeWarning). There is nothing to look at where none waits.
 */
function quietTimers(queue: KafkajsQueue): void {
  const schedule = queue.scheduleCheckPendingRequests.bind(queue)
  queue.scheduleCheckPendingRequests = () => {
    if (queue.pending.length > 0) schedule()
  }
}

/** Bytes as kafkajs' framing takes them. */
const inEncoder = (bytes: Buffer): KafkajsEncoder => ({ buf: bytes, buffer: bytes })
