import { type Config } from '../config'
import { expiredCertificate } from './certificate'
import { Cluster } from './cluster'
import { ProtocolError, requireSuccess, UNKNOWN_TOPIC } from './errors'
import { topicUnknown } from './names'
import { planRead, type Position } from './position'
import { greet, reachPort, resolveName } from './probe'
import { fetchRequest } from './requests/fetch'
import { settled } from './settled'

/** Resolves to what a layer found, or to null for one that the settings do not have; rejects where it fails. */
export type LayerCheck = () => Promise<string | null>

/** Each layer has so long, so that any wrong setting is explained within three seconds. */
const LAYER_MS = 2_500
const READ_BYTES = 64 << 10

/** The layers on the way to a topic. Each goes on from what the ones before have found, so they must be asked in order. */
export class Way {
  readonly #config: Config
  readonly #cluster: Cluster
  /** Those of the settings that answered so far. */
  #brokers: readonly string[]
  #positions: readonly Position[] = []

  constructor(config: Config) {
    this.#config = config
    this.#cluster = new Cluster(config, { connectMs: LAYER_MS, requestMs: LAYER_MS })
    this.#brokers = config.brokers
  }

  /** The files and values were checked when the settings were read; only time goes on. */
  async settings(): Promise<string> {
    const expired = expiredCertificate(this.#config)
    if (expired) throw expired
    return this.#config.origins.map((o) => `${o.name} (${o.from})`).join(', ')
  }

  async name(): Promise<string> {
    const addresses = await this.#each((broker) => resolveName(broker, LAYER_MS))
    return addresses.join(', ')
  }

  async port(): Promise<string> {
    await this.#each((broker) => reachPort(broker, LAYER_MS))
    return this.#brokers.join(', ')
  }

  /** Without TLS too, a greeting shows whether the port speaks as the settings say. */
  async tls(): Promise<string | null> {
    const [found] = await this.#each((broker) => greet(broker, this.#config.tls, LAYER_MS))
    return found && `${found.protocol}, certificate of ${found.subject}, valid to ${found.validTo}`
  }

  /** A broker that wants a login takes a connection without one, and closes it at the first request. */
  async login(): Promise<string | null> {
    const { sasl } = this.#config
    await this.#cluster.metadata([])
    return sasl && `${sasl.username} by ${sasl.mechanism.toUpperCase()}`
  }

  /** The brokers that the cluster says to go on with; it is enough if one of them can be reached. */
  async metadata(): Promise<string> {
    const { nodes, clusterId } = await this.#cluster.metadata([])
    const asked = nodes.filter((n) => !this.#brokers.includes(n.address)).map((n) => n.address)
    const answers = await Promise.allSettled(asked.map((address) => reachPort(address, LAYER_MS)))
    const failures = answers.flatMap((a, i) =>
      a.status === 'rejected' ? [{ address: asked[i], reason: a.reason as Error }] : [],
    )
    if (failures.length === nodes.length) throw failures[0].reason
    const cluster = `${count(nodes.length, 'broker')}, cluster ${clusterId ?? 'without an id'}`
    return failures.length
      ? `${cluster}; no answer from ${failures.map((f) => f.address).join(', ')}`
      : cluster
  }

  async topic(topic: string): Promise<string> {
    try {
      this.#positions = await settled(async () => planRead(this.#cluster, await this.#cluster.topic(topic)))
    } catch (e) {
      throw e instanceof ProtocolError && e.code === UNKNOWN_TOPIC
        ? await topicUnknown(this.#cluster, topic)
        : e
    }
    const messages = this.#positions.reduce((n, p) => n + p.end - p.start, 0n)
    return `${count(this.#positions.length, 'partition')}, ${count(Number(messages), 'message')}`
  }

  /** A first fetch: the right to see a topic is not the right to read it. */
  async read(topic: string): Promise<string> {
    const position = this.#positions.find((p) => p.open) ?? this.#positions[0]
    const { partitions } = await this.#cluster.topic(topic)
    const leader = partitions.find((p) => p.partition === position.partition)?.leader ?? -1
    const wanted = [{ partition: position.partition, offset: position.start }]
    const limits = { maxWaitMs: 0, maxBytes: READ_BYTES, maxPartitionBytes: READ_BYTES }
    const [fetched] = await this.#cluster.node(leader, fetchRequest(topic, wanted, limits))
    requireSuccess(fetched.errorCode, fetched.partition)
    return position.open ? 'messages can be read' : 'the topic is empty'
  }

  close(): void {
    this.#cluster.close()
  }

  /** Tries it with every broker at once and goes on with those that answer; rejects as the first where none does. */
  async #each<T>(attempt: (broker: string) => Promise<T>): Promise<[T, ...T[]]> {
    const brokers = this.#brokers
    const answers = await Promise.allSettled(brokers.map(attempt))
    this.#brokers = brokers.filter((_, i) => answers[i].status === 'fulfilled')
    const [first, ...rest] = answers.flatMap((a) => (a.status === 'fulfilled' ? [a.value] : []))
    if (this.#brokers.length) return [first, ...rest]
    throw answers.flatMap((a) => (a.status === 'rejected' ? [a.reason as Error] : []))[0]
  }
}

const count = (n: number, thing: string): string => `${n} ${thing}${n === 1 ? '' : 's'}`
