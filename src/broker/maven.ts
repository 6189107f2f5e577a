import { mkdirSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { ensureVenv, runProgram, withLock } from '../machine'
import { checkJars, type BadJar } from './jar-check'
import { coordinatesOf, type Jar } from './jars'
import { storeOf } from './store'

export interface PartsOptions {
  /** The project's folder: the jars are kept in its `.carnet`. */
  readonly root: string
  readonly log?: (text: string) => void
  readonly signal?: AbortSignal
  readonly env?: NodeJS.ProcessEnv
}

/** A pinned list of jars, and what to say of it. */
export interface JarList {
  /** For progress: `Kafka 4.4.0`. */
  readonly label: string
  readonly jars: readonly Jar[]
  /** In `.carnet`; remembers which jars were found to be right. */
  readonly stamps: string
  /** Made of jgo's last lines. */
  readonly notFetched: (lines: readonly string[]) => Error
  /** Of a jar that is still not the pinned one after it was fetched. */
  readonly wrong: (bad: BadJar, folder: string) => Error
}

/**
 * Makes sure that the jars of a list are in the project's Maven repository, each with its size and checksum; jgo brings
 * what is missing or damaged from Maven Central. Gives their paths in the order of the list.
 */
export async function ensureJars(list: JarList, options: PartsOptions): Promise<string[]> {
  const { root, log, signal } = options
  const store = storeOf(root)
  const maven = join(store, 'maven')
  const stamps = join(store, list.stamps)
  mkdirSync(store, { recursive: true })
  if (checkJars(maven, list.jars, stamps).length > 0)
    await withLock(
      join(store, 'maven.lock'),
      async () => {
        const bad = checkJars(maven, list.jars, stamps)
        if (bad.length === 0) return
        await fetchJars(list, bad, maven, options)
        const [wrong] = checkJars(maven, list.jars, stamps)
        if (wrong) throw list.wrong(wrong, maven)
      },
      { signal, onWait: (pid) => log?.(`waiting for process ${pid}, which is fetching jars`) },
    )
  return list.jars.map((jar) => join(maven, jar.path))
}

/**
 * Has jgo fetch jars by their coordinates into the Maven repository `maven`. `info path` resolves exactly the named
 * ones; building one of jgo's environments would fetch a JDK, too, on a machine that has none.
 */
async function fetchJars(
  list: JarList,
  bad: readonly BadJar[],
  maven: string,
  options: PartsOptions,
): Promise<void> {
  const { root, log, signal, env = process.env } = options
  const venv = await ensureVenv('broker', { log, signal, root, env })
  const damaged = bad.filter((b) => b.fault !== 'missing')
  // jgo takes a file that is there for the right one.
  for (const { jar } of damaged) rmSync(join(maven, jar.path))
  const jars: readonly Jar[] = bad.map((b) => b.jar)
  log?.(
    damaged.length > 0
      ? `fetching what is damaged of ${list.label} again: ${damaged.map(({ jar }) => basename(jar.path)).join(', ')}`
      : `fetching ${list.label}: ${jars.length} jars, ${megabytes(jars)} MB`,
  )
  const args = ['-m', 'jgo', '--color', 'never', '--resolver', 'python', 'info', 'path']
  const result = await runProgram(venv.python, [...args, ...jars.map(coordinatesOf)], {
    signal,
    env: { ...env, PYTHONUTF8: '1', M2_REPO: maven, JGO_CACHE_DIR: join(storeOf(root), 'jgo') },
  })
  if (result.code !== 0) throw list.notFetched(result.tail)
}

const megabytes = (jars: readonly Jar[]): string =>
  (jars.reduce((sum, jar) => sum + jar.size, 0) / 1e6).toFixed(0)
