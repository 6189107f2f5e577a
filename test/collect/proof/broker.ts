import { newClusterId } from '../../../src/broker/format'
import { readConfig } from '../../../src/config'
import { type KafkaClient, openClient } from '../../../src/kafka/client'
import { freePorts } from '../../../src/machine/ports'
import { type TestNode, testNode } from '../../support/kafka-node'

export interface Proving {
  readonly broker: TestNode
  readonly client: KafkaClient
  /** Stops the broker and removes its data. */
  end(): Promise<void>
}

/** A broker of one node that may be stopped, killed and started again, and a client for it. */
export async function startProving(): Promise<Proving> {
  const [port, controllerPort] = await freePorts(2)
  const broker = await testNode({ port, controllerPort, clusterId: newClusterId(), properties: {} })
  const client = openClient(readConfig({ brokers: broker.bootstrap }, {}))
  const end = async (): Promise<void> => {
    await client.close()
    await broker.remove()
  }
  try {
    await broker.start()
  } catch (e) {
    await end()
    throw e
  }
  return { broker, client, end }
}
