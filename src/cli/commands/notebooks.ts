import { type Command, Option } from 'commander'
import { join } from 'node:path'
import { projectRoot } from '../../machine'
import { type Lang } from '../../words'
import { type KernelFlags } from '../kernel'
import { type ReportFlags } from '../report'
import { act, terminal } from './act'
import { hideCode, json, lang, out, param, replay, type JsonFlag } from './options'

interface RunFlags extends JsonFlag {
  replay?: string
  out: string
  param?: string[]
  lang: Lang
  code: boolean
}

/** Notebooks and their reports. */
export function addNotebooks(program: Command): void {
  program
    .command('start')
    .description('run the analysis of the students from a Kafka topic to a report (what npm start does)')
    .addOption(replay())
    .addOption(out())
    .addOption(param())
    .addOption(lang())
    .addOption(hideCode())
    .addOption(json())
    .action((flags: RunFlags) => run(join(projectRoot(), 'notebooks', '01-students.ipynb'), flags))

  program
    .command('run')
    .description('run a notebook without Jupyter and write its HTML report')
    .argument('<notebook>', 'the .ipynb file')
    .addOption(param())
    .addOption(replay())
    .addOption(out())
    .addOption(lang())
    .addOption(hideCode())
    .addOption(json())
    .action((notebook: string, flags: RunFlags) => run(notebook, flags))

  program
    .command('report')
    .description('make reports of notebooks that were run already, in Jupyter or by carnet run')
    .argument('<notebook...>', 'executed .ipynb files; several as HTML get an index page')
    .addOption(
      new Option('--to <form>', 'HTML in one file, Markdown with its pictures beside it, or PDF by a browser')
        .choices(['html', 'md', 'pdf'])
        .default('html'),
    )
    .addOption(out())
    .addOption(lang())
    .addOption(hideCode())
    .addOption(json())
    .action((notebooks: string[], flags: ReportFlags) =>
      act(flags, async () => (await import('../report.js')).report(notebooks, flags, terminal)),
    )

  program
    .command('lab')
    .description('open JupyterLab on the notebooks, with the kernel and a local Kafka ready')
    .option('--no-browser', 'do not open a browser')
    .option('--port <port>', 'port of JupyterLab (default: the first free one from 8888)')
    .action((flags: { browser: boolean; port?: string }) =>
      act({}, async (signal) => (await import('../lab.js')).lab(flags, terminal, signal)),
    )

  const kernel = program
    .command('kernel')
    .description('the kernel of the notebooks, for VS Code and a Jupyter of your own')
  const kernelFlags = (command: Command): Command =>
    command
      .option(
        '--user',
        'for every Jupyter of this user, and VS Code (default where no environment is active)',
      )
      .option('--prefix <dir>', 'for the Jupyter of a Python environment (default: the one that is active)')
      .addOption(json())
  kernelFlags(kernel.command('install'))
    .description('make it known, and see whether it starts')
    .option('--replace', 'in place of another kernel of that name')
    .action((flags: KernelFlags) =>
      act(flags, async (signal) => (await import('../kernel.js')).kernelInstall(flags, terminal, signal)),
    )
  kernelFlags(kernel.command('uninstall'))
    .description('take it away again')
    .action((flags: KernelFlags) =>
      act(flags, async () => (await import('../kernel.js')).kernelUninstall(flags, terminal)),
    )
}

function run(notebook: string, { code, ...flags }: RunFlags): Promise<void> {
  return act(flags, async (signal) => {
    const { runNotebook } = await import('../run.js')
    return runNotebook({ notebook, ...flags, hideCode: !code }, terminal, signal)
  })
}
