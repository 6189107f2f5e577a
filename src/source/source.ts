import { type Checkup } from '../kafka/checkup'
import { type DescribeOptions, type TopicDescription } from '../kafka/describe'
import { type Extent } from '../kafka/extent'
import { type TopicTable } from '../kafka/topics'
import { type Batch } from './batch'
import { type ConsumedBatch, type ConsumeOptions } from './consume'
import { type ReadOptions } from './options'
import { type BatchStream } from './stream'

/** Where messages come from: a cluster, or a capture of an earlier read. Live and replay are the same to a notebook. */
export interface Source {
  readonly kind: 'live' | 'replay'
  /** What it is, in words: `Kafka at broker:9092`, `replay of the capture students.ndjson`. */
  readonly label: string
  /** Goes through every layer on the way to the topic; never throws for a layer that fails. */
  checkup(topic?: string): Promise<Checkup>
  topics(): Promise<TopicTable>
  /**
   * What can be told of a topic without reading it whole: its partitions, the last messages looked at (1,000 by
   * default), the rate over time, consumer groups and their lag, settings. A replay tells what the capture knows.
   */
  describe(topic: string, options?: DescribeOptions): Promise<TopicDescription>
  /**
   * From where to where the messages of a topic are: what a cluster has now, or what the capture holds. It asks a few
   * bytes of the cluster, and never takes a capture in place of one.
   */
  extent(topic: string): Promise<Extent>
  /** A bounded read of one topic or several: of what is there when it begins, as far as it was asked for. */
  read(topics: string | readonly string[], options?: ReadOptions): Promise<Batch>
  /**
   * The same read as a stream of batches, one after the other in constant memory: the next is fetched while one is
   * worked on, no more. It begins when it is iterated. `break` ends it, and keeps what was read as a capture.
   * Throws at once where an option is wrong.
   */
  stream(topics: string | readonly string[], options?: ReadOptions): BatchStream
  /**
   * A bounded read of one topic by a consumer group, through kafkajs' own consumer: from what the group has committed to
   * the end that is there when it begins. Nothing is committed before `batch.commit()`, unless `commit` is true. For
   * those who want committed offsets; `read` needs no group, and reads what kafkajs cannot (docs/reading.md).
   * Rejects on a replay (GROUP_NEEDS_BROKER), and while another consumer is in the group (GROUP_BUSY).
   */
  consume(topic: string, options: ConsumeOptions): Promise<ConsumedBatch>
  close(): Promise<void>
}
