import { carnetError } from '../errors'
import { projectRoot } from '../machine'
import { firstFetch, runningSpark, startSparkDaemon, stopSparkDaemon, type LocalSpark } from '../spark'
import { wholeNumber } from './flags'
import { Progress, type Terminal } from './terminal'

interface JsonFlag {
  readonly json?: boolean
}

export interface SparkStartFlags extends JsonFlag {
  readonly port?: string
  readonly workers?: string
  readonly memory?: string
}

/** `carnet spark start`: a local Spark that runs until it is stopped. */
export async function sparkStart(
  flags: SparkStartFlags,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<number> {
  const number = (flag: string, text: string | undefined, least: number): number | undefined =>
    text === undefined ? undefined : wholeNumber(flag, text, least)
  const options = {
    port: number('--port', flags.port, 1),
    workers: number('--workers', flags.workers, 0),
    heapMb: flags.memory === undefined ? undefined : megabytes(flags.memory),
  }
  const progress = new Progress(terminal, flags.json)
  const fetched = firstFetch(projectRoot())
  if (fetched !== null) progress.say(fetched)
  const spark = await progress.step('Spark', (detail) =>
    startSparkDaemon({ ...options, signal, log: detail }),
  )
  answer(terminal, flags, factsOf(spark), runsAt(spark))
  return 0
}

/** `carnet spark stop`: 0 where one was running, 1 where none was. */
export async function sparkStop(flags: JsonFlag, terminal: Terminal): Promise<number> {
  const stopped = await stopSparkDaemon()
  answer(terminal, flags, { stopped }, stopped ? 'Spark was stopped.' : NONE)
  return stopped ? 0 : 1
}

/** `carnet spark status`: 0 where one is running and answers, 1 where none does. */
export async function sparkStatus(flags: JsonFlag, terminal: Terminal): Promise<number> {
  const spark = await runningSpark()
  answer(terminal, flags, spark ? factsOf(spark) : { running: false }, spark ? runsAt(spark) : NONE)
  return spark ? 0 : 1
}

/** `512m`, `2g`, or a number of MB. */
function megabytes(text: string): number {
  const m = /^(\d{1,6})([mg]?)b?$/i.exec(text)
  if (!m)
    throw carnetError('FLAG_INVALID', { flag: '--memory', text, wanted: 'an amount such as 512m or 2g' })
  return Number(m[1]) * (m[2]?.toLowerCase() === 'g' ? 1024 : 1)
}

const NONE = 'No local Spark is running; carnet spark start starts one.'

function runsAt({ address, version, workers, folder }: LocalSpark): string {
  const size = workers > 0 ? ` with ${workers} ${workers === 1 ? 'worker' : 'workers'}` : ''
  return (
    `Spark ${version}${size} runs at ${address}; connectSpark() of a notebook finds it, carnet spark stop stops it.\n` +
    `Other programs need its token too, which only you can read: ${folder}/spark.json.`
  )
}

/** Without the token, which is not to be printed. */
function factsOf({ address, version, workers, masterPage, processes, folder }: LocalSpark): object {
  return { running: true, address, version, workers, masterPage, processes, folder }
}

function answer(terminal: Terminal, { json }: JsonFlag, result: object, text: string): void {
  terminal.out.write((json ? JSON.stringify(result) : text) + '\n')
}
