import { newClusterId } from '../../src/broker/format'
import { freePorts } from '../../src/machine/ports'
import { readConfig } from '../../src/config'
import { Cluster } from '../../src/kafka/cluster'
import { LinkError } from '../../src/kafka/errors'
import { testNode, type TestNode } from './kafka-node'

/** One broker of a cluster. It is started already; `start` starts it again. */
export interface ClusterNode extends TestNode {
  /** From 1. */
  readonly id: number
}

export interface TestCluster {
  /** Of all brokers, separated by commas. */
  readonly bootstrap: string
  readonly clusterId: string
  readonly nodes: readonly ClusterNode[]
  /** Stops all and removes their data. */
  stop(): Promise<void>
}

const CONTROLLER = 100

/**
 * A real cluster of several brokers and a controller apart, so that any broker may be killed. Topics have by default as
 * many replicas as there are brokers, and take messages while one broker is gone.
 */
export async function startKafkaCluster(
  options: { brokers?: number; properties?: Readonly<Record<string, string>> } = {},
): Promise<TestCluster> {
  const { brokers = 3 } = options
  const [controllerPort, ...ports] = await freePorts(brokers + 1)
  const clusterId = newClusterId()
  const replicas = String(brokers)
  const inSync = String(Math.max(1, brokers - 1))
  const common = {
    'controller.quorum.voters': `${CONTROLLER}@127.0.0.1:${controllerPort}`,
    'default.replication.factor': replicas,
    'min.insync.replicas': inSync,
    'offsets.topic.replication.factor': replicas,
    'transaction.state.log.replication.factor': replicas,
    'transaction.state.log.min.isr': inSync,
    'share.coordinator.state.topic.replication.factor': replicas,
    'share.coordinator.state.topic.min.isr': inSync,
    // A broker that was killed is given up after 2 s instead of 9, and may come back as soon.
    'broker.session.timeout.ms': '2000',
    'broker.heartbeat.interval.ms': '500',
    'replica.lag.time.max.ms': '3000',
    'replica.fetch.wait.max.ms': '200',
    ...options.properties,
  }
  const members = (bootstrap: string): Promise<number[]> => brokersAt(bootstrap, clusterId)
  const made: TestNode[] = []
  const make = async (settings: Parameters<typeof testNode>[0]): Promise<TestNode> => {
    const node = await testNode(settings)
    made.push(node)
    return node
  }
  const stop = async (): Promise<void> => {
    // Brokers first: they hand over to the controller.
    const [controller, ...rest] = made
    await Promise.all(rest.map((node) => node.kill()))
    await controller?.kill()
    await Promise.all(made.map((node) => node.remove()))
  }
  try {
    const controller = await make({
      port: controllerPort,
      controllerPort,
      clusterId,
      properties: {
        ...common,
        'process.roles': 'controller',
        'node.id': String(CONTROLLER),
        listeners: `CONTROLLER://127.0.0.1:${controllerPort}`,
        'advertised.listeners': `CONTROLLER://127.0.0.1:${controllerPort}`,
      },
      // It answers no metadata; the brokers find out whether it works.
      answers: async () => true,
    })
    const nodes: TestNode[] = []
    for (const [i, port] of ports.entries()) {
      const bootstrap = `127.0.0.1:${port}`
      const id = i + 1
      const node = await make({
        port,
        controllerPort,
        clusterId,
        properties: {
          ...common,
          'process.roles': 'broker',
          'node.id': String(id),
          listeners: `PLAINTEXT://${bootstrap}`,
        },
        answers: async () => (await members(bootstrap)).includes(id),
      })
      nodes.push(node)
    }
    // All have started, or failed, before any is stopped.
    const starts = await Promise.allSettled([controller, ...nodes].map((node) => node.start()))
    for (const start of starts) if (start.status === 'rejected') throw start.reason
    for (const { bootstrap } of nodes) while ((await members(bootstrap)).length < brokers) await pause()
    return {
      bootstrap: nodes.map((n) => n.bootstrap).join(','),
      clusterId,
      nodes: nodes.map((node, i) => Object.assign(node, { id: i + 1 })),
      stop,
    }
  } catch (e) {
    await stop()
    throw e
  }
}

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 50))

/** The ids of the brokers that the one at that address counts in; none where it does not answer, or is of another cluster. */
async function brokersAt(bootstrap: string, clusterId: string): Promise<number[]> {
  const cluster = new Cluster(readConfig({ brokers: bootstrap }, {}), { connectMs: 2000, requestMs: 2000 })
  try {
    const found = await cluster.metadata([])
    return found.clusterId === clusterId ? found.nodes.map((n) => n.id) : []
  } catch (e) {
    if (e instanceof LinkError) return []
    throw e
  } finally {
    cluster.close()
  }
}
