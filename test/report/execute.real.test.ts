import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { kernelArgv } from '../../src/kernel/kernelspec'
import { executeNotebook, type CellEnd, type Execution, type ExecuteOptions } from '../../src/report/execute'
import { startKernel } from '../../src/report/jupyter-client'
import { codeMark } from '../../src/report/run-state'
import { codeCells, type Notebook } from '../../src/report/nbformat'
import { root } from '../support/carnet'
import { testFolder } from '../support/folders'
import { notebookOf } from '../support/notebook'
import { livingProcesses } from '../support/processes'

const cwd = join(root, 'notebooks')
const stock = [
  process.execPath,
  join(root, 'node_modules', 'tslab', 'bin', 'tslab'),
  'kernel',
  '--config-path',
  '{connection_file}',
]

/** Runs a notebook in a kernel that is known by the folder in its environment, and sees that nothing of it is left. */
async function run(
  notebook: Notebook,
  options: Partial<ExecuteOptions> = {},
): Promise<Execution & { ends: CellEnd[] }> {
  const mark = testFolder()
  const ends: CellEnd[] = []
  const execution = await executeNotebook(notebook, {
    argv: kernelArgv(),
    cwd,
    onCellEnd: (end) => ends.push(end),
    ...options,
    env: { ...process.env, ...options.env, TEST_MARK: mark },
  })
  expect(livingProcesses(mark)).toEqual([])
  return { ...execution, ends }
}

const connectionFolders = (): string[] =>
  readdirSync(tmpdir()).filter((name) => name.startsWith('carnet-kernel-'))

describe('executeNotebook', () => {
  test('writes outputs and counts into the cells, and tells of each by its heading', async () => {
    const notebook = notebookOf(
      '# Read',
      "import { display } from 'tslab'\nconsole.log('a'); console.error('b'); console.log('c')\n'value'",
      '',
      "display.html('<b>é</b>')",
      '# `Show` *it* #',
      'console.log(process.env.GIVEN, process.argv.length)',
    )
    const told: string[] = []
    vi.stubEnv('TMPDIR', testFolder())
    onTestFinished(() => void vi.unstubAllEnvs())
    const { failure, ends } = await run(notebook, {
      env: { GIVEN: 'given' },
      onCellStart: ({ index, heading }) => told.push(`${index} ${heading}`),
    })
    expect(failure).toBeNull()
    expect(told).toEqual(['1 Read', '2 Read (3)', '3 Show it'])
    expect(ends.map(({ index, heading, status }) => [index, heading, status])).toEqual([
      [1, 'Read', 'ok'],
      [2, 'Read (3)', 'ok'],
      [3, 'Show it', 'ok'],
    ])
    const cells = codeCells(notebook)
    expect(cells.map((c) => c.execution_count)).toEqual([1, null, 2, 3])
    expect(cells[0]?.outputs).toEqual([
      { output_type: 'stream', name: 'stdout', text: 'a\n' },
      { output_type: 'stream', name: 'stderr', text: 'b\n' },
      { output_type: 'stream', name: 'stdout', text: 'c\n' },
      { output_type: 'execute_result', execution_count: 1, data: { 'text/plain': "'value'" }, metadata: {} },
    ])
    expect(cells[2]?.outputs).toEqual([
      { output_type: 'display_data', data: { 'text/html': '<b>é</b>' }, metadata: {} },
    ])
    expect(cells[3]?.outputs).toEqual([{ output_type: 'stream', name: 'stdout', text: 'given 3\n' }])
    expect(notebook.metadata.language_info).toMatchObject({ name: 'typescript', version: '5.0.4' })
    expect(connectionFolders()).toEqual([])
  })

  test('ends at the cell that fails, which is marked; what earlier runs left is gone', async () => {
    const notebook = notebookOf(
      '# One',
      '1',
      '# Two',
      "console.log('before'); throw new RangeError('no.')",
      '# Three',
      '3',
    )
    const [one, two, three] = codeCells(notebook)
    three?.outputs.push({ output_type: 'stream', name: 'stdout', text: 'old' })
    if (one) one.metadata.carnet = { failed: true }
    const { failure, ends } = await run(notebook)
    expect(failure).toEqual({ cell: 2, heading: 'Two', reason: 'RangeError: no' })
    expect(ends.map((e) => e.status)).toEqual(['ok', 'failed'])
    expect(one?.metadata).toEqual({ carnet: { code: codeMark('1') } })
    expect(two?.metadata).toEqual({ carnet: { failed: true } })
    expect(two?.outputs.map((o) => o.output_type)).toEqual(['stream', 'error'])
    expect(three).toMatchObject({ outputs: [], execution_count: null })
  })

  test('ends at a cell whose output lacks what its metadata promise', async () => {
    const notebook = notebookOf('# One', "console.log('ten rows')", '# Two', "console.log('nine rows')", '3')
    for (const cell of codeCells(notebook)) cell.metadata.expect = ['ten']
    const { failure } = await run(notebook)
    expect(failure).toEqual({ cell: 2, heading: 'Two', reason: 'its output does not contain "ten"' })
  })

  test('gives the whole text of an error of carnet as the reason', async () => {
    const text = 'Two settings are wrong:\\n  a\\n  b. Correct them. [CONFIG_INVALID]'
    const notebook = notebookOf(
      '# Connect',
      `throw Object.assign(new Error('${text}'), { name: 'CarnetError' })`,
    )
    expect((await run(notebook)).failure?.reason).toBe(
      'Two settings are wrong:\n  a\n  b. Correct them. [CONFIG_INVALID]',
    )
  })

  test.each([
    ["setTimeout(() => { throw new Error('late') }, 60); 0", 'await new Promise((r) => setTimeout(r, 200))'],
    ["setTimeout(() => { throw new Error('late') }, 60); 0", ''],
    ["void (async () => { await new Promise((r) => setTimeout(r, 60)); throw new Error('late') })()", ''],
  ])('fails by an error that nobody waited for, after the end of its cell: %j, %j', async (code, next) => {
    const notebook = notebookOf('# Late', code, '# Next', next, '3')
    const { failure } = await run(notebook)
    expect(failure).toEqual({ cell: 1, heading: 'Late', reason: 'Error: late' })
    const [first] = codeCells(notebook)
    expect(first?.metadata.carnet).toEqual({ failed: true })
    expect(first?.outputs.at(-1)).toMatchObject({ output_type: 'error', ename: 'Error', evalue: 'late' })
  })

  test('does not wait for an interval that never ends', async () => {
    expect((await run(notebookOf('setInterval(() => {}, 10); 0'))).failure).toBeNull()
  })

  test('updates a display in place, from a later cell too, and clears what is to be cleared', async () => {
    const notebook = notebookOf(
      "import { newDisplay } from 'tslab'\nconst bar = newDisplay()\nbar.text('0 %')",
      "bar.text('100 %')",
    )
    await run(notebook)
    const [first, second] = codeCells(notebook)
    expect(first?.outputs).toEqual([
      { output_type: 'display_data', data: { 'text/plain': '100 %' }, metadata: {} },
    ])
    expect(second?.outputs).toEqual([])
  })

  test('loses nothing of 30,000 lines', async () => {
    const notebook = notebookOf('for (let i = 0; i < 30_000; i++) console.log(i)')
    await run(notebook)
    const text = Array.from({ length: 30_000 }, (_, i) => `${i}\n`).join('')
    expect(codeCells(notebook)[0]?.outputs).toEqual([{ output_type: 'stream', name: 'stdout', text }])
  })

  test('of no cell starts and ends a kernel, and is no failure', async () => {
    expect((await run(notebookOf())).failure).toBeNull()
  })
})

describe('what breaks a run off', () => {
  test.each(['for (;;);', 'await new Promise((r) => setTimeout(r, 60_000))'])(
    'the time limit of a cell: %s',
    async (code) => {
      const { failure } = await run(notebookOf('# Slow', code, '2'), { timeoutMs: 800 })
      expect(failure).toEqual({ cell: 1, heading: 'Slow', reason: 'it took longer than 0.8 s' })
    },
  )

  test.each([
    "console.log('kept'); await new Promise((r) => setTimeout(r, 60_000))",
    "console.log('kept'); await new Promise((r) => setTimeout(r, 60)); for (;;);",
  ])('an abort, also of what cannot be interrupted; outputs stay: %j', async (code) => {
    const controller = new AbortController()
    const notebook = notebookOf('# One', code, '2')
    const { failure } = await run(notebook, {
      signal: controller.signal,
      onCellStart: () => setTimeout(() => controller.abort(), 1000),
    })
    expect(failure).toEqual({ cell: 1, heading: 'One', reason: 'the run was interrupted' })
    const [first] = codeCells(notebook)
    expect(first?.outputs[0]).toEqual({ output_type: 'stream', name: 'stdout', text: 'kept\n' })
    expect(first?.metadata.carnet).toEqual({ failed: true })
  })

  test('an abort before the first cell', async () => {
    const reason = 'the run was interrupted before this cell'
    expect((await run(notebookOf('# One', '1'), { signal: AbortSignal.abort() })).failure).toEqual({
      cell: 1,
      heading: 'One',
      reason,
    })
    expect((await run(notebookOf('# One', '1'), { signal: AbortSignal.timeout(300) })).failure).toEqual({
      cell: 1,
      heading: 'One',
      reason,
    })
  })

  test.each([
    ["console.log('kept'); process.exit(3)", 'the kernel is gone: it ended with code 3'],
    [
      "console.log('kept'); await 1; process.kill(process.pid, 'SIGKILL'); await new Promise(() => {})",
      'the kernel is gone: it was ended by SIGKILL',
    ],
  ])('the death of the kernel: %j', async (code, reason) => {
    const notebook = notebookOf('# Dies', code, '2')
    expect((await run(notebook)).failure).toEqual({ cell: 1, heading: 'Dies', reason })
    expect(codeCells(notebook)[0]?.outputs.at(-1)).toMatchObject({
      output_type: 'error',
      ename: 'KernelDied',
    })
  })

  test('a program that is not there, or is no kernel, with what it printed', async () => {
    await expect(
      run(notebookOf('1'), { argv: ['/no/such/program', '{connection_file}'] }),
    ).rejects.toMatchObject({
      code: 'KERNEL_NOT_STARTED',
      what: expect.stringContaining('ENOENT') as string,
    })
    const noKernel = [
      process.execPath,
      '-e',
      "console.error('I am no kernel'); process.exit(7)",
      '{connection_file}',
    ]
    await expect(run(notebookOf('1'), { argv: noKernel })).rejects.toMatchObject({
      code: 'KERNEL_NOT_STARTED',
      what: expect.stringMatching(/it ended with code 7\.\nI am no kernel/) as string,
    })
  })
})

describe('a kernel whose port was taken', () => {
  test('is started again, with other ports', async () => {
    const folder = testFolder()
    const once = join(folder, 'once.cjs')
    const marker = JSON.stringify(join(folder, 'tried'))
    // Fails the first time as a kernel does that cannot bind, and stays there, as the stock kernel does.
    writeFileSync(
      once,
      `const fs = require('fs')
      if (fs.existsSync(${marker})) require(${JSON.stringify(kernelArgv()[2])})
      else {
        fs.writeFileSync(${marker}, process.argv[2])
        console.error('Error: Address already in use [EADDRINUSE]')
        setInterval(() => {}, 1000)
      }`,
    )
    const notebook = notebookOf("console.log('second try')")
    const { failure } = await run(notebook, { argv: [process.execPath, once, '{connection_file}'] })
    expect(failure).toBeNull()
    expect(existsSync(join(folder, 'tried'))).toBe(true)
    expect(codeCells(notebook)[0]?.outputs).toMatchObject([{ text: 'second try\n' }])
  })

  test('every time is a failure that says so', async () => {
    const argv = [process.execPath, '-e', "console.error('EADDRINUSE'); process.exit(1)", '{connection_file}']
    await expect(run(notebookOf('1'), { argv })).rejects.toMatchObject({
      code: 'KERNEL_NOT_STARTED',
      what: expect.stringContaining('taken by other programs 3 times') as string,
    })
  })
})

describe('a kernel that was started before', () => {
  test('gets the environment of the notebook, and is stopped at the end', async () => {
    const kernel = startKernel({ argv: kernelArgv(), cwd, env: { ...process.env, BEFORE: '1' } })
    const notebook = notebookOf('console.log(process.env.BEFORE, process.env.GIVEN)\nnull')
    const { failure } = await run(notebook, { kernel, env: { GIVEN: '"quoted" é' } })
    expect(failure).toBeNull()
    expect(codeCells(notebook)[0]).toMatchObject({
      execution_count: 1,
      outputs: [{ output_type: 'stream', name: 'stdout', text: '1 "quoted" é\n' }],
    })
    expect((await kernel).death).toEqual({ code: 0, signal: null })
  })
})

describe('the stock kernel', () => {
  test('runs a notebook through the same client', async () => {
    const notebook = notebookOf("const a = 20\nconsole.log('stock', a)", 'a + 1')
    expect((await run(notebook, { argv: stock })).failure).toBeNull()
    expect(codeCells(notebook).map((c) => c.outputs)).toEqual([
      [{ output_type: 'stream', name: 'stdout', text: 'stock 20\n' }],
      [{ output_type: 'stream', name: 'stdout', text: '21\n' }],
    ])
  })

  test('tells of its failures by what it writes', async () => {
    const notebook = notebookOf('# Fails', "throw new TypeError('stock')")
    expect((await run(notebook, { argv: stock })).failure).toEqual({
      cell: 1,
      heading: 'Fails',
      reason: 'TypeError: stock',
    })
    const late = notebookOf(
      '# Late',
      "setTimeout(() => void Promise.reject(new Error('late')), 50); 0",
      'await new Promise((r) => setTimeout(r, 200))',
    )
    const { failure } = await run(late, { argv: stock })
    expect(failure).toMatchObject({ reason: expect.stringContaining('late') as string })
  })

  test('that loses the end of a cell which prints much at once is not waited for for ever', async () => {
    const notebook = notebookOf('for (let i = 0; i < 3000; i++) console.log(i)', "console.log('after')")
    expect((await run(notebook, { argv: stock })).failure).toBeNull()
    expect(codeCells(notebook)[1]?.outputs).toEqual([
      { output_type: 'stream', name: 'stdout', text: 'after\n' },
    ])
  })
})
