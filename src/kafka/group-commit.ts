import { carnetError } from '../errors'
import { type OffsetRange } from '../record'
import { type Cluster } from './cluster'
import { requireSuccess } from './errors'
import { coordinatorOf } from './group-coordinator'
import { untilGroupFree } from './group-plan'
import { offsetCommitRequest } from './requests/offset-commit'
import { settled } from './settled'

const UNKNOWN_MEMBER = 25

/**
 * Commits for the group that it has read the ranges: their ends are where it goes on. The group must be without
 * members. Rejects with GROUP_BUSY, ProtocolError, LinkError.
 */
export async function commitRanges(
  cluster: Cluster,
  group: string,
  ranges: readonly OffsetRange[],
): Promise<void> {
  for (const topic of new Set(ranges.map((r) => r.topic))) {
    const offsets = ranges
      .filter((r) => r.topic === topic)
      .map(({ partition, to }) => ({ partition, offset: to }))
    await cluster.metadata([topic])
    await settled(async () => {
      // A member of ours that could not leave, because its coordinator was gone, counts as one for some seconds.
      await untilGroupFree(cluster, group)
      const coordinator = await coordinatorOf(cluster, group)
      const answers = await cluster.node(coordinator, offsetCommitRequest(group, topic, offsets))
      for (const { errorCode, partition } of answers) {
        if (errorCode === UNKNOWN_MEMBER) throw carnetError('GROUP_BUSY', { group, members: [] })
        requireSuccess(errorCode, partition)
      }
    })
  }
}
