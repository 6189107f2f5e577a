import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { carnetError } from '../errors'
import { exitText, type Java, javaEnv, runProgram } from '../machine'
import { javaOptions } from './java-options'
import { type KafkaParts } from './kafka-parts'
import { serverProperties } from './properties'

/** The folder of the topics, inside the broker's folder. */
export const DATA = 'data'

export interface FormatOptions {
  /** The cluster that the node belongs to; a new one by default. */
  readonly clusterId?: string
  /** Settings that go before ours; the node's id and roles are kept in its data folder. */
  readonly properties?: Readonly<Record<string, string>>
  /** More arguments of Kafka's storage tool: `--add-scram`, and the user. */
  readonly toolArguments?: readonly string[]
  readonly signal?: AbortSignal
}

/**
 * Makes the data folder the first time and gives the id of its cluster. It is made beside its place and moved there
 * whole, so that an interrupted start leaves none or a complete one.
 *
 * Throws BROKER_DATA_BROKEN where a data folder is there and cannot say whose it is, BROKER_NOT_STARTED where Kafka
 * cannot make one.
 */
export async function formatOnce(
  folder: string,
  java: Java,
  parts: KafkaParts,
  options: FormatOptions = {},
): Promise<string> {
  const data = join(folder, DATA)
  if (existsSync(data)) {
    const clusterId = readClusterId(data)
    if (clusterId === null) throw carnetError('BROKER_DATA_BROKEN', { folder: data })
    return clusterId
  }
  const unfinished = `${DATA}.unfinished`
  const settings = 'format.properties'
  const { clusterId = newClusterId(), properties: overrides, toolArguments = [], signal } = options
  rmSync(join(folder, unfinished), { recursive: true, force: true })
  // The ports are not opened; the settings must only be complete.
  writeFileSync(
    join(folder, settings),
    serverProperties({ port: 9092, controllerPort: 9093, data: unfinished, overrides }),
  )
  const tool = ['kafka.tools.StorageTool', 'format', '-t', clusterId, '-c', settings, ...toolArguments]
  const { code, tail } = await runProgram(java.command, [...javaOptions(parts, folder), ...tool], {
    cwd: folder,
    env: javaEnv(),
    signal,
  })
  if (code !== 0)
    throw carnetError('BROKER_NOT_STARTED', { exit: exitText(code, null), lines: tail, log: null })
  rmSync(join(folder, settings), { force: true })
  renameSync(join(folder, unfinished), data)
  return clusterId
}

/** The cluster id in a data folder's meta.properties; null where it is missing or unreadable. */
export function readClusterId(data: string): string | null {
  try {
    const text = readFileSync(join(data, 'meta.properties'), 'utf8')
    return /^cluster\.id=([\w-]+)\s*$/m.exec(text)?.[1] ?? null
  } catch {
    return null
  }
}

/** 16 random bytes as Kafka writes its ids; one that begins with `-` would look like an option. */
export function newClusterId(): string {
  for (;;) {
    const id = randomBytes(16).toString('base64url')
    if (!id.startsWith('-')) return id
  }
}
