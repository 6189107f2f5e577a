import { performance } from 'node:perf_hooks'
import { ProtocolError, UNKNOWN_TOPIC } from './errors'
import { sleep } from './timing'

const PATIENCE_MS = 3_000
const PAUSE_MS = 50

/** A leader is being chosen: it will be there in a moment. An unknown topic will not. */
const isSettling = (e: unknown): boolean =>
  e instanceof ProtocolError && e.passing && e.code !== UNKNOWN_TOPIC

/** A topic that was made a moment ago, too, is known to all brokers a moment later. */
export const isNewTopic = (e: unknown): boolean => e instanceof ProtocolError && e.passing

/** Tries again, for a few seconds, while the cluster is settling: right after a topic was made, or a leader moved. */
export async function settled<T>(
  attempt: () => Promise<T>,
  { settling = isSettling, signal }: { settling?: (e: unknown) => boolean; signal?: AbortSignal } = {},
): Promise<T> {
  for (const until = performance.now() + PATIENCE_MS; ; await sleep(PAUSE_MS, signal))
    try {
      return await attempt()
    } catch (e) {
      if (!settling(e) || performance.now() > until) throw e
    }
}
