import { rmSync } from 'node:fs'
import { clusterIdAt } from '../../src/broker/answers'
import { classArchive } from '../../src/broker/archive'
import { finishBroker } from '../../src/broker/finish'
import { sweepTemporaryFolders, temporaryFolder } from '../../src/broker/folder'
import { DATA, formatOnce } from '../../src/broker/format'
import { javaOptions } from '../../src/broker/java-options'
import { startNode, tailOf } from '../../src/broker/node'
import { kafkaParts } from '../../src/broker/parts'
import { serverProperties } from '../../src/broker/properties'
import { isRunning, type BrokerState } from '../../src/broker/state'
import { storeOf } from '../../src/broker/store'
import { reachPort } from '../../src/kafka/probe'
import { ensureJava, projectRoot, thisProcess } from '../../src/machine'

/** What a test's broker does at once, where a real one takes its time. */
export const QUICK = {
  'log.cleaner.backoff.ms': '500',
  'log.initial.task.delay.ms': '500',
  'log.retention.check.interval.ms': '1000',
}

export interface NodeSettings {
  /** Of the listener that `serverProperties` makes, and of the controller. */
  readonly port: number
  readonly controllerPort: number
  readonly clusterId: string
  /** Of server.properties; they go before those of `serverProperties`. */
  readonly properties: Readonly<Record<string, string>>
  /** `SCRAM-SHA-256=[name=u,password=p]` of each user, for its mechanism. */
  readonly scram?: readonly string[]
  /** Whether it is ready; by default when the cluster answers at its port. */
  readonly answers?: () => Promise<boolean>
}

/** One node of Kafka, with a folder of its own, that keeps its ports and its data from start to start. */
export interface TestNode {
  /** `127.0.0.1:port` */
  readonly bootstrap: string
  readonly folder: string
  /** Of the process that runs now, or ran last. */
  readonly pid: number
  /** Resolves when it answers. */
  start(): Promise<void>
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>
  /** SIGTERM; resolves when the process is gone. */
  stop(): Promise<void>
  /** Stops it where it runs, and removes its data. */
  remove(): Promise<void>
}

/** Makes the data of a node; it runs when `start()` is called. */
export async function testNode(settings: NodeSettings): Promise<TestNode> {
  const root = projectRoot()
  await sweepTemporaryFolders(root)
  const [java, parts] = [await ensureJava({ root }), await kafkaParts({ root })]
  const owner = await thisProcess()
  // What a killed test run leaves there is swept away at a later start.
  const folder = temporaryFolder(root)
  const { port, controllerPort, clusterId, scram = [] } = settings
  const bootstrap = `127.0.0.1:${port}`
  const overrides = { ...QUICK, ...settings.properties }
  const { answers = async () => (await clusterIdAt(bootstrap)) === clusterId } = settings
  let state: BrokerState | null = null

  const finish = async (): Promise<void> => {
    if (state) await finishBroker(folder, state)
  }
  await formatOnce(folder, java, parts, {
    clusterId,
    properties: overrides,
    toolArguments: scram.flatMap((user) => ['--add-scram', user]),
  })
  const archive = classArchive(storeOf(root), folder, java, javaOptions(parts, folder))
  return {
    bootstrap,
    folder,
    get pid() {
      return state?.pid ?? 0
    },
    start: async () => {
      const started = await startNode({
        folder,
        owner,
        java,
        parts,
        // A node of a cluster loads too few classes to make one, and must not write while it is killed.
        archive: archive?.made ? archive : null,
        jvm: ['-Xmx192m'],
        properties: serverProperties({ port, controllerPort, data: DATA, overrides }),
        bootstrap,
        clusterId,
        answers,
      })
      if (!started.ok)
        throw new Error(`Kafka did not start (${started.exit}):\n${tailOf(started.output).join('\n')}`)
      state = started.broker.state
    },
    kill: async () => {
      if (!state) return
      if (await isRunning(state)) process.kill(state.pid, 'SIGKILL')
      // The system closes the port of a process a moment after it has taken it from the list.
      while ((await isRunning(state)) || (await isOpen(bootstrap)))
        await new Promise((resolve) => setTimeout(resolve, 10))
      await finish()
    },
    stop: finish,
    remove: () => finish().finally(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 })),
  }
}

const isOpen = (address: string): Promise<boolean> =>
  reachPort(address, 500).then(
    () => true,
    () => false,
  )
