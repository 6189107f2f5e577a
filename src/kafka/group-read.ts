import { type Config } from '../config'
import { type ReadPlan, type ReadSummary } from '../reading'
import { type Cluster } from './cluster'
import { withGroup } from './group-errors'
import { planGroupRead, untilGroupFree } from './group-plan'
import { GroupReader, type GroupReaderOptions } from './group-reader'
import { ChunkRefused, type OnChunk } from './reader'
import { settled } from './settled'

export interface GroupReadOptions extends GroupReaderOptions {
  readonly onPlan?: (plan: ReadPlan) => void
}

/** The reads of this process, by group: two at once would take each other for strangers. */
const turns = new Map<string, Promise<unknown>>()

/**
 * Reads a topic through the consumer of kafkajs as a member of a group: from what the group has committed (the log
 * start where it has nothing) to the ends that are there when it begins. Nothing is committed. The group must be free,
 * and is left at the end. Aborting the signal ends the read within a second.
 *
 * Rejects with GROUP_BUSY, GROUP_FORBIDDEN, GROUP_OFFSET_BEYOND, GROUP_READ_STUCK, READ_GAVE_UP, ChunkRefused, and with
 * ProtocolError and LinkError.
 */
export async function readByGroup(
  config: Config,
  cluster: Cluster,
  topic: string,
  onChunk: OnChunk,
  options: GroupReadOptions,
): Promise<ReadSummary> {
  const key = `${config.brokers.join()} ${options.group}`
  const before = turns.get(key) ?? Promise.resolve()
  const reading = before.then(() => readInTurn(config, cluster, topic, onChunk, options))
  const turn = reading.catch(() => {})
  turns.set(key, turn)
  try {
    return await reading
  } finally {
    if (turns.get(key) === turn) turns.delete(key)
  }
}

async function readInTurn(
  config: Config,
  cluster: Cluster,
  topic: string,
  onChunk: OnChunk,
  options: GroupReadOptions,
): Promise<ReadSummary> {
  const { group, signal, limit, onPlan } = options
  if (signal.aborted) return NOTHING
  const cut = (): void => cluster.close()
  signal.addEventListener('abort', cut, { once: true })
  let reader = null as GroupReader | null
  try {
    await withGroup(config, group, async () => {
      const metadata = await settled(() => cluster.topic(topic), { signal })
      await untilGroupFree(cluster, group, signal)
      const plan = await planGroupRead(cluster, metadata, group)
      onPlan?.({ topics: [topic], there: plan.there, plan: plan.ranges, limit, where: null })
      reader = new GroupReader(cluster, topic, plan, onChunk, options)
      await reader.run(config)
    })
  } catch (e) {
    if (!signal.aborted || e instanceof ChunkRefused) throw e
  } finally {
    signal.removeEventListener('abort', cut)
  }
  return reader?.summary() ?? NOTHING
}

/** Of a read that was stopped before it had a plan. */
const NOTHING: ReadSummary = {
  there: [],
  plan: [],
  ranges: [],
  stop: 'interrupted',
  records: 0,
  skipped: 0,
  control: 0,
  aborted: 0,
  missing: 0,
  expired: 0,
  notes: [],
}
