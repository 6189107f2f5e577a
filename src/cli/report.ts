import { basename, join, relative, resolve } from 'node:path'
import { writeAtomically } from '../atomic'
import { now } from '../clock'
import { hasKafkaSettings, readConfig, secretsOf } from '../config'
import { carnetError } from '../errors'
import { readFacts } from '../report/facts'
import { readNotebook, type Notebook } from '../report/nbformat'
import { type ReportForm, type ReportOptions, writeReport } from '../report/render'
import { checkRun } from '../report/run-state'
import { type Lang } from '../words'
import { type Terminal } from './terminal'

export interface ReportFlags {
  /** Folder for the reports. */
  readonly out: string
  readonly to: ReportForm
  readonly lang: Lang
  /** False: the code is folded away. */
  readonly code: boolean
  readonly json?: boolean
}

/**
 * `carnet report NOTEBOOK…`: reports of notebooks that were run already, in Jupyter or by `carnet run`; several as HTML get an
 * index page. Nothing is written where one of them is refused. Throws REPORT_CELL_FAILED, REPORT_CELL_NOT_RUN,
 * REPORT_OUT_OF_ORDER, REPORT_CELL_STALE, REPORT_NAMES_CLASH, and as `writeReport` does.
 */
export async function report(
  files: readonly string[],
  flags: ReportFlags,
  terminal: Terminal,
  env: NodeJS.ProcessEnv = process.env,
): Promise<number> {
  const { to, lang } = flags
  const out = resolve(flags.out)
  const named = files.map((file) => ({ file, target: join(out, `${basename(file, '.ipynb')}.${to}`) }))
  for (const [i, { file, target }] of named.entries()) {
    const other = named.slice(0, i).find((n) => n.target === target)
    if (other) throw carnetError('REPORT_NAMES_CLASH', { files: [other.file, file], report: here(target) })
  }
  const notebooks: { notebook: Notebook; target: string }[] = []
  for (const { file, target } of named) {
    const notebook = await readNotebook(file)
    checkRun(notebook, file)
    notebooks.push({ notebook, target })
  }
  const secrets = hasKafkaSettings(env) ? secretsOf(readConfig({}, env)) : []
  const optionsOf = (notebook: Notebook): ReportOptions => {
    const { date, source, parameters } = notebook.metadata.carnet ?? {}
    const facts = {
      date: date === undefined ? now() : new Date(date),
      sourceLabel: source ?? '',
      parameters: parameters ?? [],
    }
    return { ...facts, lang, secrets, hideCode: !flags.code }
  }
  for (const { notebook, target } of notebooks) await writeReport(target, notebook, optionsOf(notebook), to)
  const written = notebooks.map((n) => n.target)
  if (to === 'html' && notebooks.length > 1) {
    const { renderIndex } = await import('../report/index-page.js')
    const { reportTitle } = await import('../report/document.js')
    const { summaryLines } = await import('../report/summary.js')
    const index = join(out, 'index.html')
    const entries = notebooks.map(({ notebook, target }) => ({
      file: basename(target),
      title: reportTitle(notebook, { lang }),
      summary: summaryLines(readFacts(notebook), lang),
    }))
    await writeAtomically(index, renderIndex(entries, lang))
    written.push(index)
  }
  terminal.out.write(
    flags.json
      ? `${JSON.stringify({ ok: true, files: written.map(here) }, null, 2)}\n`
      : written.map((file) => `${here(file)}\n`).join(''),
  )
  return 0
}

const here = (file: string): string => relative(process.cwd(), file)
