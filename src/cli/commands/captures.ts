import { type Command, Option } from 'commander'
import { type ExportFlags } from '../export'
import { type LoadFlags } from '../load'
import { type ParseFlags } from '../parse'
import { type ShowFlags } from '../show'
import { act, terminal } from './act'
import { json, lang, repeated } from './options'

/** What can be done with a capture. */
export function addCaptures(program: Command): void {
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
      act(flags, async (signal) => (await import('../show.js')).showCapture(file, flags, terminal, signal)),
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
      act(flags, async (signal) =>
        (await import('../export.js')).exportCapture(file, flags, terminal, signal),
      ),
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
      act(flags, async (signal) => (await import('../load.js')).load(file, topic, flags, terminal, signal)),
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
        const { parseMessages } = await import('../parse.js')
        return parseMessages(file, flags, { ...terminal, in: process.stdin }, signal)
      }),
    )
}
