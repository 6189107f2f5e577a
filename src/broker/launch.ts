import { spawn, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { now } from '../clock'
import { carnetError } from '../errors'
import { ensureJava, type Java } from '../machine'
import { clusterIdAt } from './answers'
import { classArchive, type ClassArchive } from './archive'
import { endWithThisProcess } from './end'
import { finishBroker } from './finish'
import { storeOf } from './store'
import { DATA, exitText, formatOnce } from './format'
import { javaEnv, javaOptions } from './java-options'
import { type KafkaParts } from './kafka-parts'
import { kafkaParts } from './parts'
import { freePorts } from './ports'
import { serverProperties } from './properties'
import { tokenOption, writeState, type BrokerState, type Owner } from './state'

export interface LaunchRequest {
  readonly root: string
  /** Holds the broker's data, settings, log and description. */
  readonly folder: string
  /** null for a broker that survives this process. */
  readonly owner: Owner | null
  readonly properties?: Readonly<Record<string, string>>
  readonly log?: (text: string) => void
  readonly signal?: AbortSignal
}

export interface RunningBroker {
  readonly state: BrokerState
  /** Ends it and waits until it is gone; can be called again. */
  readonly stop: () => Promise<void>
}

const LOG = 'server.log'
/** What Java says of classes that it leaves out of the archive, after everything that Kafka says. */
const ARCHIVE_CHATTER = /^\[\d+\.\d+s\]\[warning\]\[(cds|aot)/
const TAIL = 15
const READY_MS = 90_000
const POLL_MS = 40
const PORT_ATTEMPTS = 3
const SILENT = 'silent'

/**
 * Starts a broker in a folder that no other broker uses, and waits until it is ready: the process is alive and the
 * cluster that answers at its port is its own. Whatever fails or aborts before that leaves no process behind.
 */
export async function launch(request: LaunchRequest): Promise<RunningBroker> {
  const { root, folder, log, signal } = request
  const parts = await kafkaParts({ root, log, signal })
  const java = await ensureJava({ root, log, signal })
  mkdirSync(folder, { recursive: true })
  const clusterId = await formatOnce(folder, java, parts, signal)
  log?.(`starting ${parts.label} on Java ${java.version}`)
  for (let attempt = 1; ; attempt++) {
    const archive = classArchive(storeOf(root), folder, java, javaOptions(parts, folder))
    const started = await startOnce(request, { java, parts, clusterId, archive })
    if (started.ok) return started.broker
    const portTaken = PORT_TAKEN.test(started.output)
    if (archive?.made && !portTaken) {
      // Java crashes on a damaged archive; the next attempt does without it, and makes a new one.
      rmSync(archive.file, { force: true })
      continue
    }
    if (attempt >= PORT_ATTEMPTS || !portTaken)
      throw carnetError('BROKER_NOT_STARTED', {
        exit: started.exit,
        lines: tailOf(started.output),
        log: join(folder, LOG),
      })
  }
}

/** What Kafka says when somebody took a port between our look and its start. */
const PORT_TAKEN = /Address already in use|BindException|failed to bind/i

type Started =
  | { readonly ok: true; readonly broker: RunningBroker }
  | { readonly ok: false; readonly exit: string; readonly output: string }

interface Kafka {
  readonly java: Java
  readonly parts: KafkaParts
  readonly clusterId: string
  readonly archive: ClassArchive | null
}

async function startOnce(
  request: LaunchRequest,
  { java, parts, clusterId, archive }: Kafka,
): Promise<Started> {
  const { folder, owner, properties, signal } = request
  const [port = 0, controllerPort = 0] = await freePorts(2)
  writeFileSync(
    join(folder, 'server.properties'),
    serverProperties({ port, controllerPort, data: DATA, overrides: properties }),
  )
  signal?.throwIfAborted()
  const token = randomUUID()
  const child = spawnKafka(folder, java, [
    ...javaOptions(parts, folder, [tokenOption(token), ...(archive?.options ?? [])]),
    'kafka.Kafka',
    'server.properties',
  ])
  const exited = exitOf(child)
  // Without a process id the start has failed, and `exited` says why.
  const pid = child.pid
  if (pid === undefined) return { ok: false, exit: await exited, output: '' }

  let state: BrokerState = {
    pid,
    token,
    bootstrap: `127.0.0.1:${port}`,
    clusterId,
    owner,
    startedAt: now().toISOString(),
    // A start that fails loads too few classes for an archive.
    archive: null,
  }
  const release = endWithThisProcess(pid)
  const stop = once(async () => {
    await finishBroker(folder, state)
    release()
  })
  try {
    writeState(folder, state)
    const exit = await untilReady(state.bootstrap, clusterId, exited, signal)
    if (exit === SILENT)
      throw carnetError('BROKER_SILENT', {
        seconds: READY_MS / 1000,
        lines: tailOf(outputOf(folder)),
        log: join(folder, LOG),
      })
    if (exit !== null) {
      await stop()
      return { ok: false, exit, output: outputOf(folder) }
    }
    if (archive && !archive.made) {
      state = { ...state, archive: archive.file }
      writeState(folder, state)
    }
  } catch (e) {
    await stop()
    throw e
  }
  if (owner === null) release()
  child.unref()
  return { ok: true, broker: { state, stop } }
}

function spawnKafka(folder: string, java: Java, args: readonly string[]): ChildProcess {
  const log = openSync(join(folder, LOG), 'w')
  try {
    // A session of its own: Ctrl-C in the terminal reaches us, and we stop the broker when its user is done.
    return spawn(java.command, args, {
      cwd: folder,
      env: javaEnv(),
      stdio: ['ignore', log, log],
      detached: true,
      windowsHide: true,
    })
  } finally {
    closeSync(log)
  }
}

/** How the process ended, in words, once it has. */
function exitOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (e) => resolve(e.message))
    child.once('exit', (code, signal) => resolve(exitText(code, signal)))
  })
}

/**
 * null once the broker is ready; how it ended where it did before, SILENT where it does neither. That a port answers is not enough: another process
 * may have it, even another Kafka.
 */
async function untilReady(
  bootstrap: string,
  clusterId: string,
  exited: Promise<string>,
  signal?: AbortSignal,
): Promise<string | null> {
  const deadline = Date.now() + READY_MS
  let exit: string | null = null
  void exited.then((text) => (exit = text))
  while (Date.now() < deadline) {
    signal?.throwIfAborted()
    const answer = await clusterIdAt(bootstrap)
    if (exit !== null) return exit
    if (answer === clusterId) return null
    await Promise.race([exited, delay(POLL_MS, undefined, { signal }).catch(() => {})])
  }
  return SILENT
}

function outputOf(folder: string): string {
  return readFileSync(join(folder, LOG), 'utf8')
}

function tailOf(output: string): string[] {
  return output
    .split('\n')
    .filter((line) => line.trim() !== '' && !ARCHIVE_CHATTER.test(line))
    .slice(-TAIL)
}

function once(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null
  return () => (running ??= work())
}
