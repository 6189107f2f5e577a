import { type Config } from '../config'
import { CarnetError, carnetError } from '../errors'
import { userOf } from './certificate'
import { LinkError, ProtocolError } from './errors'
import { explainLink } from './explain-link'
import { lookAgain, type Look } from './second-look'

/** What was being done when an error came. */
export interface ErrorContext {
  readonly config: Config
  /** In words: `reading the topic "message"`. */
  readonly doing: string
  readonly topic?: string
}

/**
 * Any error of the Kafka side as a CarnetError that says what it means and what to do. Where a connection does not say
 * enough of its failure, the port is looked at once more.
 */
export async function explain(error: unknown, context: ErrorContext): Promise<CarnetError> {
  if (!(error instanceof LinkError)) return explainKnown(error, context)
  const { code } = explainLink(error, context.config)
  return explainConnection(error, context.config, await lookAgain(code, error, context.config))
}

/** The part of `explain` that needs no look at the network. */
export function explainKnown(error: unknown, context: ErrorContext): CarnetError {
  if (error instanceof CarnetError) return error
  if (error instanceof LinkError) return explainConnection(error, context.config)
  if (error instanceof ProtocolError) return explainProtocol(error, context)
  const { message } = error as { message?: unknown }
  const reason = typeof message === 'string' ? message : String(error)
  return carnetError('KAFKA_FAILED', { doing: context.doing, reason: withoutStop(reason) }, error)
}

function explainConnection(error: LinkError, config: Config, look?: Look): CarnetError {
  const { broker, connected } = error
  const e = explainLink(error, config, look)
  const advertised = !connected && !config.brokers.includes(broker)
  if (!advertised || /^(LOGIN|TLS)_/.test(e.code)) return e
  const details = { brokers: config.brokers, advertised: broker, reason: lowerFirst(e.what) }
  return carnetError('BROKER_ADVERTISED_UNREACHABLE', details, error)
}

function explainProtocol(error: ProtocolError, { config, doing, topic = '' }: ErrorContext): CarnetError {
  const user = userOf(config)
  switch (error.type) {
    case 'UNKNOWN_TOPIC_OR_PARTITION':
      return carnetError('TOPIC_UNKNOWN', { topic, near: [], known: [] }, error)
    case 'TOPIC_AUTHORIZATION_FAILED':
      // Of a partition: the topic could be described before.
      return error.partition === null
        ? carnetError('TOPIC_FORBIDDEN', { topic, user, near: [], known: [] }, error)
        : carnetError('TOPIC_RIGHT_MISSING', { topic, user, doing }, error)
    case 'CLUSTER_AUTHORIZATION_FAILED':
      return carnetError('CLUSTER_FORBIDDEN', { user, doing }, error)
    case 'INVALID_TOPIC_EXCEPTION':
      return carnetError('TOPIC_NAME_INVALID', { topic }, error)
    case 'LEADER_NOT_AVAILABLE':
      return carnetError('PARTITION_OFFLINE', { topic, partition: error.partition }, error)
    case 'MESSAGE_TOO_LARGE':
    case 'RECORD_LIST_TOO_LARGE':
      return carnetError('MESSAGE_TOO_LARGE', { topic }, error)
    case 'INVALID_TIMESTAMP':
      return carnetError('TIMESTAMP_REFUSED', { topic }, error)
    default:
      return carnetError('KAFKA_FAILED', { doing, reason: withoutStop(error.message) }, error)
  }
}

const withoutStop = (text: string): string => text.replace(/\.$/, '')

/** To go on within a sentence. */
const lowerFirst = (text: string): string => text.slice(0, 1).toLowerCase() + text.slice(1)
