import { decodeDetail } from './messages'

/** Codes of gRPC that mean something to this client. */
export const CODE = {
  CANCELLED: 1,
  UNKNOWN: 2,
  DEADLINE_EXCEEDED: 4,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
  UNAUTHENTICATED: 16,
} as const

/** A call that failed, as its status and its trailer `grpc-status-details-bin` tell it. */
export class CallFailure extends Error {
  override readonly name = 'CallFailure'
  constructor(
    readonly code: number,
    /** What gRPC says; of a query's error, the beginning of Spark's message. */
    message: string,
    readonly details: CallDetails = {},
  ) {
    super(message)
  }
}

export interface CallDetails {
  readonly errorClass?: string
  readonly sqlState?: string
  /** Under which the server keeps the whole error. */
  readonly errorId?: string
  /** The names of its Java classes, the nearest first. */
  readonly classes?: readonly string[]
  /** Given where the server asks to try again, and when. */
  readonly retryMs?: number
}

/** Reads the trailer; what it does not understand of it is left out. */
export function readDetails(trailer: Uint8Array | undefined): CallDetails {
  if (!trailer) return {}
  try {
    let details: CallDetails = {}
    for (const { typeUrl, value } of decodeDetail('Status', trailer).details) {
      if (typeUrl.endsWith('/google.rpc.ErrorInfo')) details = { ...details, ...readErrorInfo(value) }
      else if (typeUrl.endsWith('/google.rpc.RetryInfo')) {
        const { retryDelay } = decodeDetail('RetryInfo', value)
        details = { ...details, retryMs: retryDelay ? retryDelay.seconds * 1000 + retryDelay.nanos / 1e6 : 0 }
      }
    }
    return details
  } catch {
    return {}
  }
}

function readErrorInfo(value: Uint8Array): CallDetails {
  const { metadata } = decodeDetail('ErrorInfo', value)
  const { errorClass, sqlState, errorId, classes } = metadata
  return {
    ...(errorClass && { errorClass }),
    ...(sqlState && { sqlState }),
    ...(errorId && { errorId }),
    ...(classes && { classes: namesIn(classes) }),
  }
}

function namesIn(json: string): string[] {
  const names: unknown = JSON.parse(json)
  return Array.isArray(names) ? names.map(String) : []
}

/** Whether the same call may go through later, or on another connection. */
export function isPassing({ code, message, details }: CallFailure): boolean {
  return (
    code === CODE.UNAVAILABLE ||
    details.retryMs !== undefined ||
    (code === CODE.INTERNAL && message.includes('INVALID_CURSOR.DISCONNECTED')) ||
    // What gRPC says where the connection was cut in the midst of an answer.
    (code === CODE.INTERNAL && /RST_STREAM/.test(message))
  )
}

/** Whether the server knows nothing of the operation or its session, as `text` of the class or the message tells. */
export function isUnknownHandle({ message, details }: CallFailure): boolean {
  const text = details.errorClass ?? message
  return /INVALID_HANDLE\.(?:OPERATION_NOT_FOUND|SESSION_NOT_FOUND)/.test(text)
}
