import { type Checkup } from '../kafka/checkup'
import { type TopicTable } from '../kafka/topics'
import { type Batch } from './batch'

export interface ReadOptions {
  /** At most so many messages; all that are there when the read begins by default. */
  readonly limit?: number
  /** Ends the read early; what was read until then is kept. */
  readonly signal?: AbortSignal
}

/** Where messages come from: a cluster, or a capture of an earlier read. Live and replay are the same to a notebook. */
export interface Source {
  readonly kind: 'live' | 'replay'
  /** What it is, in words: `Kafka at broker:9092`, `replay of the capture students.ndjson`. */
  readonly label: string
  /** Goes through every layer on the way to the topic; never throws for a layer that fails. */
  checkup(topic?: string): Promise<Checkup>
  topics(): Promise<TopicTable>
  /** A bounded read: up to the ends that are there when it begins. */
  read(topic: string, options?: ReadOptions): Promise<Batch>
  close(): Promise<void>
}
