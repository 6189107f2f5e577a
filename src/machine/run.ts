import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { type Readable } from 'node:stream'

export interface ProgramOptions {
  readonly cwd?: string
  readonly env?: NodeJS.ProcessEnv
  /** Ends the program, and whatever it started, when aborted. */
  readonly signal?: AbortSignal
  /** Each line as it comes, of standard output and standard error alike. */
  readonly onLine?: (line: string) => void
}

export interface ProgramResult {
  /** null where a signal ended it. */
  readonly code: number | null
  readonly stdout: string
  /** The last lines of both streams, blank ones left out: what a person needs to see of a failure. */
  readonly tail: readonly string[]
}

const TAIL = 15
const GRACE_MS = 3000
/** On POSIX a program gets a process group of its own: ending the group ends what the program started, too. */
const GROUPS = process.platform !== 'win32'

/**
 * Runs a program to its end. Rejects where it cannot be started (Node's own error, `ENOENT` …) and, once the program
 * is gone, with the signal's reason where the signal aborted; an exit code other than 0 is a result.
 */
export async function runProgram(
  command: string,
  args: readonly string[],
  options: ProgramOptions = {},
): Promise<ProgramResult> {
  const { cwd, env, signal, onLine } = options
  signal?.throwIfAborted()
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: GROUPS })
  const stdout: string[] = []
  const tail: string[] = []
  const take = (stream: Readable, all?: string[]): void => {
    createInterface({ input: stream }).on('line', (line) => {
      all?.push(line)
      if (line.trim() === '') return
      tail.push(line.trimEnd())
      if (tail.length > TAIL) tail.shift()
      onLine?.(line)
    })
  }
  take(child.stdout, stdout)
  take(child.stderr)

  const end = (): void => endGroup(child, 'SIGTERM')
  let hard: NodeJS.Timeout | undefined
  const onAbort = (): void => {
    end()
    hard = setTimeout(() => endGroup(child, 'SIGKILL'), GRACE_MS)
  }
  process.once('exit', end)
  signal?.addEventListener('abort', onAbort, { once: true })
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject)
      child.once('close', resolve)
    })
    signal?.throwIfAborted()
    return { code, stdout: stdout.join('\n'), tail }
  } finally {
    clearTimeout(hard)
    process.off('exit', end)
    signal?.removeEventListener('abort', onAbort)
  }
}

function endGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  if (!GROUPS) {
    child.kill(signal)
    return
  }
  try {
    process.kill(-child.pid, signal)
  } catch (e) {
    // Gone between the look and the signal.
    if ((e as NodeJS.ErrnoException).code !== 'ESRCH') throw e
  }
}
