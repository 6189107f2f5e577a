import { readdirSync, readFileSync } from 'node:fs'

/** The text of a file of /proc; empty where the process is gone or is somebody else's. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8').replaceAll('\0', ' ')
  } catch {
    return ''
  }
}

/**
 * Command lines of the living processes, other than this one, whose command line or environment names `marker`, such as
 * a folder that only they were given. Linux only: it reads /proc.
 */
export function livingProcesses(marker: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .map((pid) => ({ command: read(`/proc/${pid}/cmdline`), environment: read(`/proc/${pid}/environ`) }))
    .filter((p) => `${p.command} ${p.environment}`.includes(marker))
    .map((p) => p.command)
}
