import { type Config } from '../config'
import { LEADER_NOT_AVAILABLE, LinkError, ProtocolError, requireSuccess, UNKNOWN_TOPIC } from './errors'
import { firstAnswer } from './first-answer'
import { BrokerLink, type LinkLimits } from './kafkajs'
import {
  listOffsetsRequest,
  type ListedOffset,
  type OffsetKind,
  type TopicPartitions,
} from './requests/list-offsets'
import { metadataRequest, type Metadata, type TopicMetadata } from './requests/metadata'
import { type Request } from './requests/request'

/** A slow way across the world, TLS and login included, takes less. A refused or unknown address fails at once. */
export const PATIENT: LinkLimits = { connectMs: 10_000, requestMs: 30_000 }

/** The brokers of a cluster: connects to each when first needed, again when a connection broke; retries nothing. */
export class Cluster {
  readonly #config: Config
  readonly #limits: LinkLimits
  /** By address. */
  readonly #links = new Map<string, Promise<BrokerLink>>()
  readonly #nodes = new Map<number, string>()
  readonly #closing = new AbortController()

  constructor(config: Config, limits: LinkLimits = PATIENT) {
    this.#config = config
    this.#limits = limits
  }

  /** Connects to the first broker of the settings that answers. Rejects with the first one's error where none does. */
  async connect(): Promise<void> {
    await this.#anyLink()
  }

  /** Asks any broker about topics, all that the user may see for null. Remembers where the nodes are. */
  async metadata(topics: readonly string[] | null): Promise<Metadata> {
    const metadata = await this.any(metadataRequest(topics))
    for (const { id, address } of metadata.nodes) this.#nodes.set(id, address)
    return metadata
  }

  /** One topic; rejects with ProtocolError where it is unknown or forbidden. */
  async topic(topic: string): Promise<TopicMetadata> {
    const [found] = await this.topics([topic])
    return found
  }

  /** Those topics, in that order; rejects with ProtocolError where one is unknown or forbidden. */
  async topics(names: readonly string[]): Promise<TopicMetadata[]> {
    return topicsIn(await this.metadata(names), names)
  }

  /** Sends a request that any broker can answer. */
  async any<T>(request: Request<T>): Promise<T> {
    const link = await this.#anyLink()
    return link.send(request)
  }

  /** Sends a request to that node of the cluster, which metadata must have named. */
  async node<T>(id: number, request: Request<T>): Promise<T> {
    const address = this.#nodes.get(id)
    // A node that is gone, or a partition without a leader (-1): passing, until metadata names another one.
    if (address === undefined) throw new ProtocolError(LEADER_NOT_AVAILABLE)
    const link = await this.#link(address)
    return link.send(request)
  }

  /** Offsets of partitions of any number of topics, from the node that leads each. Rejects with ProtocolError. */
  async offsets(
    topics: readonly TopicMetadata[],
    kind: OffsetKind,
    committed = true,
  ): Promise<ListedOffset[]> {
    const offline = topics.flatMap((t) => t.partitions).find((p) => p.leader < 0)
    if (offline) throw new ProtocolError(LEADER_NOT_AVAILABLE, offline.partition)
    const asked = [...byLeader(topics)].map(([node, led]) =>
      this.node(node, listOffsetsRequest(led, kind, committed)),
    )
    const offsets = (await Promise.all(asked)).flat()
    for (const { errorCode, partition } of offsets) requireSuccess(errorCode, partition)
    return offsets
  }

  /** Cuts every connection. */
  close(): void {
    this.#closing.abort()
    for (const link of this.#links.values()) link.then((l) => l.close()).catch(() => {})
    this.#links.clear()
  }

  /** An open connection, else one to the first address that answers: of the settings, then of the known nodes. */
  async #anyLink(): Promise<BrokerLink> {
    const addresses = new Set([...this.#links.keys(), ...this.#config.brokers, ...this.#nodes.values()])
    return firstAnswer([...addresses], (address) => this.#link(address))
  }

  async #link(address: string): Promise<BrokerLink> {
    const known = this.#links.get(address)
    if (known) {
      const link = await known
      if (link.isOpen) return link
      link.close()
      // Another caller may have opened a new one meanwhile.
      if (this.#links.get(address) !== known) return this.#link(address)
    }
    if (this.#closing.signal.aborted)
      throw new LinkError(address, false, new Error('the connection was closed'))
    const opening = BrokerLink.open(this.#config, address, this.#limits, this.#closing.signal)
    this.#links.set(address, opening)
    opening.catch(() => this.#links.get(address) === opening && this.#links.delete(address))
    return opening
  }
}

/** The topics of an answer, in the order of the names; throws ProtocolError where one is unknown or forbidden. */
export function topicsIn({ topics }: Pick<Metadata, 'topics'>, names: readonly string[]): TopicMetadata[] {
  return names.map((name) => {
    const found = topics.find((t) => t.topic === name)
    const code = found ? found.errorCode : UNKNOWN_TOPIC
    if (!found || code !== 0) throw new ProtocolError(code, null, null, name)
    return found
  })
}

/** Partitions by the node that leads them; those without a leader are left out. */
export function byLeader(topics: readonly TopicMetadata[]): Map<number, TopicPartitions[]> {
  const led = new Map<number, TopicPartitions[]>()
  for (const { topic, partitions } of topics)
    for (const leader of new Set(partitions.map((p) => p.leader))) {
      if (leader < 0) continue
      const list = led.get(leader) ?? []
      if (!list.length) led.set(leader, list)
      const mine = partitions.filter((p) => p.leader === leader)
      list.push({ topic, partitions: mine.map((p) => p.partition) })
    }
  return led
}
