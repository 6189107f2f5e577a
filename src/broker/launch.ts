import { mkdirSync, rmSync } from 'node:fs'
import { carnetError } from '../errors'
import { ensureJava, type Owner } from '../machine'
import { clusterIdAt } from './answers'
import { classArchive } from './archive'
import { DATA, formatOnce } from './format'
import { javaOptions } from './java-options'
import { logOf, startNode, tailOf, type RunningBroker, type Started } from './node'
import { kafkaParts } from './parts'
import { freePorts } from '../machine/ports'
import { serverProperties } from './properties'
import { storeOf } from './store'

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

const PORT_ATTEMPTS = 3

/**
 * Starts a broker in a folder that no other broker uses, and waits until it is ready: the process is alive and the
 * cluster that answers at its port is its own. Whatever fails or aborts before that leaves no process behind.
 */
export async function launch(request: LaunchRequest): Promise<RunningBroker> {
  const { root, folder, owner, properties, log, signal } = request
  const parts = await kafkaParts({ root, log, signal })
  const java = await ensureJava({ root, log, signal })
  mkdirSync(folder, { recursive: true })
  const clusterId = await formatOnce(folder, java, parts, { signal })
  log?.(`starting ${parts.label} on Java ${java.version}`)
  for (let attempt = 1; ; attempt++) {
    const archive = classArchive(storeOf(root), folder, java, javaOptions(parts, folder))
    const [port = 0, controllerPort = 0] = await freePorts(2)
    const bootstrap = `127.0.0.1:${port}`
    const started = await startNode({
      folder,
      owner,
      java,
      parts,
      archive,
      properties: serverProperties({ port, controllerPort, data: DATA, overrides: properties }),
      bootstrap,
      clusterId,
      answers: async () => (await clusterIdAt(bootstrap)) === clusterId,
      signal,
    })
    if (started.ok) return started.broker
    const portTaken = isPortTaken(started)
    if (archive?.made && !portTaken) {
      // Java crashes on a damaged archive; the next attempt does without it, and makes a new one.
      rmSync(archive.file, { force: true })
      continue
    }
    if (attempt >= PORT_ATTEMPTS || !portTaken)
      throw carnetError('BROKER_NOT_STARTED', {
        exit: started.exit,
        lines: tailOf(started.output),
        log: logOf(folder),
      })
  }
}

/** Whether a start failed because somebody took a port between our look and the start. */
const isPortTaken = (started: Started & { ok: false }): boolean =>
  /Address already in use|BindException|failed to bind/i.test(started.output)
