import { onTestFinished, vi } from 'vitest'
import { Channel } from '../../src/engine/spark/client/channel'
import { connectSpark, firstFetch, startSpark, type StartOptions } from '../../src/spark'
import { type SparkOptions, type SparkSession } from '../../src/engine/spark/client'
import { machineOffersPython, projectRoot } from '../../src/machine'

export interface TestSpark {
  /** `127.0.0.1:port` */
  readonly server: string
  readonly token: string
  /** Of the server's process. */
  readonly pid: number
  /** A session of its own; `at` goes by way of another address. Closed, where it still is open, when the server stops. */
  connect(options?: SparkOptions, at?: string): Promise<SparkSession>
  stop(): Promise<void>
}

/** A real Spark on a free port, with sessions and nothing else. */
export async function startTestSpark(options: StartOptions = {}): Promise<TestSpark> {
  const fetched = firstFetch(projectRoot())
  if (fetched !== null) process.stdout.write(`${fetched}\n`)
  const spark = await startSpark(options)
  const server = spark.address.slice('sc://'.length)
  const token = spark.token.reveal()
  const sessions: SparkSession[] = []
  return {
    server,
    token,
    pid: spark.processes.find((p) => p.role === 'server')?.pid ?? 0,
    connect: async (session, at = server) => {
      const made = await connectSpark(`sc://${at}/;token=${token}`, session)
      sessions.push(made)
      return made
    },
    stop: async () => {
      await Promise.all(sessions.map((session) => session.close()))
      await spark.stop()
    },
  }
}

/** Why no Spark can be started here; null where one can. On CI nothing may be missing, so there it throws instead. */
export async function sparkMissing(): Promise<string | null> {
  const python = await machineOffersPython()
  if (python.ok) return null
  if (process.env.CI) throw python.error
  return python.what
}

/** Tells how often results were taken up again in this test, from now on. */
export function reattaching(): () => number {
  const spy = vi.spyOn(Channel.prototype, 'stream')
  onTestFinished(() => spy.mockRestore())
  return () => spy.mock.calls.filter(([method]) => method === 'ReattachExecute').length
}
