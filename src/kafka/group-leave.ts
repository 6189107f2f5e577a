import { type Config } from '../config'
import { Cluster } from './cluster'
import { coordinatorOf } from './group-coordinator'
import { leaveGroupRequest } from './requests/leave-group'
import { withinTime } from './timing'

const LEAVE_MS = 400

/**
 * Takes a member out of its group over a connection of its own, where that of the member is busy with an answer. Where
 * that fails, brokers drop the member some seconds later.
 */
export async function leaveGroup(config: Config, group: string, member: string): Promise<void> {
  const cluster = new Cluster(config, { connectMs: LEAVE_MS, requestMs: LEAVE_MS })
  const leave = async (): Promise<void> => {
    await cluster.metadata([])
    await cluster.node(await coordinatorOf(cluster, group), leaveGroupRequest(group, member))
  }
  try {
    await withinTime(leave(), LEAVE_MS, () => new Error('it takes too long'))
  } catch {
    // Nothing is lost by it.
  } finally {
    cluster.close()
  }
}
