import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type PartsOptions } from '../broker/maven'
import { carnetError } from '../errors'
import { ensureVenv, runProgram, venvHolds } from '../machine'
import { kafkaConnector, SPARK_VERSION } from './connector'

/** The program files of a Spark. */
export interface SparkParts {
  readonly version: string
  /** For progress: `Apache Spark 4.2.0`. */
  readonly label: string
  /** The folder that holds `jars`. */
  readonly home: string
  /** The version of Scala that it is made with, `2.13`. */
  readonly scala: string
  /** Jars besides those of `home`. */
  readonly connector: readonly string[]
}

const OLDEST = 4

/**
 * Finds the Spark to run: the one in SPARK_HOME, else the pinned one, which pip brings into `.venv` the first time
 * (450 MB). The Kafka connector is for the pinned version; another Spark is taken with the connector that it has.
 *
 * Throws SPARK_HOME_UNFIT, PYTHON_*, PIP_FAILED, SPARK_CONNECTOR_NOT_FETCHED and KAFKA_JAR_WRONG.
 */
export async function sparkParts(options: PartsOptions): Promise<SparkParts> {
  const { root, log, signal, env = process.env } = options
  const home = env.SPARK_HOME || (await pinnedHome({ root, log, signal, env }))
  const found = versionsOf(home)
  if (!found || Number.parseInt(found.version, 10) < OLDEST)
    throw carnetError('SPARK_HOME_UNFIT', { home, version: found?.version ?? null })
  const { version, scala } = found
  return {
    version,
    scala,
    label: `Apache Spark ${version}${env.SPARK_HOME ? ' of SPARK_HOME' : ''}`,
    home,
    connector: version === SPARK_VERSION ? await kafkaConnector(options) : [],
  }
}

/** What a start fetches before it starts, in words, to be said before; null where it fetches nothing. */
export function firstFetch(
  root: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
): string | null {
  if (env.SPARK_HOME || venvHolds('spark', root)) return null
  return `Apache Spark ${SPARK_VERSION} is fetched this first time: about 450 MB, which become 0.5 GB in .venv.`
}

async function pinnedHome({ root, log, signal, env }: PartsOptions): Promise<string> {
  const venv = await ensureVenv('spark', { root, log, signal, env })
  const script = "import importlib.util as u; print(u.find_spec('pyspark').submodule_search_locations[0])"
  return (await runProgram(venv.python, ['-c', script], { signal, env })).stdout.trim()
}

/** What the name of its Connect jar tells; null where there is none. */
export function versionsOf(home: string): { readonly version: string; readonly scala: string } | null {
  const jars = join(home, 'jars')
  for (const name of existsSync(jars) ? readdirSync(jars) : []) {
    const [, scala, version] = /^spark-connect_(\d+\.\d+)-(\d+\.\d+\.\d+.*)\.jar$/.exec(name) ?? []
    if (scala && version) return { scala, version }
  }
  return null
}
