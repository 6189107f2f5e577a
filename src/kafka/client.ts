import { type Config } from '../config/config'
import { type ReadSummary } from '../reading'
import { type Header, type RecordChunk } from '../record'
import { type Checkup } from './checkup'
import { type TopicTable } from './topics'

/** A message to send. */
export interface NewRecord {
  readonly partition?: number
  readonly key: Buffer | null
  readonly value: Buffer | null
  /** Milliseconds since 1970; the time of sending by default. */
  readonly timestamp?: number
  readonly headers?: readonly Header[]
}

export interface ChunkReadOptions {
  readonly limit?: number
  readonly signal?: AbortSignal
}

/** A connection to a cluster. kafkajs is loaded and connected when first needed. */
export interface KafkaClient {
  readonly config: Config
  clusterId(): Promise<string>
  checkup(topic?: string): Promise<Checkup>
  topics(): Promise<TopicTable>
  /** The topic's settings that differ from the broker's defaults; empty where the user may not see them. */
  topicSettings(topic: string): Promise<Readonly<Record<string, string>>>
  /** Bounded, group-free read: hands over whole record batches; the next chunk waits until `onChunk` is done. */
  read(
    topic: string,
    onChunk: (chunk: RecordChunk) => void | Promise<void>,
    options?: ChunkReadOptions,
  ): Promise<ReadSummary>
  /** False where the topic is there already. */
  createTopic(topic: string, options: { partitions: number; settings?: Record<string, string> }): Promise<boolean>
  /** The messages the topic holds by its offsets: end minus log start, over all partitions; null for no such topic. */
  topicSize(topic: string): Promise<bigint | null>
  send(topic: string, records: readonly NewRecord[]): Promise<void>
  close(): Promise<void>
}
