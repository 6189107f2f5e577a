export interface ServerSettings {
  /** Ports on 127.0.0.1: for clients, and for the broker's own controller. */
  readonly port: number
  readonly controllerPort: number
  /** Folder of the topics; relative to the folder the broker is started in. */
  readonly data: string
  /** Settings of the caller's, which go before ours. */
  readonly overrides?: Readonly<Record<string, string>>
}

/**
 * The settings of one KRaft node that is broker and controller, for one machine: small, quick to start, reachable from
 * this machine alone. The controller is named by `controller.quorum.voters`, which every Kafka since 3.3 takes and
 * which lets its port differ from start to start.
 */
export function serverProperties(settings: ServerSettings): string {
  const { port, controllerPort, data, overrides = {} } = settings
  const ours: Record<string, string> = {
    'process.roles': 'broker,controller',
    'node.id': '1',
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    'controller.listener.names': 'CONTROLLER',
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
    'log.dirs': data,
    // A mistyped name must not make a topic.
    'auto.create.topics.enable': 'false',
    'offsets.topic.replication.factor': '1',
    'offsets.topic.num.partitions': '1',
    'transaction.state.log.replication.factor': '1',
    'transaction.state.log.min.isr': '1',
    'transaction.state.log.num.partitions': '1',
    'share.coordinator.state.topic.replication.factor': '1',
    'share.coordinator.state.topic.min.isr': '1',
    'share.coordinator.state.topic.num.partitions': '1',
    'group.initial.rebalance.delay.ms': '0',
    // After a kill the broker waits for its own former session to end: 3 s instead of 9.
    'broker.session.timeout.ms': '3000',
    'broker.heartbeat.interval.ms': '1000',
    'log.cleaner.dedupe.buffer.size': '4194304',
    'log.cleaner.threads': '1',
    'num.network.threads': '2',
    'num.io.threads': '2',
  }
  return Object.entries({ ...ours, ...overrides })
    .map(([name, value]) => `${name}=${escapeValue(value)}\n`)
    .join('')
}

/** A value as java.util.Properties reads it: Latin-1, with a backslash as the escape. */
function escapeValue(value: string): string {
  return value
    .replace(/\\/g, '\\\\')
    .replace(/\n/g, '\\n')
    .replace(/\r/g, '\\r')
    .replace(/\t/g, '\\t')
    .replace(/^ /, '\\ ')
    .replace(/[^\x20-\x7e]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
