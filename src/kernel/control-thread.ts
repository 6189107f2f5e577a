import { parentPort, workerData } from 'node:worker_threads'
import { Reply, Router } from 'zeromq'
import { CAME, CLOSED, HARD, IN_SCRIPT, type Shared, SOFT, STOP, TAKEN } from './shared'
import { address, type Connection, decode } from './wire'

// The thread of the control channel and the heartbeat: they are answered to while a cell keeps the main thread busy.

/** Milliseconds for the main thread to take an interrupt by itself; it does at once where a cell waits. */
const PATIENCE = 150
/** From then until loops of cells that have ended stop too, and until a script is broken off. */
const HARD_AFTER = 250
const SIGNAL_AFTER = 500
/** For an orderly end, when the kernel is told to shut down. */
const SHUTDOWN = 3000

export interface ThreadData {
  readonly connection: Connection
  readonly shared: Shared
}

/** Frames to and from a client; or `bound` and `failed` once, at the start. */
export type FromThread =
  { readonly bound: true } | { readonly failed: string } | { readonly frames: readonly Uint8Array[] }
export type ToThread = { readonly frames: readonly (Uint8Array | string)[] } | { readonly close: true }

const { connection, shared } = workerData as ThreadData
const control = new Router({ sendHighWaterMark: 0, sendTimeout: 0, linger: 1000 })
const heartbeat = new Reply({ linger: 0 })
const tell = (message: FromThread): void => parentPort?.postMessage(message)

async function run(): Promise<void> {
  try {
    await Promise.all([
      control.bind(address(connection, connection.control_port)),
      heartbeat.bind(address(connection, connection.hb_port)),
    ])
  } catch (e) {
    tell({ failed: String(e) })
    return
  }
  tell({ bound: true })
  void echo()
  for await (const frames of control) {
    const type = typeOf(frames)
    if (type === 'interrupt_request') interrupt()
    if (type === 'shutdown_request') setTimeout(() => process.kill(process.pid, 'SIGKILL'), SHUTDOWN)
    tell({ frames })
  }
}

async function echo(): Promise<void> {
  for await (const frames of heartbeat) await heartbeat.send(frames)
}

/** The type of a request; null for what is no message of a client of this kernel, which the main thread tells of. */
function typeOf(frames: readonly Buffer[]): string | null {
  try {
    return decode(frames, connection.key).message.header.msg_type
  } catch {
    return null
  }
}

/**
 * Sees to it that an interrupt reaches its end. The main thread takes it as soon as it turns to its messages. Where it
 * does not, a cell keeps it busy: then its loops, which look at `STOP`, end with an error that the cell can clean up
 * after; and where a script spends its time in a library, Node breaks it off, on SIGINT. A library that is called after
 * an `await` comes to its end first.
 */
function interrupt(): void {
  const number = Atomics.add(shared, CAME, 1) + 1
  const later = (ms: number, what: () => void): void =>
    void setTimeout(() => {
      if (Atomics.load(shared, TAKEN) < number) what()
    }, ms)
  later(PATIENCE, () => Atomics.store(shared, STOP, SOFT))
  later(PATIENCE + HARD_AFTER, () => Atomics.store(shared, STOP, HARD))
  later(PATIENCE + SIGNAL_AFTER, () => {
    if (Atomics.load(shared, IN_SCRIPT) === 1) process.kill(process.pid, 'SIGINT')
  })
}

parentPort?.on('message', (message: ToThread) => {
  if ('close' in message) close()
  else
    control.send(message.frames.map((f) => (typeof f === 'string' ? f : Buffer.from(f)))).catch(() => {
      // The client is gone.
    })
})

function close(): void {
  control.close()
  heartbeat.close()
  // What waited for messages is told first.
  setImmediate(() => {
    Atomics.store(shared, CLOSED, 1)
    Atomics.notify(shared, CLOSED)
  })
}

void run()
