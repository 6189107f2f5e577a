import { randomBytes, randomUUID } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { now } from '../clock'
import { carnetError } from '../errors'
import { endWithThisProcess, ensureJava, type Java, type Owner, runProgram } from '../machine'
import { freePorts } from '../machine/ports'
import { type JavaProgram } from './java-options'
import { askMaster } from './master-page'
import { sparkParts } from './parts'
import { answersAt, isFree } from './port'
import { LOGGING, LOGGING_SETTINGS, masterProgram, serverProgram, type Shared, workerProgram } from './roles'
import { roomFor } from './room'
import { startProcess } from './process'
import { finish, type SparkState, writeState } from './state'

export interface LaunchRequest {
  /** The project's folder. */
  readonly root: string
  /** Holds settings, logs, what is being worked on, and the description. */
  readonly folder: string
  /** null for one that survives this process. */
  readonly owner: Owner | null
  /** Of Spark Connect; a free one by default. */
  readonly port?: number
  /** What clients have to say; a random one by default. */
  readonly token?: string
  /** 0: the server does the work by itself. */
  readonly workers?: number
  /** Heap of the server. */
  readonly heapMb?: number
  /** Settings of Spark that go before ours. */
  readonly properties?: Readonly<Record<string, string>>
  readonly log?: (text: string) => void
  readonly signal?: AbortSignal
}

export interface Launched {
  readonly state: SparkState
  /** Ends it and waits until it is gone; can be called again. */
  readonly stop: () => Promise<void>
}

/**
 * Starts a Spark in a folder that no other one uses, and waits until it answers. Whatever fails or aborts before that
 * leaves no process behind.
 */
export async function launch(request: LaunchRequest): Promise<Launched> {
  const { root, folder, owner, workers = 0, log, signal } = request
  const room = roomFor(workers, request.heapMb)
  if (request.port !== undefined && !(await isFree(request.port)))
    throw carnetError('SPARK_PORT_TAKEN', { port: request.port })
  const parts = await sparkParts({ root, log, signal })
  const java = await ensureJava({ root, log, signal })
  if (workers > 0) await checkModules(java)
  const [port = 0, masterPort = 0, page = 0] = await freePorts(3)
  for (const name of ['tmp', 'local', 'work']) mkdirSync(join(folder, name), { recursive: true })
  writeFileSync(join(folder, LOGGING), LOGGING_SETTINGS)
  const shared: Shared = {
    folder,
    parts,
    mark: `-Dcarnet.spark=${randomUUID()}`,
    javaVersion: java.version,
    secret: workers > 0 ? randomBytes(24).toString('base64url') : null,
  }
  const started = new Started(folder, {
    mark: shared.mark,
    version: parts.version,
    port: request.port ?? port,
    token: request.token ?? randomBytes(24).toString('base64url'),
    workers,
    masterPage: workers > 0 ? page : null,
    processes: [],
    owner,
    startedAt: now().toISOString(),
  })
  const start = (role: string, program: JavaProgram, answers: () => Promise<boolean>): Promise<void> =>
    startProcess({
      role,
      program,
      answers,
      java,
      shared,
      token: started.state.token,
      signal,
      onPid: (pid) => started.add(role, pid),
    })
  try {
    log?.(`starting ${parts.label} on Java ${java.version}`)
    const master = `spark://127.0.0.1:${masterPort}`
    const alive = async (): Promise<number> => (await askMaster(page))?.aliveWorkers ?? -1
    if (workers > 0)
      await start(
        'master',
        masterProgram(shared, { port: masterPort, page }),
        async () => (await alive()) >= 0,
      )
    const worker = (name: string): Promise<void> =>
      start(name, workerProgram(shared, { master, name, ...room }), async () => (await alive()) === workers)
    const server = serverProgram(shared, {
      port: started.state.port,
      master: workers > 0 ? master : `local[${room.cores}]`,
      ...room,
      properties: request.properties ?? {},
    })
    await Promise.all([
      ...Array.from({ length: workers }, (_, i) => worker(`worker-${i + 1}`)),
      start('server', server, () => answersAt(started.state)),
    ])
  } catch (e) {
    await started.end()
    throw e
  }
  started.letGo()
  return { state: started.state, stop: () => started.end() }
}

/** The Java that PyPI brings is cut down to what most programs need. Throws SPARK_JAVA_PARTIAL. */
async function checkModules({ command }: Java): Promise<void> {
  const { stdout } = await runProgram(command, ['--list-modules'])
  if (!/^jdk\.incubator\.vector@/m.test(stdout)) throw carnetError('SPARK_JAVA_PARTIAL', { command })
}

/** The processes that a start has made so far: they are known, and end with this process, from their first moment on. */
class Started {
  readonly #releases: (() => void)[] = []
  constructor(
    readonly folder: string,
    public state: SparkState,
  ) {}

  add(role: string, pid: number): void {
    this.#releases.push(endWithThisProcess(pid))
    this.state = { ...this.state, processes: [...this.state.processes, { role, pid }] }
    writeState(this.folder, this.state)
  }

  async end(): Promise<void> {
    await finish(this.folder, this.state)
    this.#release()
  }

  /** One without an owner goes on after this process. */
  letGo(): void {
    if (this.state.owner === null) this.#release()
  }

  #release(): void {
    for (const release of this.#releases.splice(0)) release()
  }
}
