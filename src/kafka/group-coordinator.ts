import { type Cluster } from './cluster'
import { requireSuccess } from './errors'
import { findCoordinatorRequest } from './requests/find-coordinator'
import { settled } from './settled'

/** The node that coordinates the group. Rejects with ProtocolError (GROUP_AUTHORIZATION_FAILED …), LinkError. */
export function coordinatorOf(cluster: Cluster, group: string): Promise<number> {
  // The first group of a cluster makes its brokers create the topic that they keep offsets in.
  return settled(async () => {
    const { errorCode, node } = await cluster.any(findCoordinatorRequest(group))
    requireSuccess(errorCode)
    return node
  })
}
