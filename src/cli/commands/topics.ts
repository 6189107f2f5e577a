import { type Command, Option } from 'commander'
import { type CaptureFlags } from '../capture'
import { act, terminal } from './act'
import { json, repeated, type JsonFlag } from './options'

/** What is in a cluster, and out of it into a capture. */
export function addTopics(program: Command): void {
  program
    .command('check')
    .description('go through every layer on the way to Kafka, and say which one fails')
    .argument('[topic]', 'the topic to read')
    .addOption(json())
    .action((topic: string | undefined, flags: JsonFlag) =>
      act(flags, async () => (await import('../check.js')).check({ topic, ...flags }, terminal)),
    )

  program
    .command('topics')
    .description('list the topics: partitions, copies, retention, messages, size, from when to when')
    .option('--internal', 'list the topics too where Kafka keeps its own records')
    .addOption(json())
    .action((flags: JsonFlag & { internal?: boolean }) =>
      act(flags, async () => (await import('../topics.js')).topics(flags, terminal)),
    )

  program
    .command('describe')
    .description(
      'describe a topic: partitions, what its messages look like, rate over time, groups, settings',
    )
    .argument('<topic>', 'the topic')
    .option('--sample <n>', 'look at so many of the last messages (default: 1000)', Number)
    .addOption(json())
    .action((topic: string, flags: JsonFlag & { sample?: number }) =>
      act(flags, async () => (await import('../describe.js')).describe({ topic, ...flags }, terminal)),
    )

  program
    .command('settings')
    .description('print each Kafka setting and where it comes from; secrets are named, not shown')
    .addOption(json())
    .action((flags: JsonFlag) =>
      act(flags, async () => (await import('../settings.js')).settings(flags, terminal)),
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
      act(flags, async (signal) => (await import('../capture.js')).capture(topics, flags, terminal, signal)),
    )
}
