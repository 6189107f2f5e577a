import { spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'

export const root = join(__dirname, '..', '..')

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  /** Standard output and error, in the order in which they came. */
  readonly text: string
}

export interface RunningCarnet {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
  /** What it printed so far. */
  text(): string
  /** Resolves once the output so far matches; rejects where the command ends before. */
  until(pattern: RegExp): Promise<void>
}

/** The environment of a person without Kafka settings. */
export function cleanEnv(extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(KAFKA_|CARNET_|VITEST|NODE_OPTIONS)/.test(name)),
  )
  return { ...env, ...extra }
}

/** Starts the command line as a user would: `carnet(['start'])`. */
export function startCarnet(
  args: readonly string[],
  options: { env?: NodeJS.ProcessEnv; cwd?: string } = {},
): RunningCarnet {
  const child = spawn(process.execPath, [join(root, 'bin', 'carnet.cjs'), ...args], {
    cwd: options.cwd ?? root,
    env: cleanEnv(options.env),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  let text = ''
  const watchers = new Set<() => void>()
  const took = (chunk: string): void => {
    text += chunk
    for (const watch of watchers) watch()
  }
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk
    took(chunk)
  })
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk
    took(chunk)
  })
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, stdout, stderr, text }))
  })
  const until = (pattern: RegExp): Promise<void> =>
    new Promise((resolve, reject) => {
      const watch = (): void => {
        if (!pattern.test(text)) return
        watchers.delete(watch)
        resolve()
      }
      watchers.add(watch)
      watch()
      void ended.then(
        () => reject(new Error(`the command ended before it printed ${String(pattern)}:\n${text}`)),
        reject,
      )
    })
  return { child, ended, until, text: () => text }
}

/** Runs the command line to its end. */
export function carnet(
  args: readonly string[],
  options: { env?: NodeJS.ProcessEnv; cwd?: string } = {},
): Promise<Ended> {
  return startCarnet(args, options).ended
}
