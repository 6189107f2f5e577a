import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'

export interface ServiceOptions {
  readonly cwd: string
  /** The file that gets all that it writes; what was in it goes. */
  readonly log: string
  readonly env: NodeJS.ProcessEnv
}

/** Starts a program that may outlive this process. */
export function spawnService(
  command: string,
  args: readonly string[],
  { cwd, log, env }: ServiceOptions,
): ChildProcess {
  const file = openSync(log, 'w')
  try {
    // A session of its own: Ctrl-C in the terminal reaches us, and we stop the service when its user is done.
    return spawn(command, args, {
      cwd,
      env,
      stdio: ['ignore', file, file],
      detached: true,
      windowsHide: true,
    })
  } finally {
    closeSync(file)
  }
}

/** How a process ended, in words, once it has. */
export function exitOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (e) => resolve(e.message))
    child.once('exit', (code, signal) => resolve(exitText(code, signal)))
  })
}

export function exitText(code: number | null, signal: NodeJS.Signals | null): string {
  return code === null ? `ended by ${signal ?? 'a signal'}` : `exit code ${code}`
}

const POLL_MS = 40

/** Neither ready nor ended within the time. */
export const SILENT = 'silent'

/** null once `answers` says that a service is ready; how it ended where it did before, SILENT where it does neither. */
export async function untilReady(
  answers: () => Promise<boolean>,
  exited: Promise<string>,
  { withinMs, signal }: { readonly withinMs: number; readonly signal?: AbortSignal },
): Promise<string | null> {
  const deadline = Date.now() + withinMs
  let exit: string | null = null
  void exited.then((text) => (exit = text))
  while (Date.now() < deadline) {
    signal?.throwIfAborted()
    const ready = await answers()
    if (exit !== null) return exit
    if (ready) return null
    await Promise.race([exited, delay(POLL_MS, undefined, { signal }).catch(() => {})])
  }
  return SILENT
}

/** The environment of a Java whose files may have names in any letters. */
export function javaEnv(): NodeJS.ProcessEnv {
  return process.platform === 'linux' ? { ...process.env, LC_ALL: 'C.UTF-8' } : process.env
}
