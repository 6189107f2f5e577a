import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

/**
 * The command line of a running process; null where there is none (a zombie, which has ended already, counts as none).
 * A process id alone says little, since ids are used again: what a process was started with says which one it is.
 */
export async function commandLine(pid: number): Promise<string | null> {
  const text = await ask(pid)
  return text === null || text.trim() === '' ? null : text.trim()
}

async function ask(pid: number): Promise<string | null> {
  try {
    if (process.platform === 'linux')
      return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ')
    if (process.platform === 'win32') {
      const query = `(Get-CimInstance Win32_Process -Filter 'ProcessId=${pid}').CommandLine`
      return (await run('powershell', ['-NoProfile', '-Command', query])).stdout
    }
    // `stat` before `command`: macOS keeps showing a name for a zombie.
    const { stdout } = await run('ps', ['-ww', '-p', String(pid), '-o', 'stat=,command='])
    return stdout.startsWith('Z') ? null : stdout.replace(/^\S+\s+/, '')
  } catch {
    return null
  }
}

/** Whether a process of that id exists, whatever it is. */
export function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (e) {
    return (e as NodeJS.ErrnoException).code === 'EPERM'
  }
}
