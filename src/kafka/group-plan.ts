import { performance } from 'node:perf_hooks'
import { carnetError } from '../errors'
import { type OffsetRange } from '../record'
import { boundsOf } from './bounds'
import { type Cluster } from './cluster'
import { ProtocolError, requireSuccess } from './errors'
import { SESSION_MS } from './group-consumer'
import { coordinatorOf } from './group-coordinator'
import { CLIENT_ID } from './kafkajs'
import { describeGroupsRequest } from './requests/describe-groups'
import { type TopicMetadata } from './requests/metadata'
import { offsetFetchRequest } from './requests/offset-fetch'
import { sleep } from './timing'

/** What a read by a group sets out to go through. */
export interface GroupPlan {
  /** Log start and end of every partition. */
  readonly there: readonly OffsetRange[]
  /** From where the group stands to the end. */
  readonly ranges: readonly OffsetRange[]
  /** Offsets between where the group stood and the log start. */
  readonly expired: number
  readonly notes: readonly string[]
}

/**
 * Where the group stands on the topic: at the offsets that it committed, at the log start where it committed none.
 * Throws GROUP_OFFSET_BEYOND for an offset that is not there (any more): a consumer would begin anew in silence.
 */
export async function planGroupRead(
  cluster: Cluster,
  topic: TopicMetadata,
  group: string,
): Promise<GroupPlan> {
  const there = await boundsOf(cluster, [topic])
  const committed = await committedOffsets(cluster, topic, group)
  // A group may stand behind a transaction that is still open, which is no end for it.
  for (const { partition, to } of await boundsOf(cluster, [topic], false)) {
    const offset = committed.get(partition) ?? 0n
    if (offset <= to) continue
    const details = { group, topic: topic.topic, partition, offset: String(offset), end: String(to) }
    throw carnetError('GROUP_OFFSET_BEYOND', details)
  }
  const expired = there.flatMap((range) => {
    const offset = committed.get(range.partition) ?? range.from
    return offset < range.from ? [{ ...range, from: offset, to: range.from }] : []
  })
  return {
    there,
    ranges: there.map((range) => {
      const offset = committed.get(range.partition) ?? range.from
      const from = greater(offset, range.from)
      return { ...range, from, to: greater(from, range.to) }
    }),
    expired: Number(expired.reduce((n, r) => n + (r.to - r.from), 0n)),
    notes: expired.map(
      ({ partition, from, to }) =>
        `${topic.topic}[${partition}]: offsets ${from}–${to - 1n} expired before the group ${group} read them.`,
    ),
  }
}

const greater = (a: bigint, b: bigint): bigint => (a > b ? a : b)

async function committedOffsets(
  cluster: Cluster,
  { topic, partitions }: TopicMetadata,
  group: string,
): Promise<Map<number, bigint>> {
  const coordinator = await coordinatorOf(cluster, group)
  const request = offsetFetchRequest(
    group,
    topic,
    partitions.map((p) => p.partition),
  )
  const { errorCode, offsets } = await cluster.node(coordinator, request)
  requireSuccess(errorCode)
  for (const o of offsets) requireSuccess(o.errorCode, o.partition)
  return new Map(offsets.filter((o) => o.offset >= 0n).map((o) => [o.partition, o.offset]))
}

const LOOK_MS = 250
/** Beyond the time after which brokers drop a member that is gone. */
const LEFTOVER_MS = SESSION_MS + 2_000

/**
 * Waits until nobody is in the group. A member that a killed kernel left behind is gone after a while; with
 * members that are not ours nothing is waited for: whoever joined would take partitions away from them.
 * Throws GROUP_BUSY.
 */
export async function untilGroupFree(cluster: Cluster, group: string, signal?: AbortSignal): Promise<void> {
  for (const until = performance.now() + LEFTOVER_MS; ; await sleep(LOOK_MS, signal)) {
    const late = performance.now() > until
    const coordinator = await coordinatorOf(cluster, group)
    const [{ errorCode, members }] = await cluster.node(coordinator, describeGroupsRequest([group]))
    if (errorCode !== 0) {
      const error = new ProtocolError(errorCode)
      if (late || !error.passing) throw error
      continue
    }
    if (members.length === 0) return
    if (late || members.some((m) => m.clientId !== CLIENT_ID))
      throw carnetError('GROUP_BUSY', {
        group,
        members: members.map((m) => `${m.clientId} at ${m.host.replace(/^\//, '')}`),
      })
  }
}
