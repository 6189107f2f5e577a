import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import { CarnetError, carnetError } from '../errors'
import { type Checkup, type CheckStep } from '../kafka/checkup'
import { countChunk, firstRecords } from '../kafka/decode'
import { type TopicInfo, type TopicTable } from '../kafka/topics'
import { type Provenance } from '../provenance'
import { type ReadSummary } from '../reading'
import { type RecordChunk } from '../record'
import { makeBatch, type Batch } from './batch'
import { type Capture } from './capture/capture'
import { type CapturedTopic, type Manifest } from './capture/manifest'
import { readCapture } from './capture/read'
import { offsetsIn, summaryOfChunks } from './capture/summary'
import { checkedLimit } from './limit'
import { type ReadOptions, type Source } from './source'

/**
 * A capture as a source: the same calls as on a cluster, the same decoder, the date of the capture. The file is read
 * when first needed, once. Throws CAPTURE_MISSING at once; `read` and `topics` throw what `readCapture` throws.
 */
export function replaySource(file: string): Source {
  if (!existsSync(file)) throw carnetError('CAPTURE_MISSING', { file })
  return new ReplaySource(file)
}

class ReplaySource implements Source {
  readonly kind = 'replay'
  readonly label: string
  readonly #file: string
  #capture: Promise<Capture> | undefined

  constructor(file: string) {
    this.#file = file
    this.label = `replay of the capture ${basename(file)}`
  }

  #open(): Promise<Capture> {
    return (this.#capture ??= readCapture(this.#file))
  }

  async checkup(topic?: string): Promise<Checkup> {
    const file = basename(this.#file)
    const steps: CheckStep[] = []
    const failed = (layer: CheckStep['layer'], e: CarnetError, milliseconds: number): Checkup => {
      steps.push({ layer, status: 'failed', detail: e.what, milliseconds })
      if (layer === 'capture' && topic !== undefined)
        steps.push({ layer: 'topic', status: 'skipped', detail: topic, milliseconds: 0 })
      return {
        kind: 'checkup',
        ok: false,
        target,
        steps,
        failure: { code: e.code, what: e.what, todo: e.todo },
      }
    }
    const target = topic === undefined ? file : `${file}, topic ${topic}`
    const started = performance.now()
    try {
      const { manifest } = await this.#open()
      const { records } = manifest.summary
      const detail = `${records} ${records === 1 ? 'message' : 'messages'} of ${topicsOf(manifest).join(', ')}, read ${manifest.readAt}`
      steps.push({ layer: 'capture', status: 'ok', detail, milliseconds: performance.now() - started })
      if (topic !== undefined) {
        if (!topicsOf(manifest).includes(topic)) return failed('topic', this.#absent(topic, manifest), 0)
        const partitions = manifest.summary.ranges.filter((r) => r.topic === topic).length
        const found = `${partitions} ${partitions === 1 ? 'partition' : 'partitions'}`
        steps.push({ layer: 'topic', status: 'ok', detail: found, milliseconds: 0 })
      }
      return { kind: 'checkup', ok: true, target, steps, failure: null }
    } catch (e) {
      if (!(e instanceof CarnetError)) throw e
      return failed('capture', e, performance.now() - started)
    }
  }

  async topics(): Promise<TopicTable> {
    const { manifest } = await this.#open()
    return { kind: 'topics', topics: manifest.topics.map((t) => t.info ?? infoFrom(t, manifest)) }
  }

  async read(topic: string, options: ReadOptions = {}): Promise<Batch> {
    const limit = checkedLimit(options.limit)
    const { manifest, chunks, sha256 } = await this.#open()
    if (!topicsOf(manifest).includes(topic)) throw this.#absent(topic, manifest)
    const part = firstMessages(manifest, chunks, limit, options.signal)
    const provenance: Provenance = {
      kind: 'provenance',
      topics: [topic],
      clusterId: manifest.clusterId,
      ranges: part.summary.ranges,
      messages: part.summary.records,
      readAt: manifest.readAt,
      origin: 'replay',
      capture: { file: basename(this.#file), sha256 },
    }
    return makeBatch({ topics: [topic], provenance, ...part })
  }

  async close(): Promise<void> {
    this.#capture = undefined
  }

  #absent(topic: string, manifest: Manifest): CarnetError {
    const held = topicsOf(manifest)
    return carnetError('CAPTURE_TOPIC_ABSENT', { file: basename(this.#file), topic, held })
  }
}

const topicsOf = (manifest: Manifest): string[] => manifest.topics.map((t) => t.topic)

/** The first `limit` messages, in the order in which the capture holds them. */
function firstMessages(
  manifest: Manifest,
  chunks: readonly RecordChunk[],
  limit: number,
  signal: AbortSignal | undefined,
): { readonly summary: ReadSummary; readonly chunks: readonly RecordChunk[] } {
  const { summary } = manifest
  if (limit >= summary.records && !signal?.aborted) return { summary, chunks }
  const kept: RecordChunk[] = []
  let left = limit
  for (const chunk of chunks) {
    if (left <= 0 || signal?.aborted) break
    const { records } = countChunk(chunk)
    kept.push(records > left ? firstRecords(chunk, left) : chunk)
    left -= records
  }
  const ranges = summary.ranges.map((range) => {
    const ends = kept.filter((c) => c.partition === range.partition).map((c) => c.to)
    return { ...range, to: ends.reduce((a, b) => (b > a ? b : a), range.from) }
  })
  const { plan, notes } = summary
  const stop = signal?.aborted ? 'interrupted' : 'limit'
  return { summary: summaryOfChunks(kept, { plan, ranges, stop, notes }), chunks: kept }
}

const HOUR = 3_600_000

/** The line of the topic table as far as the capture knows it: what it does not know is null. */
function infoFrom({ topic, settings }: CapturedTopic, { summary }: Manifest): TopicInfo {
  const plan = summary.plan.filter((r) => r.topic === topic)
  const setting = (name: string): string | null =>
    Object.hasOwn(settings, name) ? (settings[name] ?? null) : null
  const number = (name: string): number | null => {
    const text = setting(name)
    return text !== null && /^-?\d+$/.test(text) ? Number(text) : null
  }
  const retention = number('retention.ms')
  return {
    topic,
    partitions: plan.length,
    replication: null,
    minInSyncReplicas: number('min.insync.replicas'),
    retentionHours: retention !== null && retention >= 0 ? retention / HOUR : retention,
    retentionBytes: number('retention.bytes'),
    cleanupPolicy: setting('cleanup.policy'),
    messages: Number(offsetsIn(plan)),
    internal: topic.startsWith('__'),
  }
}
