/** One line of the topic table. What the user has no right to see is null. */
export interface TopicInfo {
  readonly topic: string
  readonly partitions: number
  readonly replication: number
  readonly minInSyncReplicas: number | null
  /** Hours; -1 is unlimited. */
  readonly retentionHours: number | null
  /** Bytes; -1 is unlimited. */
  readonly retentionBytes: number | null
  readonly cleanupPolicy: string | null
  /** Offsets between log start and end, over all partitions. */
  readonly messages: number | null
  readonly internal: boolean
}

export interface TopicTable {
  readonly kind: 'topics'
  readonly topics: readonly TopicInfo[]
}
