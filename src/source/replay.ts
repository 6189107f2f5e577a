import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import { stopwatch } from '../clock'
import { CarnetError, carnetError } from '../errors'
import { type Checkup, type CheckStep } from '../kafka/checkup'
import { checkedSample, type DescribeOptions, type TopicDescription } from '../kafka/describe'
import { type Extent } from '../kafka/extent'
import { unknownPlace } from '../kafka/plan'
import { type Selection } from '../kafka/selection'
import { type TopicTable } from '../kafka/topics'
import { byPlace, type RecordChunk } from '../record'
import { schemasOf } from '../registry/schema'
import { type Batch } from './batch'
import { batchOfPart, type BoundedRead, type Origin, readWhole } from './bounded'
import { type Capture, type OpenCapture } from './capture/capture'
import { type Manifest } from './capture/manifest'
import { openCapture, readCapture, readManifest } from './capture/read'
import { capturedInfo, describeCaptured } from './captured'
import { checkedConsume, type ConsumedBatch, type ConsumeOptions, groupNeedsBroker } from './consume'
import { type Held } from './held'
import { untilInterrupted } from './interrupt'
import { checkedRequest, type ReadOptions, type Request } from './options'
import { ReplayRun } from './replay-run'
import { type Source } from './source'
import { batchStream, type BatchStream } from './stream'
import { type Say, Telling } from './telling'

/**
 * A capture as a source: the same calls as on a cluster, the same decoder, the date of the capture. The file is read
 * when first needed, once; for a stream from the disk, as it goes on. `say` takes the lines that say what is read,
 * nobody by default. Throws CAPTURE_MISSING at once; the other calls throw what `readCapture` throws.
 */
export function replaySource(file: string, options: { readonly say?: Say } = {}): Source {
  if (!existsSync(file)) throw carnetError('CAPTURE_MISSING', { file })
  return new ReplaySource(file, options.say ?? (() => {}))
}

class ReplaySource implements Source {
  readonly kind = 'replay'
  readonly label: string
  readonly #file: string
  readonly #say: Say
  #capture: Promise<Capture> | undefined

  constructor(file: string, say: Say) {
    this.#file = file
    this.#say = say
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
    const passed = stopwatch()
    try {
      const { manifest } = await this.#open()
      const { records } = manifest.summary
      const detail = `${records} ${records === 1 ? 'message' : 'messages'} of ${topicsOf(manifest).join(', ')}, read ${manifest.readAt}`
      steps.push({ layer: 'capture', status: 'ok', detail, milliseconds: passed() })
      if (topic !== undefined) {
        if (!topicsOf(manifest).includes(topic)) return failed('topic', absent(topic, manifest, file), 0)
        const partitions = manifest.summary.ranges.filter((r) => r.topic === topic).length
        const found = `${partitions} ${partitions === 1 ? 'partition' : 'partitions'}`
        steps.push({ layer: 'topic', status: 'ok', detail: found, milliseconds: 0 })
      }
      return { kind: 'checkup', ok: true, target, steps, failure: null }
    } catch (e) {
      if (!(e instanceof CarnetError)) throw e
      return failed('capture', e, passed())
    }
  }

  async topics(): Promise<TopicTable> {
    const { manifest } = await this.#open()
    return { kind: 'topics', topics: manifest.topics.map((t) => capturedInfo(t, manifest)) }
  }

  async describe(topic: string, options?: DescribeOptions): Promise<TopicDescription> {
    const count = checkedSample(options)
    const capture = await openCapture(this.#file)
    try {
      const captured = capture.manifest.topics.find((t) => t.topic === topic)
      if (!captured) throw absent(topic, capture.manifest, basename(this.#file))
      return await describeCaptured(captured, capture, count)
    } finally {
      await capture.close()
    }
  }

  async extent(topic: string): Promise<Extent> {
    const manifest = await readManifest(this.#file)
    if (!topicsOf(manifest).includes(topic)) throw absent(topic, manifest, basename(this.#file))
    const { clusterId, summary } = manifest
    const held = summary.ranges.filter((r) => r.topic === topic).sort(byPlace)
    return {
      clusterId,
      partitions: held.map(({ partition, from, to }) => ({ partition, start: from, end: to })),
    }
  }

  async read(topics: string | readonly string[], options?: ReadOptions): Promise<Batch> {
    const request = checkedRequest(topics, options)
    const read = replayOf(this.#file, request, this.#say, async () => {
      const { manifest, chunks, sha256 } = await this.#open()
      return { manifest, chunks: () => inMemory(chunks), sha256: async () => sha256, close: async () => {} }
    })
    return untilInterrupted(options?.signal, (signal) => readWhole(request.topics, read, signal))
  }

  stream(topics: string | readonly string[], options?: ReadOptions): BatchStream {
    const request = checkedRequest(topics, options)
    return batchStream(request.topics, boundedReplay(this.#file, request, this.#say), options?.signal)
  }

  async consume(topic: string, options: ConsumeOptions): Promise<ConsumedBatch> {
    checkedConsume(topic, options)
    throw groupNeedsBroker(basename(this.#file))
  }

  async close(): Promise<void> {
    this.#capture = undefined
  }
}

/** The read of a capture, which is gone through on the disk: in constant memory. */
export function boundedReplay(file: string, request: Request, say: Say): BoundedRead {
  return replayOf(file, request, say, () => openCapture(file))
}

function replayOf(
  path: string,
  { topics, selection, options }: Request,
  say: Say,
  open: () => Promise<Held & Pick<OpenCapture, 'close'>>,
): BoundedRead {
  const file = basename(path)
  const telling = new Telling(options, say)
  return telling.ending(async (take, signal) => {
    const held = await open()
    try {
      const { manifest } = held
      requireHeld(manifest, topics, selection, file)
      const { clusterId, readAt } = manifest
      const where = selection.where?.words
      const origin: Origin = {
        kind: 'provenance',
        topics,
        clusterId,
        readAt,
        origin: 'replay',
        ...(where && { where }),
      }
      const run = new ReplayRun(held, topics, selection)
      telling.plan(await run.plan(), file)
      const schemas = schemasOf(manifest.schemas ?? [])
      await run.go(
        async (part) => take(batchOfPart(part, origin, schemas)),
        signal,
        (progress) => telling.progress(progress),
      )
      const summary = run.summary(signal.aborted)
      const { ranges, records } = summary
      const capture = { file, sha256: await held.sha256() }
      return { summary, provenance: { ...origin, ranges, messages: records, capture }, schemas }
    } finally {
      await held.close()
    }
  })
}

async function* inMemory(chunks: readonly RecordChunk[]): AsyncGenerator<RecordChunk> {
  yield* chunks
}

/** Throws CAPTURE_TOPIC_ABSENT, CAPTURE_PARTITION_ABSENT. */
function requireHeld(
  manifest: Manifest,
  topics: readonly string[],
  selection: Selection,
  file: string,
): void {
  for (const topic of topics) if (!topicsOf(manifest).includes(topic)) throw absent(topic, manifest, file)
  const there = manifest.summary.there.filter((r) => topics.includes(r.topic))
  const unknown = unknownPlace(there, selection)
  if (!unknown) return
  const held = there.filter((r) => r.topic === unknown.topic).map((r) => r.partition)
  throw carnetError('CAPTURE_PARTITION_ABSENT', { file, ...unknown, held })
}

function absent(topic: string, manifest: Manifest, file: string): CarnetError {
  return carnetError('CAPTURE_TOPIC_ABSENT', { file, topic, held: topicsOf(manifest) })
}

const topicsOf = (manifest: Manifest): string[] => manifest.topics.map((t) => t.topic)
