import { rmSync } from 'node:fs'
import { startBroker } from '../../src/broker'
import { temporaryFolder } from '../../src/broker/folder'
import { machineOffersPython, projectRoot } from '../../src/machine'
import { QUICK } from './kafka-node'

export interface TestKafka {
  /** `127.0.0.1:port` */
  readonly bootstrap: string
  readonly clusterId: string
  readonly pid: number
  readonly folder: string
  /** Stops it and removes its data. */
  stop(): Promise<void>
}

/** A real Kafka with no topics in a folder of its own; `properties` go before its settings (server.properties). */
export async function startTestKafka(
  options: { properties?: Readonly<Record<string, string>> } = {},
): Promise<TestKafka> {
  // What a killed test run leaves there is swept away at a later start.
  const folder = temporaryFolder(projectRoot())
  const remove = (): void => rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  try {
    const broker = await startBroker({ folder, properties: { ...QUICK, ...options.properties } })
    return {
      bootstrap: broker.bootstrap,
      clusterId: broker.clusterId,
      pid: broker.pid,
      folder,
      stop: () => broker.stop().finally(remove),
    }
  } catch (e) {
    remove()
    throw e
  }
}

/**
 * Why no Kafka can be started here; null where one can. On CI nothing may be missing, so there it throws instead.
 * A suite on real parts names the reason: `describe.skipIf(...)`, or `skip(reason)` in `beforeEach`.
 */
export async function kafkaMissing(): Promise<string | null> {
  const python = await machineOffersPython()
  if (python.ok) return null
  if (process.env.CI) throw python.error
  return python.what
}
