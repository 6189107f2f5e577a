import { readFileSync } from 'node:fs'
import { carnetError, CarnetError } from '../errors'
import { projectRoot } from '../machine/root'
import { Cells } from './cell'
import { Ending } from './ending'
import { Engine } from './engine'
import { answerQuestions } from './halting'
import { Kernel } from './kernel'
import { parentOf, watchParent } from './parent'
import { findProject } from './project'
import { Server } from './server'
import { Session } from './session'
import { isInterruptPending, newShared } from './shared'
import { takeInterrupts } from './signals'
import { nameStacks } from './stacks'
import { redirect, Streams } from './streams'
import { type Connection } from './wire'

// The kernel's process: node dist/kernel/main.js {connection_file}

async function main(): Promise<void> {
  const parent = parentOf(process.env, process.ppid)
  const connection = readConnection(process.argv[2])
  const carnet = projectRoot()
  const project = findProject(process.cwd(), carnet)
  // tslab resolves imports from the working folder of the moment when it is loaded.
  process.chdir(project)

  // The sockets first: clients connect while TypeScript is loaded.
  const shared = newShared()
  const server = new Server(connection, shared)
  await server.bind()
  const streams = new Streams((cell, name, text) => server.publish('stream', { name, text }, cell.request))
  const ending = new Ending(() => {
    streams.flush()
    server.close()
  })
  watchParent(parent, () => ending.begin())

  const cells = new Cells()
  cells.publishState()
  nameStacks(cells, __dirname)
  const engine = new Engine(
    cells,
    project,
    (data, update) => {
      const cell = session.origin
      if (!cell) return
      streams.flush()
      server.publish(update ? 'update_display_data' : 'display_data', { ...data }, cell.request)
    },
    shared,
  )
  answerQuestions(cells, shared, () => session.running)
  const places = { cells, project, carnet }
  const interrupts = takeInterrupts(() => session.interrupt())
  const session = new Session(server, engine, streams, places, interrupts, shared)
  process.on('uncaughtException', (e) => session.stray('Uncaught exception', e))
  process.on('unhandledRejection', (e) => session.stray('Unhandled rejection', e))
  for (const name of ['stdout', 'stderr'] as const)
    redirect(process[name], (text) => {
      const cell = session.origin
      if (cell) streams.write(cell, name, text)
      return cell !== null
    })

  const kernel = new Kernel({
    server,
    engine,
    session,
    streams,
    places,
    interrupt: () => {
      // A loop that looked may have taken it.
      if (isInterruptPending(shared)) session.interrupt()
    },
    end: () => ending.begin(),
  })
  server.listen((request) => kernel.handle(request))
}

function readConnection(file: string | undefined): Connection {
  if (file === undefined) throw carnetError('KERNEL_CALLED_BY_HAND', {})
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Connection
  } catch (e) {
    throw carnetError('KERNEL_CONNECTION_UNREADABLE', { file, reason: (e as Error).message }, e)
  }
}

main().catch((e: unknown) => {
  const text =
    e instanceof CarnetError ? `${e.what} ${e.todo} [${e.code}]` : e instanceof Error ? e.stack : String(e)
  process.stderr.write(`${text}\n`, () => process.exit(1))
})
