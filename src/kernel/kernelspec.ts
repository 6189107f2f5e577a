import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { projectRoot } from '../machine/root'

/** That of the stock kernel, so that a notebook opens under either. */
const NAME = 'tslab'

/** The command that starts the kernel; `{connection_file}` stands for the path that its caller fills in. */
export function kernelArgv(): string[] {
  // The absolute path of this very Node: front ends hide a kernel whose program they do not find.
  // A cell makes many short-lived objects: a larger young generation saves collections.
  const main = join(projectRoot(), 'dist', 'kernel', 'main.js')
  return [process.execPath, '--max-semi-space-size=64', main, '{connection_file}']
}

/** The folder of kernels of a Python environment, whose folder is the `prefix`. */
export const kernelsOfPrefix = (prefix: string): string => join(prefix, 'share', 'jupyter', 'kernels')

/** The folder of kernels that every Jupyter of this user looks into, and VS Code too. */
export function kernelsOfUser(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  // As jupyter_core.paths.jupyter_data_dir has it.
  const home = env.HOME || homedir()
  const data =
    env.JUPYTER_DATA_DIR ||
    (platform === 'darwin'
      ? join(home, 'Library', 'Jupyter')
      : platform === 'win32'
        ? join(env.APPDATA || join(home, 'AppData', 'Roaming'), 'jupyter')
        : join(env.XDG_DATA_HOME || join(home, '.local', 'share'), 'jupyter'))
  return join(data, 'kernels')
}

export const kernelspecFile = (kernels: string): string => join(kernels, NAME, 'kernel.json')

/** Makes the kernel known to whoever looks into a folder of kernels; returns the file written. */
export function writeKernelspec(kernels: string): string {
  const file = kernelspecFile(kernels)
  const spec = {
    argv: kernelArgv(),
    display_name: 'TypeScript (carnet)',
    language: 'typescript',
    // A thread of its own takes the message, whatever keeps the cell busy.
    interrupt_mode: 'message',
  }
  mkdirSync(join(kernels, NAME), { recursive: true })
  writeFileSync(file, JSON.stringify(spec, null, 2) + '\n')
  return file
}

/** Makes the kernel known to the Jupyter of an environment; returns the file written. */
export const installKernelspec = (prefix: string): string => writeKernelspec(kernelsOfPrefix(prefix))

/** What is installed under the kernel's name: nothing, a kernel of carnet's (of any copy of it), or another one. */
export function installedKernel(kernels: string): 'none' | 'carnet' | 'other' {
  const file = kernelspecFile(kernels)
  if (!existsSync(file)) return 'none'
  try {
    const { argv } = JSON.parse(readFileSync(file, 'utf8')) as { argv?: unknown }
    const main: unknown = Array.isArray(argv) ? argv.at(-2) : undefined
    return typeof main === 'string' && /[\\/]kernel[\\/]main\.js$/.test(main) ? 'carnet' : 'other'
  } catch {
    return 'other'
  }
}

/** Takes the kernel away again. */
export function removeKernelspec(kernels: string): void {
  rmSync(join(kernels, NAME), { recursive: true, force: true })
}
