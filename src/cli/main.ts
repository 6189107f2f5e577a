import { Command, Option } from 'commander'
import { join } from 'node:path'
import { CarnetError } from '../errors'
import { carnetVersion, projectRoot } from '../machine'
import { currentLang, type Lang } from '../words'
import { type CaptureFlags } from './capture'
import { type CollectFlags } from './collect'
import { type DiffFlags } from './diff'
import { type ExportFlags } from './export'
import { type KernelFlags } from './kernel'
import { type LoadFlags } from './load'
import { type ParseFlags } from './parse'
import { type QueryFlags } from './query'
import { type ReportFlags } from './report'
import { type ShowFlags } from './show'
import { untilInterrupted } from './signals'
import { type SparkStartFlags } from './spark'
import { type Terminal } from './terminal'

// The commands themselves are loaded when they are called: `carnet --help` needs none of them.

const terminal: Terminal = { out: process.stdout, err: process.stderr }

const json = (): Option => new Option('--json', 'print the result as JSON, for a program to read')
const replay = (): Option =>
  new Option(
    '--replay <file>',
    'read this capture instead of a broker; when-unreachable: the last captures, where the broker cannot be reached',
  )
const out = (): Option => new Option('--out <dir>', 'folder for everything that is made').default('out')
const hideCode = (): Option => new Option('--no-code', 'fold the code away in the report')
const lang = (): Option =>
  new Option('--lang <lang>', 'language of labels and numbers').choices(['en', 'fr']).default(currentLang())
const repeated = (value: string, before: string[] | undefined): string[] => [...(before ?? []), value]
const param = (): Option =>
  new Option('--param <key=value>', 'a parameter of the notebook (can be repeated)').argParser(repeated)

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
  .version(carnetVersion())
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
    act(flags, async () => (await import('./report.js')).report(notebooks, flags, terminal)),
  )

program
  .command('check')
  .description('go through every layer on the way to Kafka, and say which one fails')
  .argument('[topic]', 'the topic to read')
  .addOption(json())
  .action((topic: string | undefined, flags: JsonFlag) =>
    act(flags, async () => (await import('./check.js')).check({ topic, ...flags }, terminal)),
  )

program
  .command('topics')
  .description('list the topics: partitions, copies, retention, messages, size, from when to when')
  .option('--internal', 'list the topics too where Kafka keeps its own records')
  .addOption(json())
  .action((flags: JsonFlag & { internal?: boolean }) =>
    act(flags, async () => (await import('./topics.js')).topics(flags, terminal)),
  )

program
  .command('describe')
  .description('describe a topic: partitions, what its messages look like, rate over time, groups, settings')
  .argument('<topic>', 'the topic')
  .option('--sample <n>', 'look at so many of the last messages (default: 1000)', Number)
  .addOption(json())
  .action((topic: string, flags: JsonFlag & { sample?: number }) =>
    act(flags, async () => (await import('./describe.js')).describe({ topic, ...flags }, terminal)),
  )

program
  .command('settings')
  .description('print each Kafka setting and where it comes from; secrets are named, not shown')
  .addOption(json())
  .action((flags: JsonFlag) =>
    act(flags, async () => (await import('./settings.js')).settings(flags, terminal)),
  )

program
  .command('capture')
  .description('read topics into a file, up to the end that is there now; Ctrl-C keeps what was read')
  .argument('<topic...>', 'the topics')
  .addOption(
    new Option(
      '--out <file>',
      'a .kcap, .ndjson or .ndjson.gz file, replaced where it is there (default: captures/)',
    ),
  )
  .addOption(new Option('--from <place>', 'beginning, an offset, or a time such as 2026-11-24T16:00:00Z'))
  .addOption(new Option('--until <place>', 'end, an offset (not included), or a time'))
  .addOption(new Option('--last <n>', 'the newest messages, over all partitions'))
  .addOption(new Option('--limit <n>', 'at most so many messages'))
  .addOption(new Option('--seconds <n>', 'for at most so many seconds'))
  .addOption(
    new Option('--partition <partition>', 'this partition only (can be repeated)').argParser(repeated),
  )
  .addOption(json())
  .action((topics: string[], flags: CaptureFlags) =>
    act(flags, async (signal) => (await import('./capture.js')).capture(topics, flags, terminal, signal)),
  )

program
  .command('collect')
  .description('collect a topic into a SQLite database, exactly once; it goes on where it ended before')
  .argument('<topic>', 'the topic')
  .requiredOption('--schema <schema>', 'students, or a file such as schema.json')
  .requiredOption('--db <file>', 'the database, made where it is not there')
  .option('--follow', 'wait for more at the end, until Ctrl-C or SIGTERM')
  .option('--from <place>', 'where to begin the first time: beginning, end, or a time (default: beginning)')
  .option('--raw', 'keep each message as it came, too')
  .addOption(
    new Option(
      '--retain <age-or-size>',
      'keep messages as they came for so long (7d), or up to so many bytes (500MB); can be repeated',
    ).argParser(repeated),
  )
  .option('--csv-header <names>', 'the columns of lines of CSV without a header: nom,age')
  .option('--poll <seconds>', 'look for new messages so often (default: 1)')
  .option('--seconds <n>', 'for at most so many seconds')
  .option('--limit <n>', 'at most so many messages')
  .option('--metrics <file>', 'add lines of JSON on how far it is to this file; - for standard output')
  .option('--metrics-port <port>', 'let Prometheus read how far it is at this port of 127.0.0.1')
  .addOption(replay())
  .addOption(json())
  .action((topic: string, flags: CollectFlags) =>
    act(
      flags,
      async (signal) => (await import('./collect.js')).collectTopic(topic, flags, terminal, signal),
      { isEnd: true },
    ),
  )

program
  .command('query')
  .description('ask a database of carnet: a query in SQL, or a table; without either, what it holds')
  .argument('<db>', 'the database')
  .argument('[sql]', 'one SELECT, or the name of a table or view')
  .option('--csv', 'print CSV')
  .option('--out <file>', 'write into a .csv, .ndjson or .parquet file, replaced where it is there')
  .option('--delimiter <sign>', 'CSV: what parts the cells (default: ,)')
  .option('--bom', 'CSV: begin with the mark by which Excel knows UTF-8')
  .addOption(new Option('--json', 'print one line of JSON for each row, for a program to read'))
  .action((db: string, sql: string | undefined, flags: QueryFlags) =>
    act(flags, async (signal) => (await import('./query.js')).queryStore(db, sql, flags, terminal, signal)),
  )

program
  .command('runs')
  .description('list what was stored in a database of carnet, and when; the newest first')
  .argument('<db>', 'the database')
  .addOption(json())
  .action((db: string, flags: JsonFlag) =>
    act(flags, async () => (await import('./runs.js')).storeRuns(db, flags, terminal)),
  )

program
  .command('diff')
  .description('say what changed between two runs that are stored in a database: messages, rejects, figures')
  .argument('<run1>', 'a run, by its id or how it begins; last, last-1')
  .argument('<run2>', 'the other one')
  .requiredOption('--db <file>', 'the database')
  .addOption(json())
  .action((before: string, after: string, flags: DiffFlags) =>
    act(flags, async () => (await import('./diff.js')).diffRuns(before, after, flags, terminal)),
  )

program
  .command('show')
  .description('say what a capture holds, and show its first messages')
  .argument('<file>', 'a .kcap, .ndjson or .ndjson.gz file, or the .partial of a read that was killed')
  .addOption(new Option('--messages <n>', 'how many messages to show').default('5'))
  .addOption(new Option('--topic <topic>', 'messages of this topic'))
  .addOption(new Option('--partition <partition>', 'messages of this partition'))
  .addOption(new Option('--offset <offset>', 'messages from this offset on'))
  .addOption(json())
  .action((file: string, flags: ShowFlags) =>
    act(flags, async (signal) => (await import('./show.js')).showCapture(file, flags, terminal, signal)),
  )

program
  .command('export')
  .description('write a capture in another form, to standard output or into a file')
  .argument('<file>', 'a .kcap, .ndjson or .ndjson.gz file')
  .addOption(
    new Option(
      '--to <form>',
      'the form: lines of kcat -J, or record batches (default: by the name of --out)',
    ).choices(['ndjson', 'ndjson.gz', 'kcap']),
  )
  .addOption(new Option('--out <file>', 'the file, replaced where it is there (default: standard output)'))
  .addOption(new Option('--no-manifest', 'leave out the first line, which is no message'))
  .addOption(json())
  .action((file: string, flags: ExportFlags) =>
    act(flags, async (signal) => (await import('./export.js')).exportCapture(file, flags, terminal, signal)),
  )

program
  .command('load')
  .description('send the messages of a capture to a topic: as they were, offsets aside')
  .argument('<file>', 'a .kcap, .ndjson or .ndjson.gz file')
  .argument('[topic]', 'the topic to load into')
  .addOption(
    new Option('--topic <captured=topic>', 'where one of several topics goes (can be repeated)').argParser(
      repeated,
    ),
  )
  .option('--create', 'make the topic where it is not there, so that it keeps the messages for ever')
  .option('--append', 'load into a topic that holds messages already')
  .option('--force', 'load even where the topic would change or delete the messages')
  .addOption(json())
  .action((file: string, topic: string | undefined, flags: LoadFlags) =>
    act(flags, async (signal) => (await import('./load.js')).load(file, topic, flags, terminal, signal)),
  )

program
  .command('parse')
  .description('turn the messages of a capture, or lines of values, into rows, and say what became of each')
  .argument('<file>', 'a .kcap, .ndjson or .ndjson.gz file, or one value a line; - is standard input')
  .requiredOption('--schema <schema>', 'students, or a file such as schema.json')
  .option('--strict', 'stop at the first message that cannot become a row')
  .option('--max-reject-share <share>', 'fail where more than this share are rejects, from 0 to 1')
  .option('--csv-header <names>', 'the columns of lines of CSV without a header: nom,age')
  .addOption(lang())
  .addOption(new Option('--json', 'print one line of JSON for each outcome, for a program to read'))
  .action((file: string, flags: ParseFlags) =>
    act(flags, async (signal) => {
      const { parseMessages } = await import('./parse.js')
      return parseMessages(file, flags, { ...terminal, in: process.stdin }, signal)
    }),
  )

program
  .command('lab')
  .description('open JupyterLab on the notebooks, with the kernel and a local Kafka ready')
  .option('--no-browser', 'do not open a browser')
  .option('--port <port>', 'port of JupyterLab (default: the first free one from 8888)')
  .action((flags: { browser: boolean; port?: string }) =>
    act({}, async (signal) => (await import('./lab.js')).lab(flags, terminal, signal)),
  )

const kernel = program
  .command('kernel')
  .description('the kernel of the notebooks, for VS Code and a Jupyter of your own')
const kernelFlags = (command: Command): Command =>
  command
    .option('--user', 'for every Jupyter of this user, and VS Code (default where no environment is active)')
    .option('--prefix <dir>', 'for the Jupyter of a Python environment (default: the one that is active)')
    .addOption(json())
kernelFlags(kernel.command('install'))
  .description('make it known, and see whether it starts')
  .option('--replace', 'in place of another kernel of that name')
  .action((flags: KernelFlags) =>
    act(flags, async (signal) => (await import('./kernel.js')).kernelInstall(flags, terminal, signal)),
  )
kernelFlags(kernel.command('uninstall'))
  .description('take it away again')
  .action((flags: KernelFlags) =>
    act(flags, async () => (await import('./kernel.js')).kernelUninstall(flags, terminal)),
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

const spark = program
  .command('spark')
  .description('a real Apache Spark on this machine (fetched once: 450 MB)')
spark
  .command('start')
  .description('start it; it runs until it is stopped')
  .option('--workers <n>', 'a standalone cluster: a master, so many workers, and the server (default: none)')
  .option('--port <port>', 'port of Spark Connect (default: 15002)')
  .option('--memory <size>', 'heap of the server (default: 1g)')
  .addOption(json())
  .action((flags: SparkStartFlags) =>
    act(flags, async (signal) => (await import('./spark.js')).sparkStart(flags, terminal, signal)),
  )
spark
  .command('stop')
  .description('stop it')
  .addOption(json())
  .action((flags: JsonFlag) =>
    act(flags, async () => (await import('./spark.js')).sparkStop(flags, terminal)),
  )
spark
  .command('status')
  .description('say whether it runs, and where')
  .addOption(json())
  .action((flags: JsonFlag) =>
    act(flags, async () => (await import('./spark.js')).sparkStatus(flags, terminal)),
  )

function run(notebook: string, { code, ...flags }: RunFlags): Promise<void> {
  return act(flags, async (signal) => {
    const { runNotebook } = await import('./run.js')
    return runNotebook({ notebook, ...flags, hideCode: !code }, terminal, signal)
  })
}

/** Runs a command to its exit code; a failure becomes one sentence of what happened and one of what to do. */
async function act(
  flags: JsonFlag,
  command: (signal: AbortSignal) => Promise<number>,
  options?: Parameters<typeof untilInterrupted>[1],
): Promise<void> {
  try {
    process.exitCode = await untilInterrupted(command, options)
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
