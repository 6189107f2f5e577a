import { randomUUID } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { now } from '../clock'
import { carnetError } from '../errors'
import {
  endWithThisProcess,
  exitOf,
  type Java,
  javaEnv,
  type Owner,
  SILENT,
  spawnService,
  untilReady,
} from '../machine'
import { type ClassArchive } from './archive'
import { finishBroker } from './finish'
import { javaOptions } from './java-options'
import { type KafkaParts } from './kafka-parts'
import { tokenOption, writeState, type BrokerState } from './state'

/** One node of Kafka to start: what runs it, where, and with which settings. */
export interface NodeRequest {
  /** Holds the node's data, settings, log and description; its data are there already. */
  readonly folder: string
  /** null for a node that survives this process. */
  readonly owner: Owner | null
  readonly java: Java
  readonly parts: KafkaParts
  readonly archive: ClassArchive | null
  /** More options of the Java machine, which go before ours. */
  readonly jvm?: readonly string[]
  /** The text of its server.properties. */
  readonly properties: string
  /** `127.0.0.1:port`, where it is reached. */
  readonly bootstrap: string
  readonly clusterId: string
  /** Whether it answers, and is the one that was started: another process may have its port, even another Kafka. */
  readonly answers: () => Promise<boolean>
  readonly signal?: AbortSignal
}

export interface RunningBroker {
  readonly state: BrokerState
  /** Ends it and waits until it is gone; can be called again. */
  readonly stop: () => Promise<void>
}

/** How a start went; `exit` says how the process ended, `output` is all that it wrote. */
export type Started =
  | { readonly ok: true; readonly broker: RunningBroker }
  | { readonly ok: false; readonly exit: string; readonly output: string }

/** What Java says of classes that it leaves out of the archive, after everything that Kafka says. */
const ARCHIVE_CHATTER = /^\[\d+\.\d+s\]\[warning\]\[(cds|aot)/
const LOG = 'server.log'
const TAIL = 15
const READY_MS = 90_000

/**
 * Starts a node and waits until it is ready: the process is alive and answers. Throws BROKER_SILENT where it does
 * neither answer nor end; whatever fails or aborts before it is ready leaves no process behind.
 */
export async function startNode(request: NodeRequest): Promise<Started> {
  const { folder, owner, java, parts, archive, jvm = [], signal } = request
  writeFileSync(join(folder, 'server.properties'), request.properties)
  signal?.throwIfAborted()
  const token = randomUUID()
  const child = spawnService(
    java.command,
    [
      ...javaOptions(parts, folder, [tokenOption(token), ...(archive?.options ?? []), ...jvm]),
      'kafka.Kafka',
      'server.properties',
    ],
    { cwd: folder, log: logOf(folder), env: javaEnv() },
  )
  const exited = exitOf(child)
  // Without a process id the start has failed, and `exited` says why.
  const pid = child.pid
  if (pid === undefined) return { ok: false, exit: await exited, output: '' }

  let state: BrokerState = {
    pid,
    token,
    bootstrap: request.bootstrap,
    clusterId: request.clusterId,
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
    const exit = await untilReady(request.answers, exited, { withinMs: READY_MS, signal })
    if (exit === SILENT)
      throw carnetError('BROKER_SILENT', {
        seconds: READY_MS / 1000,
        lines: tailOf(outputOf(folder)),
        log: logOf(folder),
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

/** The file that a node in that folder writes its log into. */
export const logOf = (folder: string): string => join(folder, LOG)

/** The last lines that say something of why a node ended. */
export function tailOf(output: string): string[] {
  return output
    .split('\n')
    .filter((line) => line.trim() !== '' && !ARCHIVE_CHATTER.test(line))
    .slice(-TAIL)
}

function outputOf(folder: string): string {
  return readFileSync(logOf(folder), 'utf8')
}

function once(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null
  return () => (running ??= work())
}
