import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectRoot } from '../machine/root'

/** The command that starts the kernel; `{connection_file}` stands for the path that its caller fills in. */
export function kernelArgv(): string[] {
  // The absolute path of this very Node: front ends hide a kernel whose program they do not find.
  // A cell makes many short-lived objects: a larger young generation saves collections.
  const main = join(projectRoot(), 'dist', 'kernel', 'main.js')
  return [process.execPath, '--max-semi-space-size=64', main, '{connection_file}']
}

/**
 * Makes the kernel known to the Jupyter of an environment (its folder is the `prefix`); returns the file written.
 * The name is that of the stock kernel, so that a notebook opens under either.
 */
export function installKernelspec(prefix: string): string {
  const folder = join(prefix, 'share', 'jupyter', 'kernels', 'tslab')
  const file = join(folder, 'kernel.json')
  const spec = {
    argv: kernelArgv(),
    display_name: 'TypeScript (carnet)',
    language: 'typescript',
    interrupt_mode: 'signal',
  }
  mkdirSync(folder, { recursive: true })
  writeFileSync(file, JSON.stringify(spec, null, 2) + '\n')
  return file
}
