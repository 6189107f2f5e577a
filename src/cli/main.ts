import { Command, Option } from 'commander'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CarnetError } from '../errors'
import { projectRoot } from '../machine'
import { currentLang, type Lang } from '../words'
import { untilInterrupted } from './signals'
import { type Terminal } from './terminal'

// The commands themselves are loaded when they are called: `carnet --help` needs none of them.

const terminal: Terminal = { out: process.stdout, err: process.stderr }
const version = (JSON.parse(readFileSync(join(projectRoot(), 'package.json'), 'utf8')) as { version: string })
  .version

const json = (): Option => new Option('--json', 'print the result as JSON, for a program to read')
const replay = (): Option => new Option('--replay <file>', 'read this capture instead of a broker')
const out = (): Option => new Option('--out <dir>', 'folder for everything that is made').default('out')
const hideCode = (): Option => new Option('--no-code', 'fold the code away in the report')
const lang = (): Option =>
  new Option('--lang <lang>', 'language of labels and numbers').choices(['en', 'fr']).default(currentLang())
const param = (): Option =>
  new Option('--param <key=value>', 'a parameter of the notebook (can be repeated)').argParser(
    (value: string, before: string[] | undefined) => [...(before ?? []), value],
  )

interface JsonFlag {
  json?: boolean
}

interface RunFlags extends JsonFlag {
  replay?: string
  out: string
  param?: string[]
  lang: Lang
  code: boolean
}

const program = new Command('carnet')
  .description('From a Kafka topic to a finished analysis in a TypeScript notebook.')
  .version(version)
  .showSuggestionAfterError()
  .configureHelp({ showGlobalOptions: true })

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
  .command('check')
  .description('go through every layer on the way to Kafka, and say which one fails')
  .argument('[topic]', 'the topic to read')
  .addOption(json())
  .action((topic: string | undefined, flags: JsonFlag) =>
    act(flags, async () => (await import('./check.js')).check({ topic, ...flags }, terminal)),
  )

program
  .command('lab')
  .description('open JupyterLab on the notebooks, with the kernel and a local Kafka ready')
  .option('--no-browser', 'do not open a browser')
  .option('--port <port>', 'port of JupyterLab (default: the first free one from 8888)')
  .action((flags: { browser: boolean; port?: string }) =>
    act({}, async (signal) => (await import('./lab.js')).lab(flags, terminal, signal)),
  )

const broker = program.command('broker').description('a real Apache Kafka on this machine, to play with')
broker
  .command('start')
  .description('start it, with the sample loaded; it runs until it is stopped')
  .addOption(json())
  .action((flags: JsonFlag) =>
    act(flags, async (signal) => (await import('./broker.js')).brokerStart(flags, terminal, signal)),
  )
broker
  .command('stop')
  .description('stop it')
  .addOption(json())
  .action((flags: JsonFlag) =>
    act(flags, async () => (await import('./broker.js')).brokerStop(flags, terminal)),
  )
broker
  .command('status')
  .description('say whether it runs, and where')
  .addOption(json())
  .action((flags: JsonFlag) =>
    act(flags, async () => (await import('./broker.js')).brokerState(flags, terminal)),
  )

function run(notebook: string, { code, ...flags }: RunFlags): Promise<void> {
  return act(flags, async (signal) => {
    const { runNotebook } = await import('./run.js')
    return runNotebook({ notebook, ...flags, hideCode: !code }, terminal, signal)
  })
}

/** Runs a command to its exit code; a failure becomes one sentence of what happened and one of what to do. */
async function act(flags: JsonFlag, command: (signal: AbortSignal) => Promise<number>): Promise<void> {
  try {
    process.exitCode = await untilInterrupted(command)
  } catch (e) {
    process.exitCode = 1
    if (flags.json && e instanceof CarnetError)
      terminal.out.write(JSON.stringify({ ok: false, error: e }, null, 2) + '\n')
    if (e instanceof CarnetError) terminal.err.write(`\n${e.what}\n${e.todo} [${e.code}]\n`)
    else terminal.err.write(`\n${e instanceof Error ? (e.stack ?? e.message) : String(e)}\n`)
  }
}

program.parseAsync().catch((e: unknown) => {
  terminal.err.write(`${String(e)}\n`)
  process.exitCode = 1
})
