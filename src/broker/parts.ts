import { mkdirSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { carnetError } from '../errors'
import { ensureVenv, runProgram, withLock } from '../machine'
import { checkJars, type BadJar } from './jar-check'
import { coordinatesOf, KAFKA_JARS, KAFKA_VERSION, type Jar } from './jars'
import { partsOfHome } from './kafka-home'
import { type KafkaParts } from './kafka-parts'
import { storeOf } from './store'

export interface PartsOptions {
  /** The project's folder: the jars are kept in its `.carnet`. */
  readonly root: string
  readonly log?: (text: string) => void
  readonly signal?: AbortSignal
  readonly env?: NodeJS.ProcessEnv
}

/**
 * Finds the Kafka to run: the one in `KAFKA_HOME`, else the pinned jars, which jgo brings from Maven Central the first
 * time. Every jar is checked against the pinned list, and a damaged one fetched again.
 *
 * Throws KAFKA_HOME_UNFIT, KAFKA_NOT_FETCHED with jgo's last lines, and KAFKA_JAR_WRONG with the name of a jar that
 * is still not the pinned one after it was fetched.
 */
export async function kafkaParts(options: PartsOptions): Promise<KafkaParts> {
  const { root, log, signal, env = process.env } = options
  if (env.KAFKA_HOME) return partsOfHome(env.KAFKA_HOME)
  const store = storeOf(root)
  const maven = join(store, 'maven')
  const stamps = join(store, 'kafka-jars.json')
  mkdirSync(store, { recursive: true })
  if (checkJars(maven, KAFKA_JARS, stamps).length > 0)
    await withLock(
      join(store, 'maven.lock'),
      async () => {
        const bad = checkJars(maven, KAFKA_JARS, stamps)
        if (bad.length === 0) return
        await fetchJars(bad, maven, options)
        const [wrong] = checkJars(maven, KAFKA_JARS, stamps)
        if (wrong) throw wrongJar(wrong, maven)
      },
      { signal, onWait: (pid) => log?.(`waiting for process ${pid}, which is fetching Kafka`) },
    )
  return {
    version: KAFKA_VERSION,
    label: `Apache Kafka ${KAFKA_VERSION}`,
    classPath: KAFKA_JARS.map((jar) => join(maven, jar.path)),
    // slf4j-simple writes to standard error, which goes into the broker's log.
    jvm: ['-Dorg.slf4j.simpleLogger.defaultLogLevel=warn'],
  }
}

/**
 * Has jgo fetch jars by their coordinates into the Maven repository `maven`. `info path` resolves exactly the named
 * ones; building one of jgo's environments would fetch a JDK, too, on a machine that has none.
 */
async function fetchJars(bad: readonly BadJar[], maven: string, options: PartsOptions): Promise<void> {
  const { root, log, signal, env = process.env } = options
  const venv = await ensureVenv('broker', { log, signal, root, env })
  const damaged = bad.filter((b) => b.fault !== 'missing')
  // jgo takes a file that is there for the right one.
  for (const { jar } of damaged) rmSync(join(maven, jar.path))
  const jars: readonly Jar[] = bad.map((b) => b.jar)
  log?.(
    damaged.length > 0
      ? `fetching what is damaged of Kafka ${KAFKA_VERSION} again: ${damaged.map(({ jar }) => basename(jar.path)).join(', ')}`
      : `fetching Kafka ${KAFKA_VERSION}: ${jars.length} jars, ${megabytes(jars)} MB`,
  )
  const args = ['-m', 'jgo', '--color', 'never', '--resolver', 'python', 'info', 'path']
  const result = await runProgram(venv.python, [...args, ...jars.map(coordinatesOf)], {
    signal,
    env: { ...env, PYTHONUTF8: '1', M2_REPO: maven, JGO_CACHE_DIR: join(storeOf(root), 'jgo') },
  })
  if (result.code !== 0) throw carnetError('KAFKA_NOT_FETCHED', { lines: result.tail })
}

const megabytes = (jars: readonly Jar[]): string =>
  (jars.reduce((sum, jar) => sum + jar.size, 0) / 1e6).toFixed(0)

function wrongJar({ jar, fault, found }: BadJar, maven: string): Error {
  return carnetError('KAFKA_JAR_WRONG', {
    jar: jar.path,
    folder: maven,
    fault,
    found: found ?? '',
    expected: fault === 'size' ? String(jar.size) : jar.sha256,
  })
}
