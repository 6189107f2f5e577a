import { createRequire } from 'node:module'
import type * as Grpc from '@grpc/grpc-js'
import { type ServiceError } from '@grpc/grpc-js'
import { carnetError } from '../../../errors'
import { isLoopback, serverOf, type SparkAddress } from './address'
import { type Answers, type Base, decodeAnswer, encodeRequest, type Method, type Requests } from './messages'
import { CallFailure, readDetails } from './status'

/** Certificates, each as the text of a PEM file. */
export interface SparkTls {
  /** Authorities to trust, instead of those that Node trusts. */
  readonly ca?: string
  /** The certificate of this client, and its key, where the server wants one. */
  readonly cert?: string
  readonly key?: string
  /** The name in the server's certificate, where it is another than the host. */
  readonly serverName?: string
}

export interface UnaryOptions {
  readonly deadlineMs: number
  readonly signal?: AbortSignal
}

/** The answers to one call, as they come; iterating fails with a CallFailure. */
export interface AnswerStream<A> extends AsyncIterable<A> {
  cancel(): void
}

type Streaming = 'ExecutePlan' | 'ReattachExecute'

const SERVICE = '/spark.connect.SparkConnectService/'
/** Spark's default for what it takes; what it sends is only bounded by its own settings. */
const MOST_SENT = 128 * 2 ** 20

/** Loaded with the first connection. */
const library = (): typeof Grpc => createRequire(__filename)('@grpc/grpc-js') as typeof Grpc

/** One connection to a server, which gRPC makes anew where it breaks. The token is not kept in a field that could print. */
export class Channel {
  readonly #client: Grpc.Client
  readonly #metadata: Grpc.Metadata
  readonly #server: string
  #closed = false

  constructor(address: SparkAddress, tls: SparkTls = {}) {
    this.#server = serverOf(address)
    const { Client, Metadata, credentials } = library()
    this.#metadata = new Metadata()
    for (const [name, value] of Object.entries(address.headers)) this.#metadata.set(name, value)
    // As a header of each call: gRPC refuses credentials of its own on a connection in clear.
    if (address.token !== null) this.#metadata.set('authorization', `Bearer ${address.token}`)
    const pem = (text: string | undefined): Buffer | null => (text === undefined ? null : Buffer.from(text))
    this.#client = new Client(
      this.#server,
      address.tls
        ? credentials.createSsl(pem(tls.ca), pem(tls.key), pem(tls.cert))
        : credentials.createInsecure(),
      {
        'grpc.max_receive_message_length': -1,
        'grpc.max_send_message_length': MOST_SENT,
        'grpc.initial_reconnect_backoff_ms': 100,
        'grpc.max_reconnect_backoff_ms': 2000,
        'grpc-node.flow_control_window': 4 * 2 ** 20,
        'grpc.enable_retries': 0,
        ...(isLoopback(address.host) && { 'grpc.enable_http_proxy': 0 }),
        ...(tls.serverName !== undefined && { 'grpc.ssl_target_name_override': tls.serverName }),
      },
    )
  }

  /** Throws SPARK_CLOSED after `close`. */
  async unary<M extends Exclude<Method, Streaming>>(
    method: M,
    request: Base & Requests[M],
    { deadlineMs, signal }: UnaryOptions,
  ): Promise<Answers[M]> {
    this.#check()
    return new Promise((resolve, reject) => {
      const call = this.#client.makeUnaryRequest<Base & Requests[M], Answers[M]>(
        SERVICE + method,
        (message) => encodeRequest(method, message),
        (bytes) => decodeAnswer(method, bytes),
        request,
        this.#metadata,
        { deadline: Date.now() + deadlineMs },
        (error, answer) => {
          signal?.removeEventListener('abort', cancel)
          if (error) reject(failureOf(error))
          else if (answer) resolve(answer)
        },
      )
      const cancel = (): void => call.cancel()
      signal?.addEventListener('abort', cancel, { once: true })
    })
  }

  stream<M extends Streaming>(method: M, request: Base & Requests[M]): AnswerStream<Answers[M]> {
    this.#check()
    const call = this.#client.makeServerStreamRequest<Base & Requests[M], Answers[M]>(
      SERVICE + method,
      (message) => encodeRequest(method, message),
      (bytes) => decodeAnswer(method, bytes),
      request,
      this.#metadata,
    )
    // A cancelled call tells its end as an error, which nobody may be waiting for any more.
    call.on('error', () => {})
    return { cancel: () => call.cancel(), [Symbol.asyncIterator]: () => answersOf<Answers[M]>(call) }
  }

  get closed(): boolean {
    return this.#closed
  }

  close(): void {
    this.#closed = true
    this.#client.close()
  }

  #check(): void {
    if (this.#closed) throw carnetError('SPARK_CLOSED', { server: this.#server })
  }
}

async function* answersOf<A>(call: Grpc.ClientReadableStream<A>): AsyncGenerator<A> {
  try {
    for await (const answer of call as AsyncIterable<A>) yield answer
  } catch (e) {
    throw isServiceError(e) ? failureOf(e) : e
  }
}

const isServiceError = (e: unknown): e is ServiceError =>
  e instanceof Error && typeof (e as Partial<ServiceError>).code === 'number'

function failureOf({ code, details, metadata }: ServiceError): CallFailure {
  const [trailer] = metadata.get('grpc-status-details-bin')
  return new CallFailure(code, details, readDetails(typeof trailer === 'string' ? undefined : trailer))
}
