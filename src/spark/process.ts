import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { carnetError } from '../errors'
import { exitOf, type Java, javaEnv, SILENT, spawnService, untilReady } from '../machine'
import { argumentFile, type JavaProgram } from './java-options'
import { type Shared } from './roles'

export interface ProcessRequest {
  readonly role: string
  readonly program: JavaProgram
  /** Whether it is ready. */
  readonly answers: () => Promise<boolean>
  readonly java: Java
  readonly shared: Shared
  /** What clients say to be let in. */
  readonly token: string
  readonly signal?: AbortSignal
  readonly onPid: (pid: number) => void
}

const READY_MS = 120_000
const TAIL = 15

/**
 * Starts one process of a Spark and waits until it is ready. Throws SPARK_NOT_STARTED with its last lines,
 * SPARK_PORT_TAKEN, SPARK_START_SILENT, and the signal's reason where it aborts; whoever was told of its id ends it.
 */
export async function startProcess(request: ProcessRequest): Promise<void> {
  const { role, program, java, shared, token, signal } = request
  const { folder, mark, parts } = shared
  const file = `${role}.args`
  writeFileSync(join(folder, file), argumentFile(program, java.version), { mode: 0o600 })
  signal?.throwIfAborted()
  const log = join(folder, `${role}.log`)
  const child = spawnService(java.command, [mark, `@${file}`], {
    cwd: folder,
    log,
    env: {
      ...javaEnv(),
      SPARK_HOME: parts.home,
      // Else a worker looks for it in the folders of a build.
      SPARK_SCALA_VERSION: parts.scala,
      // Else its other ports listen to the network.
      SPARK_LOCAL_IP: '127.0.0.1',
      // Not in its arguments, which every user of the machine can read.
      SPARK_CONNECT_AUTHENTICATE_TOKEN: token,
    },
  })
  child.unref()
  const exited = exitOf(child)
  if (child.pid !== undefined) request.onPid(child.pid)
  const exit = await untilReady(request.answers, exited, { withinMs: READY_MS, signal })
  if (exit === null) return
  const lines = tailOf(readFileSync(log, 'utf8'))
  if (exit === SILENT) throw carnetError('SPARK_START_SILENT', { role, seconds: READY_MS / 1000, lines, log })
  const port = program.properties['spark.connect.grpc.binding.port']
  if (port !== undefined && lines.some((line) => /BindException|already in use/.test(line)))
    throw carnetError('SPARK_PORT_TAKEN', { port: Number(port) })
  throw carnetError('SPARK_NOT_STARTED', { role, exit, lines, log })
}

/** The last lines that say something of why it ended, without the places in the code. */
function tailOf(output: string): string[] {
  return output
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^\s+(?:at |\.\.\. )|^WARNING: /.test(line))
    .slice(-TAIL)
}
