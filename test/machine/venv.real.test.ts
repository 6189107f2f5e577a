import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import { type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeEach, expect, onTestFinished, test } from 'vitest'
import { ensureVenv, machineOffersPython, runProgram } from '../../src/machine'
import { venvOf } from '../../src/machine/venv'

beforeEach(async ({ skip }) => {
  const python = await machineOffersPython()
  if (!python.ok && process.env.CI) throw python.error
  skip(!python.ok, python.ok ? '' : python.what)
})

// One project for all tests, in their order: making a virtual environment takes seconds.
const root = mkdtempSync(join(tmpdir(), 'carnet-venv-'))
const venv = venvOf(root)
const stamp = join(venv.folder, '.carnet-broker')
const hash = `--hash=sha256:${'0'.repeat(64)}`

afterAll(() => rmSync(root, { recursive: true, force: true }))

/** Sets what the part `broker` requires. */
function requirements(text: string): void {
  mkdirSync(join(root, 'requirements'), { recursive: true })
  writeFileSync(join(root, 'requirements', 'broker.txt'), text)
}

/** Installs the part and gives what it said of it. */
async function install(signal?: AbortSignal): Promise<string[]> {
  const logs: string[] = []
  await ensureVenv('broker', { root, signal, log: (text) => logs.push(text) })
  return logs
}

/** A package index that answers as `listener` does, as a line of a requirements file. */
async function index(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `--index-url http://127.0.0.1:${(server.address() as AddressInfo).port}/simple`
}

test('makes .venv and installs a part once, however many ask for it', async () => {
  requirements('# nothing\n')
  const [logs, others] = await Promise.all([install(), install()])
  expect(logs).toEqual(['making .venv', 'installing jgo into .venv', 'jgo is installed in .venv'])
  expect(others).toEqual([`waiting for process ${process.pid}, which is setting up .venv`])
  expect(readFileSync(stamp, 'utf8')).toMatch(/^[0-9a-f]{64} python 3\.\d+/)
  expect((await runProgram(venv.python, ['-m', 'pip', '--version'])).code).toBe(0)
  expect(await install()).toEqual([])
})

test('installs anew for other requirements', async () => {
  const before = readFileSync(stamp, 'utf8')
  requirements('# nothing, in other words\n')
  expect(await install()).toEqual(['installing jgo into .venv', 'jgo is installed in .venv'])
  expect(readFileSync(stamp, 'utf8')).not.toBe(before)
})

test('shows the last lines of pip where it fails, and keeps .venv', async () => {
  const empty = await index((_, response) => response.writeHead(404).end())
  requirements(`${empty}\nno-such-package==1.0 ${hash}\n`)
  await expect(install()).rejects.toMatchObject({
    code: 'PIP_FAILED',
    what: expect.stringContaining('No matching distribution found for no-such-package==1.0') as unknown,
  })
  expect(existsSync(stamp)).toBe(false)
  requirements('# nothing\n')
  expect(await install()).toEqual(['installing jgo into .venv', 'jgo is installed in .venv'])
})

test('refuses a package whose checksum is not the pinned one', async () => {
  const wheel = join(root, 'other-1.0-py3-none-any.whl')
  writeFileSync(wheel, 'not the one that was pinned')
  requirements(`other @ ${pathToFileURL(wheel).href} ${hash}\n`)
  await expect(install()).rejects.toMatchObject({
    code: 'PIP_FAILED',
    what: expect.stringContaining('Expected sha256 000000') as unknown,
  })
})

test('ends pip when aborted, and makes .venv anew afterwards', async () => {
  const controller = new AbortController()
  const reason = new Error('enough')
  const silent = await index(() => controller.abort(reason))
  requirements(`${silent}\nno-such-package==1.0 ${hash}\n`)
  await expect(install(controller.signal)).rejects.toBe(reason)
  expect(existsSync(stamp)).toBe(false)
  requirements('# nothing\n')
  expect(await install()).toEqual(['making .venv', 'installing jgo into .venv', 'jgo is installed in .venv'])
})

test.skipIf(process.platform === 'win32')('makes .venv anew where its Python has gone', async () => {
  rmSync(venv.python)
  symlinkSync('/no/such/python', venv.python)
  expect(await install()).toContain('making .venv')
  expect((await runProgram(venv.python, ['-m', 'pip', '--version'])).code).toBe(0)
})
