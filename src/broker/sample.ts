import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readConfig } from '../config'
import { openClient, type NewRecord } from '../kafka/client'
import { projectRoot } from '../machine'

export interface LoadedSample {
  readonly topic: string
  /** How many messages the topic holds. */
  readonly messages: number
  /** False where the topic held messages already: then nothing was sent. */
  readonly loaded: boolean
}

const TOPIC = 'message'

/**
 * Loads `data/students.ndjson` into the topic `message` of the broker at `bootstrap`, unless the topic holds messages.
 * The topic keeps them for ever: by its default retention the broker would delete messages of their age.
 */
export async function loadSample(bootstrap: string): Promise<LoadedSample> {
  const client = openClient(readConfig({ brokers: bootstrap }, {}))
  try {
    await client.createTopic(TOPIC, { partitions: 1, settings: { 'retention.ms': '-1' } })
    const size = await client.topicSize(TOPIC)
    if (size !== null && size > 0n) return { topic: TOPIC, messages: Number(size), loaded: false }
    const records = sampleRecords(readFileSync(join(projectRoot(), 'data', 'students.ndjson'), 'utf8'))
    // One batch: all of them arrive or none.
    await client.send(TOPIC, records)
    return { topic: TOPIC, messages: records.length, loaded: true }
  } finally {
    await client.close()
  }
}

interface SampleLine {
  readonly partition: number
  readonly ts: number
  readonly key: string | null
  readonly payload: string | null
}

/** The messages of a capture in text, whose first line is its manifest. */
export function sampleRecords(capture: string): NewRecord[] {
  const [, ...lines] = capture.split('\n').filter((line) => line !== '')
  return lines.map((line) => {
    const { partition, ts, key, payload } = JSON.parse(line) as SampleLine
    return { partition, timestamp: ts, key: bytes(key), value: bytes(payload) }
  })
}

const bytes = (text: string | null): Buffer | null => (text === null ? null : Buffer.from(text))
