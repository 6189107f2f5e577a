import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { kernelArgv } from '../../src/kernel/kernelspec'
import { testFolder } from '../support/folders'
import { freePorts } from '../../src/machine/ports'
import { Harness, ofType, plain, printed } from './harness'

async function start(cwd?: string): Promise<Harness> {
  const kernel = await Harness.start(cwd)
  onTestFinished(() => kernel.client.stop())
  return kernel
}

describe('the end of a kernel', () => {
  test.each([
    'setInterval(() => {}, 1000); 0',
    "import { createServer } from 'net'\ncreateServer().listen(0, '127.0.0.1'); 0",
  ])('comes when it is asked for, whatever is open: %j', async (code) => {
    const kernel = await start()
    expect((await kernel.run(code)).reply.status).toBe('ok')
    expect(await kernel.ask('shutdown_request', { restart: true }, 'control')).toEqual({
      status: 'ok',
      restart: true,
    })
    expect(await kernel.client.ended).toEqual({ code: 0, signal: null })
  })

  test('is told to those who listen, who have time to close', async () => {
    const kernel = await start()
    const folder = testFolder()
    await kernel.run(
      `import { writeFileSync } from 'fs'
      process.on('carnet:shutdown' as 'exit', () => {
        console.log('closing')
        setTimeout(() => writeFileSync(${JSON.stringify(join(folder, 'closed'))}, 'in time'), 50)
      }); 0`,
    )
    await kernel.client.stop()
    expect(kernel.client.death).toEqual({ code: 0, signal: null })
    expect(readFileSync(join(folder, 'closed'), 'utf8')).toBe('in time')
    expect(printed(kernel.everything())).toBe('closing\n')
  })

  test('comes on SIGTERM', async () => {
    const kernel = await start()
    process.kill(kernel.client.pid ?? 0, 'SIGTERM')
    expect(await kernel.client.ended).toEqual({ code: 0, signal: null })
  })

  test('by process.exit in a cell loses nothing of what was printed', async () => {
    const kernel = await start()
    await expect(kernel.run("console.log('last words'); process.exit(3)")).rejects.toThrow('the kernel died')
    expect(kernel.client.death).toEqual({ code: 3, signal: null })
    await kernel.until(() => printed(kernel.everything()) === 'last words\n')
  })
})

/** A process that starts a kernel as Jupyter does, and says its pid. */
async function startedByParent(
  env: NodeJS.ProcessEnv = {},
): Promise<{ parent: ChildProcess; kernel: number }> {
  const [shell_port, iopub_port, stdin_port, control_port, hb_port] = await freePorts(5)
  const file = join(testFolder(), 'connection.json')
  const ports = { shell_port, iopub_port, stdin_port, control_port, hb_port }
  writeFileSync(
    file,
    JSON.stringify({ transport: 'tcp', ip: '127.0.0.1', key: '', signature_scheme: 'hmac-sha256', ...ports }),
  )
  const argv = kernelArgv().map((a) => a.replace('{connection_file}', file))
  const code = `
    const { spawn } = require('child_process')
    const [command, ...args] = ${JSON.stringify(argv)}
    const child = spawn(command, args, { detached: true, stdio: 'ignore', env: { JPY_PARENT_PID: String(process.pid), ...process.env } })
    process.stdout.write(child.pid + '\\n')
    setInterval(() => {}, 1000)`
  const parent = spawn(process.execPath, ['-e', code], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const kernel = await new Promise<number>((resolve) =>
    parent.stdout?.once('data', (d) => resolve(Number(d))),
  )
  onTestFinished(() => {
    parent.kill('SIGKILL')
    if (isAlive(kernel)) process.kill(kernel, 'SIGKILL')
  })
  return { parent, kernel }
}

function isAlive(pid: number): boolean {
  // A zombie that nobody waits for has ended too.
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' })
  return stdout.trim() !== '' && !stdout.startsWith('Z')
}

async function untilGone(pid: number): Promise<void> {
  for (let i = 0; isAlive(pid); i++) {
    if (i > 600) throw new Error(`process ${pid} is still there`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

describe('a kernel whose parent was killed', () => {
  test('ends', async () => {
    const { parent, kernel } = await startedByParent()
    await new Promise((resolve) => setTimeout(resolve, 3000))
    expect(isAlive(kernel)).toBe(true)
    parent.kill('SIGKILL')
    await untilGone(kernel)
  })

  test('ends though the parent was gone before it could look', async () => {
    const { parent, kernel } = await startedByParent()
    parent.kill('SIGKILL')
    await untilGone(kernel)
  })

  test('ends though a cell runs that never yields', async () => {
    const script = `
      const { startKernel } = require(${JSON.stringify(join(__dirname, '../../dist/report/jupyter-client.js'))})
      startKernel({ argv: ${JSON.stringify(kernelArgv())}, cwd: process.cwd() }).then((kernel) => {
        void kernel.execute("console.log('busy'); for (;;);")
        setTimeout(() => process.stdout.write(kernel.pid + '\\n'), 1000)
      })`
    const parent = spawn(process.execPath, ['-e', script], {
      // What a killed client leaves there goes with the test.
      env: { ...process.env, TMPDIR: testFolder() },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const kernel = await new Promise<number>((resolve) =>
      parent.stdout.once('data', (d) => resolve(Number(d))),
    )
    expect(isAlive(kernel)).toBe(true)
    parent.kill('SIGKILL')
    await untilGone(kernel)
  })
})

describe('a kernel that cannot start', () => {
  const run = (...args: string[]): { status: number | null; stderr: string } =>
    spawnSync(process.execPath, [kernelArgv()[2] ?? '', ...args], { encoding: 'utf8' })

  test('says that it needs a connection file', () => {
    const { status, stderr } = run()
    expect(status).toBe(1)
    expect(stderr).toMatch(
      /^The kernel was started without a connection file\. .* \[KERNEL_CALLED_BY_HAND\]\n$/,
    )
  })

  test('says which connection file it cannot read', () => {
    const { status, stderr } = run(join(testFolder(), 'none.json'))
    expect(status).toBe(1)
    expect(stderr).toMatch(/none\.json of the kernel cannot be read .* \[KERNEL_CONNECTION_UNREADABLE\]\n$/)
  })
})

describe('the project of a notebook', () => {
  test('is the nearest folder that has carnet: its packages are found, with their types and their sources', async () => {
    const folder = testFolder()
    const carnet = join(folder, 'node_modules', 'carnet')
    const notebooks = join(folder, 'a', 'notebooks')
    mkdirSync(carnet, { recursive: true })
    mkdirSync(notebooks, { recursive: true })
    mkdirSync(join(folder, 'src'))
    writeFileSync(
      join(carnet, 'package.json'),
      '{"name":"carnet","version":"9.9.9","main":"index.js","types":"index.d.ts"}',
    )
    writeFileSync(join(carnet, 'index.js'), 'exports.answer = () => { throw new Error("from carnet") }')
    writeFileSync(join(carnet, 'index.d.ts'), 'export declare function answer(n: number): string')
    writeFileSync(join(folder, 'src', 'mine.ts'), 'export const mine = (): number => 42')
    const kernel = await start(notebooks)
    expect(printed((await kernel.run('console.log(process.cwd())')).published)).toBe(`${folder}\n`)
    expect(
      printed((await kernel.run("import { mine } from './src/mine'\nconsole.log(mine())")).published),
    ).toBe('42\n')
    const typed = await kernel.run("import { answer } from 'carnet'\nconst wrong: number = answer('x')")
    expect(ofType(typed.published, 'error')[0]?.content.ename).toBe('TypeScriptError')
    const thrown = await kernel.run("import { answer } from 'carnet'\nanswer(1)")
    expect(plain(thrown.reply)).toMatch(/^Error: from carnet\n… 1 call in carnet\ncell \d+, line 2\n/)
  })
})
