import { readConfig } from '../config'
import { CarnetError } from '../errors'
import { openClient } from '../kafka/client'

const ANSWER_MS = 2000

/** The id of the cluster that answers at an address; null where none does, or not within two seconds. */
export async function clusterIdAt(bootstrap: string): Promise<string | null> {
  const client = openClient(readConfig({ brokers: bootstrap }, {}))
  const late = setTimeout(() => void client.close(), ANSWER_MS)
  try {
    return await client.clusterId()
  } catch (e) {
    if (e instanceof CarnetError) return null
    throw e
  } finally {
    clearTimeout(late)
    await client.close()
  }
}
