import { type Cluster } from './cluster'
import { type Hidden, hiddenByCode, hiddenByError } from './hidden'
import {
  type DescribedGroup,
  describeConsumerGroupsRequest,
  describeGroupsRequest,
} from './requests/describe-groups'
import {
  type ListedGroup,
  type ListedGroups,
  listGroupsRequest,
  listGroupsWithoutTypesRequest,
} from './requests/list-groups'
import { type Node } from './requests/metadata'
import { offsetFetchRequest } from './requests/offset-fetch'
import { type PartitionFacts } from './survey'

/** A consumer group that has committed offsets on the topic, and how far it is behind. */
export interface GroupLag {
  readonly group: string
  /** `classic`; `consumer` for the protocol of Kafka 4; null where the broker does not tell. */
  readonly type: string | null
  /** In Kafka's words: `Stable`, `Empty`, `PreparingRebalance` …; null where the broker does not tell. */
  readonly state: string | null
  /** Who is in the group now, on whatever topic; null where the broker does not tell. */
  readonly members: readonly GroupMember[] | null
  /** Messages between what was committed and the end, over all partitions that can be compared. */
  readonly lag: number
  readonly partitions: readonly PartitionLag[]
}

export interface GroupMember {
  readonly clientId: string
  /** The address that it connects from. */
  readonly host: string
  /** Those of the topic that it reads at the moment. */
  readonly partitions: readonly number[]
}

export interface PartitionLag {
  readonly partition: number
  /** The next offset that the group will read; null where it has committed none. */
  readonly committed: bigint | null
  /** End minus committed; null where one of them is not known. */
  readonly lag: number | null
}

export interface GroupsFound {
  /** By name. */
  readonly groups: readonly GroupLag[]
  /** Why there may be others; null where these are all that the user may see. */
  readonly hidden: Hidden | null
}

/**
 * The groups that have committed offsets on a topic, as far as the user may see them: every node is asked for those
 * that it coordinates. What a node does not tell is said, and leaves the rest whole.
 */
export async function readGroups(
  cluster: Cluster,
  nodes: readonly Node[],
  topic: string,
  partitions: Promise<readonly PartitionFacts[]>,
): Promise<GroupsFound> {
  const reasons: Hidden[] = []
  const hide = (reason: Hidden): void => void reasons.push(reason)
  const found = await Promise.all(
    nodes.map((node) => groupsOfNode(cluster, node.id, topic, partitions, hide)),
  )
  const groups = found.flat().sort((a, b) => (a.group < b.group ? -1 : 1))
  return { groups, hidden: reasons[0] ?? null }
}

async function groupsOfNode(
  cluster: Cluster,
  node: number,
  topic: string,
  partitions: Promise<readonly PartitionFacts[]>,
  hide: (reason: Hidden) => void,
): Promise<GroupLag[]> {
  try {
    const { errorCode, groups } = await listGroups(cluster, node)
    if (errorCode !== 0) hide(hiddenByCode(errorCode))
    const facts = await partitions
    const lags = await Promise.all(groups.map((g) => lagOf(cluster, node, g, topic, facts, hide)))
    const reading = lags.filter((g) => g !== null)
    const described = await describeGroups(cluster, node, reading).catch((e: unknown) => {
      hide(hiddenByError(e))
      return new Map<string, DescribedGroup>()
    })
    return reading.map((g) => withState(g, described.get(g.group), topic))
  } catch (e) {
    hide(hiddenByError(e))
    return []
  }
}

async function listGroups(cluster: Cluster, node: number): Promise<ListedGroups> {
  try {
    return await cluster.node(node, listGroupsRequest())
  } catch (e) {
    if (hiddenByError(e) !== 'not offered') throw e
    return cluster.node(node, listGroupsWithoutTypesRequest())
  }
}

/** What the group has committed on the topic, against the ends; null where it has committed nothing there. */
async function lagOf(
  cluster: Cluster,
  node: number,
  { group, type }: ListedGroup,
  topic: string,
  facts: readonly PartitionFacts[],
  hide: (reason: Hidden) => void,
): Promise<GroupLag | null> {
  const wanted = facts.map((p) => p.partition)
  const { errorCode, offsets } = await cluster.node(node, offsetFetchRequest(group, topic, wanted))
  const refused = errorCode || offsets.find((o) => o.errorCode !== 0)?.errorCode
  if (refused) hide(hiddenByCode(refused))
  if (!offsets.some((o) => o.offset >= 0n)) return null
  const partitions = facts.map(({ partition, end }): PartitionLag => {
    const offset = offsets.find((o) => o.partition === partition)?.offset ?? -1n
    const committed = offset < 0n ? null : offset
    if (committed === null || 'hidden' in end) return { partition, committed, lag: null }
    return { partition, committed, lag: end.value > committed ? Number(end.value - committed) : 0 }
  })
  const lag = partitions.reduce((n, p) => n + (p.lag ?? 0), 0)
  return { group, type, state: null, members: null, lag, partitions }
}

/** State and members of the groups that can be told of, by name. */
async function describeGroups(
  cluster: Cluster,
  node: number,
  groups: readonly GroupLag[],
): Promise<Map<string, DescribedGroup>> {
  const names = (of: (type: string | null) => boolean): string[] =>
    groups.filter((g) => of(g.type)).map((g) => g.group)
  const classic = names((type) => type === 'classic' || type === null)
  const consumer = names((type) => type === 'consumer')
  const described = await Promise.all([
    classic.length ? cluster.node(node, describeGroupsRequest(classic)) : [],
    consumer.length ? cluster.node(node, describeConsumerGroupsRequest(consumer)) : [],
  ])
  return new Map(described.flat().map((g) => [g.group, g]))
}

function withState(group: GroupLag, described: DescribedGroup | undefined, topic: string): GroupLag {
  if (described?.errorCode !== 0) return group
  const members = described.members.map(({ clientId, host, assigned }) => ({
    clientId,
    host: host.replace(/^\//, ''),
    partitions: assigned.filter((a) => a.topic === topic).flatMap((a) => a.partitions),
  }))
  return { ...group, state: described.state, members }
}
