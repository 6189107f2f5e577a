import { spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { installKernelspec } from '../kernel/kernelspec'
import { ensureVenv, projectRoot } from '../machine'
import { chooseSource } from './choose-source'
import { Progress, type Terminal } from './terminal'

/** JupyterLab asks at its first start whether to fetch news; a notebook that works offline has no use for the question. */
const SETTINGS = {
  '@jupyterlab/apputils-extension:notification': { fetchNews: 'false', checkForUpdates: false },
}

/** `carnet lab`: runs JupyterLab until it is stopped; the local Kafka runs as long. */
export async function lab(
  options: { browser: boolean; port?: string },
  terminal: Terminal,
  signal: AbortSignal,
): Promise<number> {
  const progress = new Progress(terminal)
  const root = projectRoot()
  const venv = await progress.step('JupyterLab', (detail) => ensureVenv('lab', { log: detail, signal }))
  installKernelspec(venv.folder)
  const settings = join(venv.folder, 'share', 'jupyter', 'lab', 'settings')
  mkdirSync(settings, { recursive: true })
  writeFileSync(join(settings, 'overrides.json'), JSON.stringify(SETTINGS, null, 2) + '\n')

  const source = await chooseSource({ env: process.env, progress, signal })
  try {
    progress.say(`Source: ${source.label}, because ${source.why}.`)
    const args = [
      'lab',
      `--ServerApp.root_dir=${root}`,
      '--LabApp.default_url=/lab/tree/notebooks/01-students.ipynb',
    ]
    if (!options.browser) args.push('--no-browser')
    args.push(`--ServerApp.port=${options.port ?? 8888}`)
    // A container's only user is often root, whom Jupyter refuses unless told.
    if (process.getuid?.() === 0) args.push('--allow-root')
    return await runJupyter(join(venv.bin, 'jupyter'), args, { ...process.env, ...source.env }, root, signal)
  } finally {
    await source.close()
  }
}

/** So long may Jupyter take to end. */
const PATIENCE_MS = 15_000

function runJupyter(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  cwd: string,
  signal: AbortSignal,
): Promise<number> {
  // A group of its own: Ctrl-C reaches Jupyter once, through us, and it then ends its kernels without asking.
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'inherit', 'inherit'], detached: true })
  let last: NodeJS.Timeout | undefined
  const end = (): void => {
    child.kill('SIGTERM')
    // Jupyter can wait for ever for a kernel that was about to start.
    last = setTimeout(() => void child.kill('SIGKILL'), PATIENCE_MS)
  }
  signal.addEventListener('abort', end)
  if (signal.aborted) end()
  return new Promise<number>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => resolve(code ?? 0))
  }).finally(() => {
    clearTimeout(last)
    signal.removeEventListener('abort', end)
  })
}
