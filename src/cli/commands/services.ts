import { type Command } from 'commander'
import { type SparkStartFlags } from '../spark'
import { act, terminal } from './act'
import { json, type JsonFlag } from './options'

/** Real parts on this machine, to play with. */
export function addServices(program: Command): void {
  const broker = program.command('broker').description('a real Apache Kafka on this machine, to play with')
  broker
    .command('start')
    .description('start it, with the sample loaded; it runs until it is stopped')
    .addOption(json())
    .action((flags: JsonFlag) =>
      act(flags, async (signal) => (await import('../broker.js')).brokerStart(flags, terminal, signal)),
    )
  broker
    .command('stop')
    .description('stop it')
    .addOption(json())
    .action((flags: JsonFlag) =>
      act(flags, async () => (await import('../broker.js')).brokerStop(flags, terminal)),
    )
  broker
    .command('status')
    .description('say whether it runs, and where')
    .addOption(json())
    .action((flags: JsonFlag) =>
      act(flags, async () => (await import('../broker.js')).brokerState(flags, terminal)),
    )

  const spark = program
    .command('spark')
    .description('a real Apache Spark on this machine (fetched once: 450 MB)')
  spark
    .command('start')
    .description('start it; it runs until it is stopped')
    .option(
      '--workers <n>',
      'a standalone cluster: a master, so many workers, and the server (default: none)',
    )
    .option('--port <port>', 'port of Spark Connect (default: 15002)')
    .option('--memory <size>', 'heap of the server (default: 1g)')
    .addOption(json())
    .action((flags: SparkStartFlags) =>
      act(flags, async (signal) => (await import('../spark.js')).sparkStart(flags, terminal, signal)),
    )
  spark
    .command('stop')
    .description('stop it')
    .addOption(json())
    .action((flags: JsonFlag) =>
      act(flags, async () => (await import('../spark.js')).sparkStop(flags, terminal)),
    )
  spark
    .command('status')
    .description('say whether it runs, and where')
    .addOption(json())
    .action((flags: JsonFlag) =>
      act(flags, async () => (await import('../spark.js')).sparkStatus(flags, terminal)),
    )
}
