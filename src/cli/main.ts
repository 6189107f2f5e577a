import { Command } from 'commander'
import { carnetVersion } from '../machine'
import { terminal } from './commands/act'
import { addCaptures } from './commands/captures'
import { addNotebooks } from './commands/notebooks'
import { addServices } from './commands/services'
import { addStores } from './commands/stores'
import { addTopics } from './commands/topics'

// The commands themselves are loaded when they are called: `carnet --help` needs none of them.

const program = new Command('carnet')
  .description('From a Kafka topic to a finished analysis in a TypeScript notebook.')
  .version(carnetVersion())
  .showSuggestionAfterError()
  .configureHelp({ showGlobalOptions: true })

for (const add of [addNotebooks, addTopics, addCaptures, addStores, addServices]) add(program)

program.parseAsync().catch((e: unknown) => {
  terminal.err.write(`${String(e)}\n`)
  process.exitCode = 1
})
