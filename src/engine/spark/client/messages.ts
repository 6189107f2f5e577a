import { createRequire } from 'node:module'
import type * as Protobuf from 'protobufjs'
import { type Root } from 'protobufjs'
import { PROTO } from './proto'

export interface Base {
  readonly sessionId: string
  readonly userContext: { readonly userId: string; readonly userName: string }
  readonly clientType: string
  readonly clientObservedServerSideSessionId?: string
}

/** A type of a column, one key of which is set. */
export interface DataType {
  readonly kind: string
  readonly decimal?: { readonly precision: number; readonly scale: number }
  readonly char?: { readonly length: number }
  readonly varChar?: { readonly length: number }
  readonly array?: { readonly elementType: DataType }
  readonly struct?: { readonly fields: readonly StructField[] }
  readonly map?: { readonly keyType: DataType; readonly valueType: DataType }
}

export interface StructField {
  readonly name: string
  readonly dataType: DataType
  readonly nullable: boolean
}

/** A value in a request: one key, as the protocol names it. Whole numbers of 64 bits as text. */
export type Literal =
  | { readonly null: { readonly string: object } }
  | { readonly binary: Uint8Array }
  | { readonly boolean: boolean }
  | { readonly integer: number }
  | { readonly long: string }
  | { readonly double: number }
  | { readonly decimal: { readonly value: string; readonly precision: number; readonly scale: number } }
  | { readonly string: string }
  | { readonly date: number }
  | { readonly timestamp: string }

export interface Expression {
  readonly literal: Literal
}

export type Relation =
  | {
      readonly read: {
        readonly dataSource: {
          readonly format: string
          readonly schema?: string
          readonly options: Readonly<Record<string, string>>
          readonly paths: readonly string[]
        }
      }
    }
  | {
      readonly sql: {
        readonly query: string
        readonly namedArguments?: Readonly<Record<string, Expression>>
        readonly posArguments?: readonly Expression[]
      }
    }
  | { readonly localRelation: { readonly data: Uint8Array } }

export type Plan =
  | { readonly root: Relation }
  | {
      readonly command: {
        readonly createDataframeView: {
          readonly input: Relation
          readonly name: string
          readonly isGlobal: boolean
          readonly replace: boolean
        }
      }
    }

interface KeyValue {
  readonly key: string
  readonly value?: string
}

/** What each request says besides `Base`. */
export interface Requests {
  ExecutePlan: {
    readonly plan: Plan
    readonly operationId: string
    readonly tags: readonly string[]
    readonly requestOptions: readonly object[]
  }
  ReattachExecute: { readonly operationId: string; readonly lastResponseId?: string }
  ReleaseExecute: { readonly operationId: string; readonly releaseAll: object }
  AnalyzePlan:
    | { readonly schema: { readonly plan: Plan } }
    | { readonly explain: { readonly plan: Plan; readonly explainMode: number } }
    | { readonly sparkVersion: object }
  Config: {
    readonly operation:
      | { readonly set: { readonly pairs: readonly KeyValue[]; readonly silent: boolean } }
      | { readonly getOption: { readonly keys: readonly string[] } }
      | { readonly unset: { readonly keys: readonly string[] } }
  }
  Interrupt: { readonly interruptType: number; readonly operationId?: string }
  ReleaseSession: object
  FetchErrorDetails: { readonly errorId: string }
}

interface Answer {
  readonly serverSideSessionId: string
}

export interface ArrowBatch {
  readonly rowCount: number
  readonly data: Uint8Array
  readonly startOffset?: number
  readonly chunkIndex?: number
  readonly numChunksInBatch?: number
}

export interface StageInfo {
  readonly stageId: number
  readonly numTasks: number
  readonly numCompletedTasks: number
  readonly inputBytesRead: number
  readonly done: boolean
}

export interface ExecutePlanResponse extends Answer {
  readonly operationId: string
  readonly responseId: string
  readonly schema?: DataType | null
  readonly arrowBatch?: ArrowBatch
  readonly executionProgress?: { readonly stages: readonly StageInfo[]; readonly numInflightTasks: number }
  readonly resultComplete?: object
}

export interface QueryContext {
  readonly objectType: string
  readonly objectName: string
  readonly startIndex: number
  readonly stopIndex: number
  readonly fragment: string
}

export interface SparkThrowable {
  readonly errorClass?: string
  readonly messageParameters: Readonly<Record<string, string>>
  readonly queryContexts: readonly QueryContext[]
  readonly sqlState?: string
}

/** What each answer says. A key of a choice that was not taken is not there. */
export interface Answers {
  ExecutePlan: ExecutePlanResponse
  ReattachExecute: ExecutePlanResponse
  ReleaseExecute: Answer
  AnalyzePlan: Answer & {
    readonly schema?: { readonly schema: DataType }
    readonly explain?: { readonly explainString: string }
    readonly sparkVersion?: { readonly version: string }
  }
  Config: Answer & { readonly pairs: readonly KeyValue[]; readonly warnings: readonly string[] }
  Interrupt: Answer & { readonly interruptedIds: readonly string[] }
  ReleaseSession: Answer
  FetchErrorDetails: Answer & {
    readonly rootErrorIdx?: number
    readonly errors: readonly {
      readonly errorTypeHierarchy: readonly string[]
      readonly message: string
      readonly sparkThrowable?: SparkThrowable | null
    }[]
  }
}

export type Method = keyof Requests

/** The details that an error carries in its trailer. */
export interface Details {
  Status: { readonly details: readonly { readonly typeUrl: string; readonly value: Uint8Array }[] }
  ErrorInfo: { readonly reason: string; readonly metadata: Readonly<Record<string, string>> }
  RetryInfo: { readonly retryDelay?: { readonly seconds: number; readonly nanos: number } | null }
}

const ANSWERS: Readonly<Partial<Record<Method, string>>> = { ReattachExecute: 'ExecutePlanResponse' }

let root: Root | undefined

/** Loaded, and the messages read, with the first call. */
function typeOf(name: string): Protobuf.Type {
  root ??= (createRequire(__filename)('protobufjs') as typeof Protobuf).parse(PROTO).root
  return root.lookupType(`spark.connect.${name}`)
}

export function encodeRequest<M extends Method>(method: M, request: Base & Requests[M]): Buffer {
  return Buffer.from(typeOf(`${method}Request`).encode(request).finish())
}

export function decodeAnswer<M extends Method>(method: M, bytes: Uint8Array): Answers[M] {
  return decode(ANSWERS[method] ?? `${method}Response`, bytes) as Answers[M]
}

export function decodeDetail<D extends keyof Details>(name: D, bytes: Uint8Array): Details[D] {
  return decode(name, bytes) as Details[D]
}

/** As plain objects: what was not sent has its default, and a choice (`oneof`) tells which of it was made. */
function decode(name: string, bytes: Uint8Array): object {
  const type = typeOf(name)
  return type.toObject(type.decode(bytes), { defaults: true, oneofs: true, longs: Number })
}
