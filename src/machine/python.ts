import { carnetError, type CarnetError } from '../errors'
import { runProgram } from './run'

/** What a Python says of itself. */
export interface PythonFacts {
  /** Its own path, past shims and launchers. */
  readonly executable: string
  readonly version: readonly [major: number, minor: number, patch: number]
  /** The modules needed for a virtual environment that this Python lacks; Debian packs them apart. */
  readonly lacks: readonly string[]
}

export type PythonOffer =
  | { readonly ok: true; readonly command: string }
  | {
      readonly ok: false
      /** Fits into a sentence: `this machine has no Python`. */
      readonly short: string
      readonly what: string
      readonly todo: string
      readonly error: CarnetError
    }

const OLDEST = [3, 10] as const

// Runs on every Python since 2.6, so that an old one can be told from none.
const PROBE = `
import sys
lacks = []
for name in ("venv", "ensurepip"):
    try:
        __import__(name)
    except ImportError:
        lacks.append(name)
print("carnet-python|%d.%d.%d|%s|%s" % (tuple(sys.version_info[:3]) + (",".join(lacks), sys.executable)))
`

/** Reads the probe's answer out of what a Python printed; null where it did not answer. */
export function parsePython(output: string): PythonFacts | null {
  const m = /^carnet-python\|(\d+)\.(\d+)\.(\d+)\|([\w,]*)\|(.+)$/m.exec(output)
  if (!m) return null
  const [, major, minor, patch, lacks, executable] = m
  return {
    executable: (executable ?? '').trim(),
    version: [Number(major), Number(minor), Number(patch)],
    lacks: (lacks ?? '').split(',').filter((name) => name !== ''),
  }
}

/** Whether a version is one that the pinned packages support. */
export function isRecentPython([major, minor]: PythonFacts['version']): boolean {
  return major === OLDEST[0] && minor >= OLDEST[1]
}

/**
 * Finds a Python that can make a virtual environment: 3.10 or later, with the modules venv and ensurepip.
 * `CARNET_PYTHON` names one; otherwise `python3`, `python` and, on Windows, the launcher `py` are tried in turn.
 */
export async function machineOffersPython(env: NodeJS.ProcessEnv = process.env): Promise<PythonOffer> {
  const named = env.CARNET_PYTHON
  if (named !== undefined && named !== '') {
    const facts = await probe(named, env)
    return facts
      ? judge(named, facts)
      : refuse('CARNET_PYTHON names no Python', carnetError('PYTHON_NAMED_UNFIT', { command: named }))
  }
  const commands = process.platform === 'win32' ? ['python', 'python3', 'py'] : ['python3', 'python']
  let best: PythonOffer | null = null
  for (const command of commands) {
    const facts = await probe(command, env)
    if (!facts) continue
    const offer = judge(command, facts)
    if (offer.ok) return offer
    best ??= offer
  }
  return (
    best ??
    refuse('this machine has no Python', carnetError('PYTHON_MISSING', { platform: process.platform }))
  )
}

function judge(command: string, facts: PythonFacts): PythonOffer {
  const details = { command, version: facts.version.join('.'), platform: process.platform }
  if (!isRecentPython(facts.version))
    return refuse(
      'this machine has no Python of version 3.10 or later',
      carnetError('PYTHON_TOO_OLD', details),
    )
  if (facts.lacks.length > 0)
    return refuse(
      'the Python of this machine has no venv module',
      carnetError('PYTHON_WITHOUT_VENV', { ...details, minor: facts.version[1], lacks: facts.lacks }),
    )
  return { ok: true, command: facts.executable || command }
}

function refuse(short: string, error: CarnetError): PythonOffer {
  return { ok: false, short, what: error.what, todo: error.todo, error }
}

async function probe(command: string, env: NodeJS.ProcessEnv): Promise<PythonFacts | null> {
  try {
    return parsePython((await runProgram(command, ['-c', PROBE], { env })).stdout)
  } catch {
    return null
  }
}
