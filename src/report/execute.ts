import { PENDING_REQUEST } from '../kernel/pending'
import { deathText, startKernel, type KernelClient, type KernelOptions } from './jupyter-client'
import { missedTexts } from './expectations'
import { cellHeading, type CodeCell, type ErrorOutput, type Notebook } from './nbformat'
import { errorOutput, OutputRecorder } from './outputs'
import { codeMark } from './run-state'

/** A cell on its way. */
export interface CellStart {
  /** Counted from 1 over the code cells that hold code, as Jupyter counts executions. */
  readonly index: number
  /** The nearest markdown heading before it, with a number from the second cell under it on; '' where there is none. */
  readonly heading: string
}

export interface CellEnd extends CellStart {
  readonly ms: number
  readonly status: 'ok' | 'failed'
}

/** What `executeNotebook` is told beside the notebook: the kernel's command, folder and environment, and more. */
export interface ExecuteOptions extends KernelOptions {
  /**
   * A kernel that was started before what it is to run was known, by `startKernel`; what `env` says otherwise than the
   * environment that it has is set before the first cell. It is stopped at the end like any other.
   */
  readonly kernel?: KernelClient | Promise<KernelClient>
  /** Milliseconds for each cell; no limit by default. */
  readonly timeoutMs?: number
  readonly onCellStart?: (cell: CellStart) => void
  readonly onCellEnd?: (cell: CellEnd) => void
}

/** Why a run did not go through. */
export interface Failure {
  /** As `CellStart.index`. */
  readonly cell: number
  readonly heading: string
  /** Without a full stop: for the end of a sentence. */
  readonly reason: string
}

export interface Execution {
  readonly failure: Failure | null
}

/** Milliseconds for a cell to end after it was interrupted: by a person, who waits; by its time limit. */
const AFTER_ABORT = 2000
const AFTER_TIMEOUT = 5000

/** Names of errors made here and in the kernel, which say nothing that their sentences do not. */
const OWN: ReadonlySet<string> = new Set(['Stopped', 'KernelDied', 'Interrupted', 'Failed', 'Unexpected'])

interface Step extends CellStart {
  readonly cell: CodeCell
}

/**
 * Runs the code cells in their order, each in the same kernel, and writes outputs and counts into the notebook; what it
 * held before is dropped. Ends at the first cell that fails, that breaks off the kernel, that takes too long, whose
 * output lacks a text that its metadata (`expect`) promise, or that left behind an error which nobody waited for; that cell gets an error output and `metadata.carnet = {failed: true}`;
 * those that went through get a mark of the code that ran.
 * When `signal` aborts, the running cell is interrupted, and the kernel is gone some seconds later at most.
 * Throws KERNEL_NOT_STARTED.
 */
export async function executeNotebook(notebook: Notebook, options: ExecuteOptions): Promise<Execution> {
  const steps = clearedSteps(notebook)
  let kernel: KernelClient
  try {
    kernel = await (options.kernel ?? startKernel(options))
  } catch (e) {
    if (options.signal?.aborted) return { failure: interruptedBefore(steps[0]) }
    throw e
  }
  const recorder = new OutputRecorder()
  kernel.onPublished = (message) => recorder.take(message)
  let failure: Failure | null = null
  try {
    if (options.kernel) await setEnvironment(kernel, options.env ?? process.env)
    notebook.metadata.language_info = languageInfo(kernel) ?? notebook.metadata.language_info
    failure = await runSteps(kernel, steps, recorder, options)
  } finally {
    await kernel.stop()
  }
  // The kernel speaks until its very end.
  failure ??= lateFailure(recorder, steps)
  return { failure }
}

function clearedSteps(notebook: Notebook): Step[] {
  const steps: Step[] = []
  for (const [place, cell] of notebook.cells.entries()) {
    if (cell.cell_type !== 'code') continue
    cell.outputs = []
    cell.execution_count = null
    delete cell.metadata.carnet
    if (cell.source.trim() === '') continue
    steps.push({ cell, index: steps.length + 1, heading: cellHeading(notebook, place) })
  }
  return steps
}

const interruptedBefore = (step: Step | undefined): Failure => ({
  cell: step?.index ?? 0,
  heading: step?.heading ?? '',
  reason: 'the run was interrupted before this cell',
})

async function runSteps(
  kernel: KernelClient,
  steps: readonly Step[],
  recorder: OutputRecorder,
  options: ExecuteOptions,
): Promise<Failure | null> {
  for (const step of steps) {
    if (options.signal?.aborted) return interruptedBefore(step)
    const { index, heading } = step
    options.onCellStart?.({ index, heading })
    const started = performance.now()
    const error = await runStep(kernel, step, recorder, options)
    const late = error === null ? lateFailure(recorder, steps) : null
    const failed = error !== null || late?.cell === index
    options.onCellEnd?.({ index, heading, ms: performance.now() - started, status: failed ? 'failed' : 'ok' })
    if (error) return mark(step, error)
    if (late) return late
    step.cell.metadata.carnet = { code: codeMark(step.cell.source) }
  }
  // The stock kernel would complain about a request that it does not know.
  if (kernel.info.implementation === 'carnet') await kernel.request(PENDING_REQUEST, {})
  return null
}

/** Runs one cell; gives the error that ended it. */
async function runStep(
  kernel: KernelClient,
  { cell }: Step,
  recorder: OutputRecorder,
  { signal, timeoutMs }: ExecuteOptions,
): Promise<ErrorOutput | null> {
  let stopped: string | null = null
  const timers: NodeJS.Timeout[] = []
  const stop = (why: string, grace: number): void => {
    if (stopped !== null) return
    stopped = why
    kernel.interrupt()
    timers.push(setTimeout(() => kernel.kill(), grace))
  }
  const onAbort = (): void => stop('the run was interrupted', AFTER_ABORT)
  signal?.addEventListener('abort', onAbort)
  if (timeoutMs !== undefined)
    timers.push(setTimeout(() => stop(`it took longer than ${timeoutMs / 1000} s`, AFTER_TIMEOUT), timeoutMs))
  try {
    const reply = await kernel.execute(cell.source, { onRequest: (id) => recorder.expect(id, cell) })
    // What stopped it explains the failure better than what the kernel made of that.
    if (stopped !== null)
      return { output_type: 'error', ename: 'Stopped', evalue: stopped, traceback: [stopped] }
    if (reply === null) return deathOf(kernel)
    if (reply.content.status !== 'ok') return failureOf(cell, errorOutput(reply.content))
    return expectationError(cell)
  } finally {
    signal?.removeEventListener('abort', onAbort)
    for (const timer of timers) clearTimeout(timer)
  }
}

/** For a cell that went through and did not say what it is to say. */
function expectationError(cell: CodeCell): ErrorOutput | null {
  const missed = missedTexts(cell)
  if (missed.length === 0) return null
  const evalue = `its output does not contain ${missed.map((text) => JSON.stringify(text)).join(' or ')}`
  return { output_type: 'error', ename: 'Unexpected', evalue, traceback: [evalue] }
}

function deathOf(kernel: KernelClient): ErrorOutput {
  const evalue = `the kernel is gone: ${kernel.death ? deathText(kernel.death) : 'it ended'}`
  return {
    output_type: 'error',
    ename: 'KernelDied',
    evalue,
    traceback: [evalue, kernel.log].filter(Boolean),
  }
}

/** The stock kernel sends no error, but writes about it on standard error. */
function failureOf(cell: CodeCell, error: ErrorOutput): ErrorOutput {
  if (error.ename !== '') return error
  const written = cell.outputs
    .map((o) => (o.output_type === 'stream' && o.name === 'stderr' ? o.text : ''))
    .join('')
  const evalue =
    /^\w*Error: .+$/m.exec(written)?.[0] ?? (written.trim().split('\n')[0] || 'the kernel gave no reason')
  return { output_type: 'error', ename: 'Failed', evalue, traceback: [evalue] }
}

function lateFailure(recorder: OutputRecorder, steps: readonly Step[]): Failure | null {
  const late = recorder.lateErrors[0]
  const step = steps.find(({ cell }) => cell === late?.cell)
  return late && step ? mark(step, late.error) : null
}

function mark({ cell, index, heading }: Step, error: ErrorOutput): Failure {
  cell.metadata.carnet = { failed: true }
  if (!cell.outputs.some((output) => output.output_type === 'error')) cell.outputs.push(error)
  return { cell: index, heading, reason: reasonOf(error) }
}

/** An error of ours says what happened and what to do, on as many lines as that takes; of others the first line. */
function reasonOf({ ename, evalue }: ErrorOutput): string {
  const [line = ''] = evalue.split('\n')
  if (ename === 'CarnetError') return evalue
  const named = OWN.has(ename) ? line : `${ename}: ${line}`
  return named.replace(/[.:]?\s*$/, '')
}

function languageInfo(kernel: KernelClient): Notebook['metadata']['language_info'] {
  const info = kernel.info.language_info
  return typeof info === 'object' && info !== null && 'name' in info && typeof info.name === 'string'
    ? { ...info, name: info.name }
    : undefined
}

/** Gives a kernel that runs already the environment of its notebook. */
async function setEnvironment(kernel: KernelClient, env: NodeJS.ProcessEnv): Promise<void> {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined))
  await kernel.execute(`void Object.assign(process.env, ${JSON.stringify(given)})`, { silent: true })
}
