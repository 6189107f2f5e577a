import { resolve } from 'node:path'
import { carnetError } from '../errors'
import {
  installedKernel,
  kernelArgv,
  kernelsOfPrefix,
  kernelspecFile,
  kernelsOfUser,
  removeKernelspec,
  writeKernelspec,
} from '../kernel/kernelspec'
import { projectRoot, runProgram } from '../machine'
import { startKernel } from '../report/jupyter-client'
import { Progress, seconds, type Terminal } from './terminal'

export interface KernelFlags {
  user?: boolean
  prefix?: string
  replace?: boolean
  json?: boolean
}

/**
 * `carnet kernel install`: makes the kernel known to VS Code and to a Jupyter that is there already, and sees whether it
 * starts and is found.
 */
export async function kernelInstall(
  flags: KernelFlags,
  terminal: Terminal,
  signal: AbortSignal,
  env: NodeJS.ProcessEnv = process.env,
): Promise<number> {
  const kernels = kernelsFolder(flags, env)
  if (installedKernel(kernels) === 'other' && !flags.replace)
    throw carnetError('KERNEL_NAME_TAKEN', { file: kernelspecFile(kernels) })
  const progress = new Progress(terminal, flags.json)
  let file: string
  try {
    file = writeKernelspec(kernels)
  } catch (e) {
    throw carnetError('KERNEL_NOT_WRITTEN', { folder: kernels, reason: (e as Error).message }, e)
  }
  progress.say(`Installed: ${file}`)
  await progress.step('the kernel starts', (detail) => tryKernel(detail, signal))
  const jupyter = await jupyterSees(kernels, env)
  progress.say(jupyter.text)
  progress.say(
    'VS Code: with the extension Jupyter, open a notebook, then Select Kernel, Jupyter Kernel, TypeScript (carnet).',
  )
  if (flags.json)
    terminal.out.write(JSON.stringify({ ok: true, file, jupyter: jupyter.found }, null, 2) + '\n')
  return 0
}

/** `carnet kernel uninstall`: takes away what `install` made, with the same flags. */
export function kernelUninstall(
  flags: KernelFlags,
  terminal: Terminal,
  env: NodeJS.ProcessEnv = process.env,
): Promise<number> {
  const kernels = kernelsFolder(flags, env)
  const file = kernelspecFile(kernels)
  const installed = installedKernel(kernels)
  if (installed === 'none') throw carnetError('KERNEL_NOT_INSTALLED', { file })
  if (installed === 'other') throw carnetError('KERNEL_NAME_TAKEN', { file })
  removeKernelspec(kernels)
  if (flags.json) terminal.out.write(JSON.stringify({ ok: true, file }, null, 2) + '\n')
  else terminal.out.write(`Removed: ${file}\n`)
  return Promise.resolve(0)
}

/** The folder that was named; else that of the virtual environment that is active; else the user's. */
function kernelsFolder({ user, prefix }: KernelFlags, env: NodeJS.ProcessEnv): string {
  if (user && prefix !== undefined) throw carnetError('KERNEL_PLACES', {})
  if (prefix !== undefined) return kernelsOfPrefix(resolve(prefix))
  const active = env.VIRTUAL_ENV || env.CONDA_PREFIX
  return user || !active ? kernelsOfUser(env) : kernelsOfPrefix(active)
}

/** Throws KERNEL_NOT_STARTED with what the kernel said. */
async function tryKernel(detail: (text: string) => void, signal: AbortSignal): Promise<void> {
  const started = performance.now()
  const kernel = await startKernel({ argv: kernelArgv(), cwd: projectRoot(), signal })
  try {
    detail(`${String(kernel.info.banner)}, ready after ${seconds(performance.now() - started)}`)
  } finally {
    await kernel.stop()
  }
}

/** Whether the Jupyter on the path finds what was installed. */
async function jupyterSees(
  kernels: string,
  env: NodeJS.ProcessEnv,
): Promise<{ found: boolean | null; text: string }> {
  let listed: string
  try {
    listed = (await runProgram('jupyter', ['kernelspec', 'list', '--json'], { env })).stdout
  } catch {
    return { found: null, text: 'Jupyter: there is none on the path; one that comes later finds the kernel.' }
  }
  const folder = /"resource_dir":\s*"((?:[^"\\]|\\.)*tslab)"/.exec(listed)?.[1]
  const found = folder !== undefined && resolve(folder, '..') === resolve(kernels)
  if (found) return { found, text: 'Jupyter: the one on the path finds it.' }
  const instead = folder === undefined ? 'does not look there' : `takes the one in ${folder} instead`
  return {
    found,
    text: `Jupyter: the one on the path ${instead}; install it there: --prefix with the folder of its environment.`,
  }
}
