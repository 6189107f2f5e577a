import { dropUnfinished, keepArchive } from './archive'
import { endBroker } from './end'
import { removeState, type BrokerState } from './state'

/** Ends a broker and tidies its folder up; the data stay. */
export async function finishBroker(folder: string, state: BrokerState): Promise<void> {
  const how = await endBroker(state)
  // Java writes the archive in full before it ends, unless it is killed.
  if (how === 'ended' && state.archive !== null) keepArchive(folder, state.archive)
  else dropUnfinished(folder)
  removeState(folder, state.token)
}
