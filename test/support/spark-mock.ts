import * as grpc from '@grpc/grpc-js'
import { parse } from 'protobufjs'
import { PROTO } from '../../src/engine/spark/client/proto'

/** A request as it came, in the names of the protocol's TypeScript form. */
export type Received = Record<string, unknown>

/** What a handler says: responses, and how the call ends; `stall` leaves it open. */
export interface Script {
  readonly responses?: readonly object[]
  readonly fail?: { readonly code: number; readonly message: string; readonly errorClass?: string }
  readonly stall?: boolean
}

export interface MockSpark {
  /** `127.0.0.1:port` */
  readonly server: string
  /** Every call: its method and what it said, in their order. */
  readonly calls: { readonly method: string; readonly request: Received; readonly token: string | null }[]
  /** The scripts of the calls that give a stream, one a call. */
  readonly scripts: Script[]
  /** Answers of the other methods, where they are not the usual ones. */
  readonly answers: Record<string, object | Script>
  /** What the server does as a call of a method comes. */
  readonly on: Record<string, () => void>
  close(): Promise<void>
}

const { root } = parse(PROTO)
const METHODS = {
  ExecutePlan: true,
  ReattachExecute: true,
  ReleaseExecute: false,
  AnalyzePlan: false,
  Config: false,
  Interrupt: false,
  ReleaseSession: false,
  FetchErrorDetails: false,
}

const USUAL: Record<string, object> = {
  AnalyzePlan: { serverSideSessionId: 'side-1', sparkVersion: { version: '4.2.0' } },
}

/** A server that speaks Spark Connect, and says and does what a test tells it to. */
export async function startMockSpark(): Promise<MockSpark> {
  const server = new grpc.Server({ 'grpc.max_send_message_length': -1 })
  const calls: MockSpark['calls'] = []
  const scripts: Script[] = []
  const answers: MockSpark['answers'] = {}
  const on: MockSpark['on'] = {}
  const handlers: Record<string, grpc.UntypedHandleCall> = {}
  const definition: Record<string, grpc.MethodDefinition<Received, object>> = {}
  for (const [method, streams] of Object.entries(METHODS)) {
    const requestType = root.lookupType(`spark.connect.${method}Request`)
    const responseType = root.lookupType(
      `spark.connect.${method === 'ReattachExecute' ? 'ExecutePlan' : method}Response`,
    )
    definition[method] = {
      path: `/spark.connect.SparkConnectService/${method}`,
      requestStream: false,
      responseStream: streams,
      requestSerialize: (message) => Buffer.from(requestType.encode(message).finish()),
      requestDeserialize: (bytes) => requestType.toObject(requestType.decode(bytes), { longs: Number }),
      responseSerialize: (message) => Buffer.from(responseType.encode(message).finish()),
      responseDeserialize: (bytes) => responseType.decode(bytes),
    }
    const note = (call: { request: Received; metadata: grpc.Metadata }): void => {
      const [token] = call.metadata.get('authorization')
      calls.push({ method, request: call.request, token: token === undefined ? null : String(token) })
      on[method]?.()
    }
    handlers[method] = streams
      ? (call: grpc.ServerWritableStream<Received, object>) => {
          note(call)
          play(
            call,
            scripts.shift() ?? { fail: { code: 13, message: 'the test has no script for this call' } },
          )
        }
      : (call: grpc.ServerUnaryCall<Received, object>, done: grpc.sendUnaryData<object>) => {
          note(call)
          const answer = answers[method] ?? USUAL[method] ?? { serverSideSessionId: 'side-1' }
          const fail = 'fail' in answer ? answer.fail : undefined
          if ('stall' in answer) return
          if (fail) done(statusOf(fail))
          else done(null, answer)
        }
  }
  server.addService(definition, handlers)
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (e, bound) =>
      e ? reject(e) : resolve(bound),
    ),
  )
  return {
    server: `127.0.0.1:${port}`,
    calls,
    scripts,
    answers,
    on,
    close: async () => server.forceShutdown(),
  }
}

function play(
  call: grpc.ServerWritableStream<Received, object>,
  { responses = [], fail, stall }: Script,
): void {
  for (const response of responses) call.write({ serverSideSessionId: 'side-1', ...response })
  if (fail) call.emit('error', statusOf(fail))
  else if (!stall) call.end()
}

function statusOf({ code, message, errorClass }: NonNullable<Script['fail']>): grpc.StatusObject & Error {
  const metadata = new grpc.Metadata()
  if (errorClass !== undefined) {
    const type = (name: string) => root.lookupType(`spark.connect.${name}`)
    const value = type('ErrorInfo')
      .encode({ reason: 'x', domain: 'org.apache.spark', metadata: { errorClass, classes: '[]' } })
      .finish()
    const details = [{ typeUrl: 'type.googleapis.com/google.rpc.ErrorInfo', value }]
    metadata.set(
      'grpc-status-details-bin',
      Buffer.from(type('Status').encode({ code, message, details }).finish()),
    )
  }
  return Object.assign(new Error(message), { code, details: message, metadata })
}
