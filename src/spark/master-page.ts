/** What the master of a standalone cluster says of its workers. */
export interface MasterPage {
  readonly aliveWorkers: number
}

const ANSWER_MS = 2000

/** Asks the web page of a master on this machine; null where it does not answer as one. */
export async function askMaster(page: number): Promise<MasterPage | null> {
  try {
    const answer = await fetch(`http://127.0.0.1:${page}/json/`, { signal: AbortSignal.timeout(ANSWER_MS) })
    const { aliveworkers } = (await answer.json()) as { aliveworkers?: unknown }
    return typeof aliveworkers === 'number' ? { aliveWorkers: aliveworkers } : null
  } catch {
    return null
  }
}
