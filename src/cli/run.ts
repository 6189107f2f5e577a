import { existsSync, mkdirSync, statSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { now } from '../clock'
import { carnetError } from '../errors'
import { kernelArgv } from '../kernel/kernelspec'
import { executeNotebook, type Execution } from '../report/execute'
import { readNotebook, terminalText, writeNotebook, type Notebook } from '../report/nbformat'
import { writeReport } from '../report/render'
import { type Lang } from '../words'
import { chooseSource, type ChosenSource } from './choose-source'
import { madeSince, snapshot } from './made-files'
import { checkParameters, readParameters } from './parameters'
import { Progress, seconds, type Terminal } from './terminal'

export interface RunOptions {
  readonly notebook: string
  /** `name=value` pairs as typed. */
  readonly param?: readonly string[]
  readonly replay?: string
  /** Folder for the executed notebook, the report and what the notebook writes. */
  readonly out: string
  readonly lang: Lang
  /** Folds the code of the report away. */
  readonly hideCode?: boolean
  readonly json?: boolean
}

/** What a run made, as `--json` prints it. Paths are relative to the folder where the command was given. */
export interface RunResult {
  readonly ok: true
  readonly source: { readonly kind: 'live' | 'replay'; readonly label: string; readonly why: string }
  readonly notebook: string
  readonly report: string
  readonly files: readonly string[]
  readonly milliseconds: number
}

/**
 * Executes a notebook without Jupyter, and writes the executed notebook and its HTML report. Returns the exit code 0.
 * Throws CarnetError where the run could not begin, a cell failed (the executed notebook is kept, with the failing cell
 * marked; no report is written) or the report was refused.
 */
export async function runNotebook(
  options: RunOptions,
  terminal: Terminal,
  signal: AbortSignal,
  env: NodeJS.ProcessEnv = process.env,
): Promise<number> {
  const started = performance.now()
  const progress = new Progress(terminal, options.json)
  const notebook = await readNotebook(options.notebook)
  const parameters = readParameters(options.param ?? [])
  checkParameters(parameters, notebook)
  const out = resolve(options.out)
  mkdirSync(out, { recursive: true })
  const before = snapshot(out)

  const source = await chooseSource({ replay: options.replay, env, progress, signal })
  try {
    signal.throwIfAborted()
    progress.say(`Source: ${source.label}, because ${source.why}.`)
    const date = now()
    const { failure } = await execute(notebook, options, parameters, source, out, progress, signal, env)
    notebook.metadata.carnet = {
      date: date.toISOString(),
      source: source.label,
      parameters: [...parameters],
    }

    const name = basename(options.notebook, '.ipynb')
    const executed = join(out, `${name}.ipynb`)
    const report = join(out, `${name}.html`)
    await writeNotebook(executed, notebook)
    signal.throwIfAborted()
    if (failure) {
      sayOfOldReport(progress, report)
      throw carnetError('RUN_FAILED', { ...failure, notebook: here(executed) })
    }
    await progress.step('report', () =>
      writeReport(report, notebook, {
        lang: options.lang,
        secrets: source.secrets,
        sourceLabel: source.label,
        parameters,
        date,
        hideCode: options.hideCode,
      }),
    )
    const result: RunResult = {
      ok: true,
      source: { kind: source.kind, label: source.label, why: source.why },
      notebook: here(executed),
      report: here(report),
      files: madeSince(out, before).map(here),
      milliseconds: Math.round(performance.now() - started),
    }
    if (options.json) terminal.out.write(JSON.stringify(result, null, 2) + '\n')
    else printResult(progress, result, terminalText(notebook))
    return 0
  } finally {
    await source.close()
  }
}

function execute(
  notebook: Notebook,
  options: RunOptions,
  parameters: ReadonlyMap<string, string>,
  source: ChosenSource,
  out: string,
  progress: Progress,
  signal: AbortSignal,
  env: NodeJS.ProcessEnv,
): Promise<Execution> {
  return executeNotebook(notebook, {
    argv: kernelArgv(),
    cwd: dirname(resolve(options.notebook)),
    env: {
      ...env,
      ...source.env,
      CARNET_PARAMS: JSON.stringify(Object.fromEntries(parameters)),
      CARNET_OUT: out,
      CARNET_LANG: options.lang,
    },
    signal,
    onCellStart: ({ heading }) => progress.begin(heading),
    onCellEnd: ({ heading, ms, status }) =>
      status === 'ok' ? progress.done(heading, ms) : progress.failed(heading, ms),
  })
}

const here = (file: string): string => relative(process.cwd(), file)

function sayOfOldReport(progress: Progress, report: string): void {
  if (existsSync(report))
    progress.say(
      `No report was written; ${here(report)} is of an earlier run (${statSync(report).mtime.toISOString()}).`,
    )
}

function printResult(progress: Progress, result: RunResult, text: string): void {
  progress.say(`\n${text.trimEnd()}\n`)
  progress.say(`Made in ${seconds(result.milliseconds)}, from ${result.source.label}:`)
  for (const file of result.files) progress.say(`  ${file}`)
}
