import { brokerStatus, loadSample, startDaemon, stopDaemon } from '../broker'
import { projectRoot } from '../machine'
import { Progress, type Terminal } from './terminal'

interface BrokerOptions {
  readonly json?: boolean
}

const root = projectRoot()

/** `carnet broker start`: a local Kafka that runs until it is stopped, with the sample loaded. */
export async function brokerStart(
  options: BrokerOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<number> {
  const progress = new Progress(terminal, options.json)
  const { bootstrap, clusterId } = await progress.step('Kafka', (detail) =>
    startDaemon({ root, signal, log: detail }),
  )
  await progress.step('sample', async (detail) => {
    const sample = await loadSample(bootstrap)
    detail(`${sample.messages} messages in topic ${sample.topic}`)
  })
  answer(terminal, options, { running: true, bootstrap, clusterId }, runsAt(bootstrap))
  return 0
}

/** `carnet broker stop`: 0 where one was running, 1 where none was. */
export async function brokerStop(options: BrokerOptions, terminal: Terminal): Promise<number> {
  const stopped = await stopDaemon(root)
  answer(terminal, options, { stopped }, stopped ? 'Kafka was stopped.' : NONE)
  return stopped ? 0 : 1
}

/** `carnet broker status`: 0 where one is running, 1 where none is. */
export async function brokerState(options: BrokerOptions, terminal: Terminal): Promise<number> {
  const status = await brokerStatus(root)
  answer(
    terminal,
    options,
    status ? { running: true, ...status } : { running: false },
    status ? runsAt(status.bootstrap) : NONE,
  )
  return status ? 0 : 1
}

const NONE = 'No local Kafka is running; carnet broker start starts one.'
const runsAt = (bootstrap: string): string =>
  `Kafka runs at ${bootstrap} (KAFKA_BROKERS=${bootstrap} for other programs); carnet broker stop stops it.`

function answer(terminal: Terminal, options: BrokerOptions, result: object, text: string): void {
  terminal.out.write((options.json ? JSON.stringify(result) : text) + '\n')
}
