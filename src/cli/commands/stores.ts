import { type Command, Option } from 'commander'
import { type CollectFlags } from '../collect'
import { type DiffFlags } from '../diff'
import { type QueryFlags } from '../query'
import { act, terminal } from './act'
import { json, repeated, replay, type JsonFlag } from './options'

/** Into a database, and what is in it. */
export function addStores(program: Command): void {
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
        async (signal) => (await import('../collect.js')).collectTopic(topic, flags, terminal, signal),
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
      act(flags, async (signal) =>
        (await import('../query.js')).queryStore(db, sql, flags, terminal, signal),
      ),
    )

  program
    .command('runs')
    .description('list what was stored in a database of carnet, and when; the newest first')
    .argument('<db>', 'the database')
    .addOption(json())
    .action((db: string, flags: JsonFlag) =>
      act(flags, async () => (await import('../runs.js')).storeRuns(db, flags, terminal)),
    )

  program
    .command('diff')
    .description(
      'say what changed between two runs that are stored in a database: messages, rejects, figures',
    )
    .argument('<run1>', 'a run, by its id or how it begins; last, last-1')
    .argument('<run2>', 'the other one')
    .requiredOption('--db <file>', 'the database')
    .addOption(json())
    .action((before: string, after: string, flags: DiffFlags) =>
      act(flags, async () => (await import('../diff.js')).diffRuns(before, after, flags, terminal)),
    )
}
