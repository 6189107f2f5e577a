import { type Config } from '../config'
import { requireSuccess } from './errors'
import { type LayerFound } from './layer'
import { isTopicAbsent, topicAbsent } from './names'
import { fetchRequest } from './requests/fetch'
import { type ListedOffset } from './requests/list-offsets'
import { type TopicMetadata } from './requests/metadata'
import { settled } from './settled'
import { count, type Way } from './way'

const READ_BYTES = 64 << 10

/** The last layers of the way, those of one topic. */
export class TopicWay {
  readonly #way: Way
  readonly #config: Config
  readonly #name: string
  #found: { readonly topic: TopicMetadata; readonly extents: readonly Extent[] } | null = null

  constructor(way: Way, config: Config, topic: string) {
    this.#way = way
    this.#config = config
    this.#name = topic
  }

  async topic(): Promise<LayerFound> {
    const { cluster } = this.#way
    try {
      return await settled(async () => {
        const topic = await cluster.topic(this.#name)
        for (const { leader } of topic.partitions) {
          const error = this.#way.whyUnreachable(leader)
          if (error !== undefined) return { status: 'failed', error }
        }
        const ends = await cluster.offsets([topic], 'end')
        const extents = extentsOf(await cluster.offsets([topic], 'start'), ends)
        this.#found = { topic, extents }
        const messages = extents.reduce((n, e) => n + (e.end - e.start), 0n)
        const detail = `${count(topic.partitions.length, 'partition')}, ${count(Number(messages), 'message')}`
        return { status: 'ok', detail }
      })
    } catch (e) {
      throw isTopicAbsent(e) ? await topicAbsent(e, cluster, this.#config, this.#name) : e
    }
  }

  /** A first fetch: the right to see a topic is not the right to read it. */
  async read(): Promise<LayerFound> {
    if (!this.#found) throw new RangeError('the topic comes before what is read from it')
    const { topic, extents } = this.#found
    const { partition, start, end } = extents.find((e) => e.end > e.start) ?? extents[0]
    const leader = topic.partitions.find((p) => p.partition === partition)?.leader ?? -1
    const limits = { maxWaitMs: 0, maxBytes: READ_BYTES, maxPartitionBytes: READ_BYTES }
    const request = fetchRequest([{ topic: this.#name, partition, offset: start }], limits)
    const [fetched] = await this.#way.cluster.node(leader, request)
    requireSuccess(fetched.errorCode, partition)
    return { status: 'ok', detail: end > start ? 'messages can be read' : 'the topic is empty' }
  }
}

/** Which offsets a partition has. */
interface Extent {
  readonly partition: number
  readonly start: bigint
  readonly end: bigint
}

function extentsOf(starts: readonly ListedOffset[], ends: readonly ListedOffset[]): Extent[] {
  const startOf = new Map(starts.map((s) => [s.partition, s.offset]))
  return ends.map(({ partition, offset: end }) => {
    const start = startOf.get(partition) ?? end
    // Retention may move the start past an end that was asked for before.
    return { partition, start, end: end > start ? end : start }
  })
}
