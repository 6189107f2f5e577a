import { type Config } from '../config'
import { type Attempt, attemptAll } from './attempts'
import { certificateFacts, expiredCertificate } from './certificate'
import { Cluster } from './cluster'
import { LinkError } from './errors'
import { type LayerFound, partsOf } from './layer'
import { greet, reachPort, resolveName, type TlsFound } from './probe'
import { type Metadata } from './requests/metadata'
import { tlsOptions } from './tls-options'

/** Each layer has so long, so that any wrong setting is explained within three seconds. */
const LAYER_MS = 2_300

/** The layers on the way to a cluster. Each goes on from what the ones before have found: they are asked in order. */
export class Way {
  readonly #config: Config
  /** Those of the settings that answered so far. */
  #brokers: readonly string[]
  #cluster: Cluster | null = null
  #metadata: Metadata | null = null
  readonly #unreachable = new Map<string, unknown>()

  constructor(config: Config) {
    this.#config = config
    this.#brokers = config.brokers
  }

  /** The files and values were checked when the settings were read; only time goes on. */
  async settings(): Promise<LayerFound> {
    const config = this.#config
    const parts = certificateFacts(config).map(({ name, detail }) => ({
      name,
      status: 'ok' as const,
      found: detail,
      milliseconds: null,
    }))
    const expired = expiredCertificate(config)
    if (expired) return { status: 'failed', error: expired, parts }
    if (config.notes.length) return { status: 'noted', note: config.notes.join(' '), parts }
    return { status: 'ok', detail: placesOf(config.origins), parts }
  }

  name(): Promise<LayerFound> {
    return this.#each(
      (broker) => resolveName(broker, LAYER_MS),
      (address) => address,
    )
  }

  port(): Promise<LayerFound> {
    return this.#each(
      async (broker) => {
        await reachPort(broker, LAYER_MS)
        return broker
      },
      () => 'open',
      (brokers) => brokers.join(', '),
    )
  }

  /** Without TLS too, a greeting shows whether the port speaks as the settings say. */
  async tls(): Promise<LayerFound> {
    const found = await this.#each((broker) => this.#greet(broker), tlsInWords)
    return found.status === 'ok' && !this.#config.tls ? { status: 'absent' } : found
  }

  /** A broker that wants a login takes a connection without one, and closes it at the first request. */
  async login(): Promise<LayerFound> {
    const { sasl } = this.#config
    this.#cluster = new Cluster(
      { ...this.#config, brokers: this.#brokers },
      { connectMs: LAYER_MS, requestMs: LAYER_MS },
    )
    await this.#cluster.metadata([])
    if (!sasl) return { status: 'absent' }
    const who = 'username' in sasl ? sasl.username : `the token of ${sasl.token.setting}`
    return { status: 'ok', detail: `${who} by ${sasl.mechanism.toUpperCase()}` }
  }

  async metadata(): Promise<LayerFound> {
    const { nodes, clusterId } = (this.#metadata = await this.cluster.metadata([]))
    return {
      status: 'ok',
      detail: `${count(nodes.length, 'broker')}, cluster ${clusterId ?? 'without an id'}`,
    }
  }

  /** The brokers that the cluster says to go on with. Without some of them, some partitions may not be readable. */
  async brokers(): Promise<LayerFound> {
    const addresses = [...new Set(this.#known.nodes.map((n) => n.address))]
    const attempts = await attemptAll(addresses, (address) => this.#greet(address))
    for (const a of attempts) if (a.status !== 'ok') this.#unreachable.set(a.address, errorOf(a))
    const parts = partsOf(attempts, tlsInWords)
    if (!this.#unreachable.size) return { status: 'ok', detail: addresses.join(', '), parts }
    const [error] = this.#unreachable.values()
    return { status: this.#unreachable.size < addresses.length ? 'warning' : 'failed', error, parts }
  }

  /** The cluster, once it is known. */
  get cluster(): Cluster {
    if (!this.#cluster) throw new RangeError('the login comes before what needs the cluster')
    return this.#cluster
  }

  /** Why that node of the cluster cannot be reached; undefined where it can. */
  whyUnreachable(node: number): unknown {
    const address = this.#known.nodes.find((n) => n.id === node)?.address
    return address === undefined ? undefined : this.#unreachable.get(address)
  }

  close(): void {
    this.#cluster?.close()
  }

  get #known(): Metadata {
    if (!this.#metadata) throw new RangeError('metadata come before what needs them')
    return this.#metadata
  }

  #greet(broker: string): Promise<TlsFound | null> {
    const { tls } = this.#config
    return greet(broker, tls ? tlsOptions(tls) : false, LAYER_MS)
  }

  /** Tries it with every broker at once and goes on with those that answer. */
  async #each<T>(
    attempt: (broker: string) => Promise<T>,
    inWords: (value: T) => string,
    all: (values: readonly T[]) => string = (values) => [...new Set(values.map(inWords))].join(', '),
  ): Promise<LayerFound> {
    const attempts = await attemptAll(this.#brokers, attempt)
    const parts = partsOf(attempts, inWords)
    const answers = attempts.flatMap((a) => (a.status === 'ok' ? [a] : []))
    const failure = attempts.find((a) => a.status !== 'ok')
    if (failure && !answers.length) return { status: 'failed', error: errorOf(failure), parts }
    this.#brokers = answers.map((a) => a.address)
    if (failure?.status === 'waiting')
      return { status: 'noted', note: `no answer yet from ${failure.address}`, parts }
    if (failure) return { status: 'warning', error: errorOf(failure), parts }
    return { status: 'ok', detail: all(answers.map((a) => a.value)), parts }
  }
}

/** The error of an attempt that failed, or that was not waited for. */
function errorOf(attempt: Attempt<unknown>): unknown {
  if (attempt.status === 'failed') return attempt.error
  const late = Object.assign(new Error('Connection timeout'), { code: 'ETIMEDOUT' })
  return new LinkError(attempt.address, false, late)
}

/** `KAFKA_BROKERS, KAFKA_CA (environment); ssl.key.location (client.properties)` */
function placesOf(origins: Config['origins']): string {
  const names = new Map<string, string[]>()
  for (const { name, from } of origins) names.set(from, [...(names.get(from) ?? []), name])
  return [...names].map(([from, list]) => `${list.join(', ')} (${from})`).join('; ')
}

const tlsInWords = (found: TlsFound | null): string =>
  found
    ? `${found.protocol}, certificate of ${found.subject}, signed by ${found.issuer}, valid to ${found.validTo}`
    : 'answers'

export const count = (n: number, thing: string): string => `${n} ${thing}${n === 1 ? '' : 's'}`
