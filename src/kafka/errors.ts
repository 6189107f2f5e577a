/** Names of the protocol's error codes (https://kafka.apache.org/protocol#protocol_error_codes), as far as they are met here. */
const NAMES: Readonly<Record<number, string>> = {
  [-1]: 'UNKNOWN_SERVER_ERROR',
  1: 'OFFSET_OUT_OF_RANGE',
  2: 'CORRUPT_MESSAGE',
  3: 'UNKNOWN_TOPIC_OR_PARTITION',
  5: 'LEADER_NOT_AVAILABLE',
  6: 'NOT_LEADER_OR_FOLLOWER',
  7: 'REQUEST_TIMED_OUT',
  9: 'REPLICA_NOT_AVAILABLE',
  10: 'MESSAGE_TOO_LARGE',
  13: 'NETWORK_EXCEPTION',
  14: 'COORDINATOR_LOAD_IN_PROGRESS',
  15: 'COORDINATOR_NOT_AVAILABLE',
  16: 'NOT_COORDINATOR',
  17: 'INVALID_TOPIC_EXCEPTION',
  18: 'RECORD_LIST_TOO_LARGE',
  19: 'NOT_ENOUGH_REPLICAS',
  20: 'NOT_ENOUGH_REPLICAS_AFTER_APPEND',
  29: 'TOPIC_AUTHORIZATION_FAILED',
  30: 'GROUP_AUTHORIZATION_FAILED',
  31: 'CLUSTER_AUTHORIZATION_FAILED',
  32: 'INVALID_TIMESTAMP',
  33: 'UNSUPPORTED_SASL_MECHANISM',
  34: 'ILLEGAL_SASL_STATE',
  35: 'UNSUPPORTED_VERSION',
  36: 'TOPIC_ALREADY_EXISTS',
  37: 'INVALID_PARTITIONS',
  38: 'INVALID_REPLICATION_FACTOR',
  40: 'INVALID_CONFIG',
  44: 'POLICY_VIOLATION',
  56: 'KAFKA_STORAGE_ERROR',
  58: 'SASL_AUTHENTICATION_FAILED',
  72: 'LISTENER_NOT_FOUND',
  74: 'FENCED_LEADER_EPOCH',
  75: 'UNKNOWN_LEADER_EPOCH',
  76: 'UNSUPPORTED_COMPRESSION_TYPE',
  78: 'OFFSET_NOT_AVAILABLE',
  87: 'INVALID_RECORD',
  89: 'THROTTLING_QUOTA_EXCEEDED',
  100: 'UNKNOWN_TOPIC_ID',
}

/** Codes of a leader that moves or a broker that restarts: another try, with fresh metadata, may succeed. */
const PASSING: ReadonlySet<number> = new Set([3, 5, 6, 7, 9, 13, 14, 15, 16, 19, 56, 72, 74, 75, 78, 89, 100])

export const OFFSET_OUT_OF_RANGE = 1
export const UNKNOWN_TOPIC = 3
export const LEADER_NOT_AVAILABLE = 5
export const TOPIC_FORBIDDEN = 29
export const GROUP_FORBIDDEN = 30
export const CLUSTER_FORBIDDEN = 31
export const TOPIC_EXISTS = 36

/** A broker answered with an error code. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError'
  readonly type: string
  /** Whether another try may succeed. */
  readonly passing: boolean
  constructor(
    readonly code: number,
    readonly partition: number | null = null,
    /** What the broker said of it, where it said anything. */
    explanation: string | null = null,
    /** The topic that it is about, where that was one of several. */
    readonly topic: string | null = null,
  ) {
    const type = Object.hasOwn(NAMES, code) ? NAMES[code] : `error code ${code}`
    super(explanation ?? type)
    this.type = type
    this.passing = PASSING.has(code)
  }
}

/** A connection could not be made, or broke. */
export class LinkError extends Error {
  override readonly name = 'LinkError'
  constructor(
    /** `host:port` */
    readonly broker: string,
    /** Whether the broker had taken the connection, TLS and login included, before. */
    readonly connected: boolean,
    override readonly cause: unknown,
  ) {
    super(`${broker}: ${cause instanceof Error ? cause.message : String(cause)}`)
  }
}

/** Throws ProtocolError for any code but 0. */
export function requireSuccess(code: number, partition: number | null = null): void {
  if (code !== 0) throw new ProtocolError(code, partition)
}
