import { randomBytes, randomUUID } from 'node:crypto'
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Dealer, Subscriber } from 'zeromq'
import { carnetError } from '../errors'
import {
  address,
  decode,
  encode,
  newMessage,
  type Connection,
  type Content,
  type Message,
} from '../kernel/wire'
import { freePorts } from '../machine/ports'

export interface KernelOptions {
  /** The command of a kernelspec; `{connection_file}` in it is filled in. */
  readonly argv: readonly string[]
  /** Where the kernel starts: the notebook's folder. */
  readonly cwd: string
  /** The kernel's whole environment; this process's by default. */
  readonly env?: NodeJS.ProcessEnv
  /** Ends a start that takes too long for the caller. */
  readonly signal?: AbortSignal
}

/** Milliseconds until a kernel that does not answer is given up; a loaded machine takes 5 s. */
const START = 60_000
/** Between two questions whether it is there, while it is silent, and once it answers. */
const ASK_AGAIN = 500
const ASK_SOON = 50
/** Until a stock kernel's missing idle message is not waited for: it loses messages of a cell that prints much at once. */
const IDLE = 4000
/** For a kernel to end by itself, then on SIGTERM. */
const SHUTDOWN = 4000
const TERMINATION = 2000
/** For the last of what an ended process printed to arrive. */
const PIPES = 200
/** Starts of a kernel, each with other ports. */
const ATTEMPTS = 3
const PORT_TAKEN = /\bEADDRINUSE\b/
/** How much of what the process itself prints is kept, to explain its death. */
const LOG = 20_000

const QUIET_SOCKET = { linger: 0 } as const

interface Waiting {
  reply: Message | null
  idle: boolean
  timer: NodeJS.Timeout | null
  readonly resolve: (reply: Message) => void
}

/** How the kernel's process ended. */
export type Death =
  { readonly code: number | null; readonly signal: NodeJS.Signals | null } | { readonly error: Error }

/**
 * A running kernel, spoken to over Jupyter's wire protocol. Made by `startKernel`; `stop` must be called.
 */
export class KernelClient {
  readonly #session = randomUUID()
  readonly #waiting = new Map<string, Waiting>()
  readonly #shell = new Dealer({ ...QUIET_SOCKET, routingId: this.#session })
  readonly #control = new Dealer({ ...QUIET_SOCKET, routingId: this.#session })
  // Without a limit: a subscriber drops what it cannot keep.
  readonly #iopub = new Subscriber({ ...QUIET_SOCKET, receiveHighWaterMark: 0 })
  readonly #process: ChildProcess
  #log = ''
  #death: Death | null = null
  #info: Content = {}
  #published = false
  #closing = false

  /** Resolves when the process has ended, however. */
  readonly ended: Promise<Death>
  /** Gets every message that the kernel publishes, whichever cell it belongs to. */
  onPublished: (message: Message) => void = () => {}

  constructor(
    private readonly connection: Connection,
    private readonly folder: string,
    connectionFile: string,
    options: KernelOptions,
  ) {
    const [command = '', ...args] = options.argv.map((a) => a.replaceAll('{connection_file}', connectionFile))
    // A group of its own: Ctrl-C in a terminal reaches the kernel once, through this process, which decides.
    this.#process = spawn(command, args, {
      cwd: options.cwd,
      env: { ...(options.env ?? process.env), JPY_PARENT_PID: String(process.pid) },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
    })
    for (const stream of [this.#process.stdout, this.#process.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => (this.#log = (this.#log + text).slice(-LOG)))
    this.ended = new Promise((resolve) => {
      const end = (death: Death): void => {
        this.#death ??= death
        resolve(this.#death)
      }
      this.#process.once('error', (error) => end({ error }))
      this.#process.once('close', (code, signal) => end({ code, signal }))
      // What a cell started may hold the pipes open for ever; what the kernel itself printed has come by then.
      this.#process.once('exit', (code, signal) => setTimeout(() => end({ code, signal }), PIPES).unref())
    })
    this.#shell.connect(address(connection, connection.shell_port))
    this.#control.connect(address(connection, connection.control_port))
    this.#iopub.connect(address(connection, connection.iopub_port))
    this.#iopub.subscribe()
    void this.#receive(this.#shell, (m) => this.#onReply(m))
    void this.#receive(this.#control, (m) => this.#onReply(m))
    void this.#receive(this.#iopub, (m) => this.#onPublication(m))
  }

  /** The reply to kernel_info_request. */
  get info(): Readonly<Content> {
    return this.#info
  }

  get death(): Death | null {
    return this.#death
  }

  /** What the process itself printed last. */
  get log(): string {
    return this.#log.trim()
  }

  get pid(): number | undefined {
    return this.#process.pid
  }

  /**
   * Waits until requests are answered and publications arrive: a subscription takes effect some time after it was made,
   * and what was published before is lost. Throws KERNEL_NOT_STARTED.
   */
  async ready(argv: readonly string[], signal?: AbortSignal): Promise<void> {
    const notStarted = (reason: string): Error =>
      carnetError('KERNEL_NOT_STARTED', { command: commandOf(argv), reason, log: this.log })
    const giveUp = performance.now() + START
    let answered = false
    while (!answered || !this.#published) {
      signal?.throwIfAborted()
      // The stock kernel lives on without the socket that it could not open.
      if (PORT_TAKEN.test(this.#log)) throw new PortTaken(this.log)
      if (this.#death) throw notStarted(deathText(this.#death))
      if (performance.now() > giveUp) throw notStarted(`it gave no answer within ${START / 1000} s`)
      const reply = await this.#within(
        this.#request(this.#shell, 'kernel_info_request', {}),
        answered ? ASK_SOON : ASK_AGAIN,
        signal,
      )
      if (reply) {
        answered = true
        this.#info = reply.content
      }
    }
  }

  /** Runs code; the reply comes when its outputs have arrived too. Null if the kernel died of it. */
  async execute(
    code: string,
    options: { silent?: boolean; onRequest?: (id: string) => void } = {},
  ): Promise<Message | null> {
    const content = {
      code,
      silent: options.silent ?? false,
      store_history: !options.silent,
      user_expressions: {},
      allow_stdin: false,
      stop_on_error: true,
    }
    return Promise.race([
      this.#request(this.#shell, 'execute_request', content, options.onRequest),
      this.ended.then(() => null),
    ])
  }

  /** Asks anything on the shell channel, or on the control channel; null if the kernel died. */
  async request(
    type: string,
    content: Content,
    channel: 'shell' | 'control' = 'shell',
  ): Promise<Message | null> {
    const socket = channel === 'shell' ? this.#shell : this.#control
    return Promise.race([this.#request(socket, type, content), this.ended.then(() => null)])
  }

  interrupt(): void {
    if (this.#death) return
    // Our kernel takes the message whatever keeps it busy, which a signal does not always reach.
    if (this.#info.implementation === 'carnet') void this.#request(this.#control, 'interrupt_request', {})
    else this.#process.kill('SIGINT')
  }

  /** Ends the process at once, and what it started. */
  kill(): void {
    this.#signal('SIGKILL')
  }

  /** Ends the kernel: asked, then told, then killed. It takes some seconds at most. */
  async stop(): Promise<void> {
    if (!this.#death) {
      void this.#request(this.#control, 'shutdown_request', { restart: false })
      await this.#within(this.ended, SHUTDOWN)
      if (!this.#death) {
        this.#process.kill('SIGTERM')
        await this.#within(this.ended, TERMINATION)
      }
      if (!this.#death) {
        this.kill()
        await this.ended
      }
    }
    this.#closing = true
    for (const { timer } of this.#waiting.values()) if (timer) clearTimeout(timer)
    for (const socket of [this.#shell, this.#control, this.#iopub]) socket.close()
    await rm(this.folder, { recursive: true, force: true })
  }

  #signal(signal: NodeJS.Signals): void {
    if (this.#death || this.#process.pid === undefined) return
    try {
      // Its whole group, with what cells started.
      if (process.platform === 'win32') this.#process.kill(signal)
      else process.kill(-this.#process.pid, signal)
    } catch {
      // It has ended meanwhile.
    }
  }

  /** The result, or null once that many milliseconds have passed. */
  async #within<T>(result: Promise<T>, ms: number, signal?: AbortSignal): Promise<T | null> {
    let done = (): void => {}
    const late = new Promise<null>((resolve) => {
      const timer = setTimeout(() => resolve(null), ms)
      const stop = (): void => resolve(null)
      signal?.addEventListener('abort', stop)
      done = () => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', stop)
      }
    })
    try {
      return await Promise.race([result, late, this.ended.then(() => null)])
    } finally {
      done()
    }
  }

  #request(
    socket: Dealer,
    type: string,
    content: Content,
    onRequest?: (id: string) => void,
  ): Promise<Message> {
    const message = newMessage(type, this.#session, content)
    const id = message.header.msg_id
    onRequest?.(id)
    return new Promise((resolve, reject) => {
      // Only the end of a cell is told by an idle message: outputs come on another socket than the reply.
      const idle = type !== 'execute_request'
      this.#waiting.set(id, { reply: null, idle, timer: null, resolve })
      socket.send(encode(message, this.connection.key, [])).catch(reject)
    })
  }

  async #receive(socket: Dealer | Subscriber, take: (message: Message) => void): Promise<void> {
    for await (const frames of socket) {
      try {
        take(decode(frames, this.connection.key).message)
      } catch (e) {
        if (!this.#closing) this.#log += `\n${String(e)}`
      }
    }
  }

  #onReply(message: Message): void {
    const id = message.parent?.msg_id ?? ''
    const waiting = this.#waiting.get(id)
    if (!waiting) return
    waiting.reply = message
    if (!waiting.idle)
      waiting.timer = setTimeout(() => {
        waiting.idle = true
        this.#settle(id, waiting)
      }, IDLE)
    this.#settle(id, waiting)
  }

  #onPublication(message: Message): void {
    this.#published = true
    this.onPublished(message)
    const id = message.parent?.msg_id ?? ''
    const waiting = this.#waiting.get(id)
    if (!waiting || message.header.msg_type !== 'status' || message.content.execution_state !== 'idle') return
    waiting.idle = true
    this.#settle(id, waiting)
  }

  #settle(id: string, waiting: Waiting): void {
    if (!waiting.reply || !waiting.idle) return
    if (waiting.timer) clearTimeout(waiting.timer)
    this.#waiting.delete(id)
    waiting.resolve(waiting.reply)
  }
}

/**
 * Starts a kernel and waits until it can run cells. Throws KERNEL_NOT_STARTED with what the process printed, or the
 * reason of `signal`; nothing is left running then.
 */
export async function startKernel(options: KernelOptions): Promise<KernelClient> {
  for (let attempt = 1; ; attempt++) {
    options.signal?.throwIfAborted()
    try {
      return await start(options)
    } catch (e) {
      if (!(e instanceof PortTaken)) throw e
      if (attempt === ATTEMPTS)
        throw carnetError('KERNEL_NOT_STARTED', {
          command: commandOf(options.argv),
          reason: `its ports were taken by other programs ${ATTEMPTS} times`,
          log: e.message,
        })
    }
  }
}

/** One attempt. Throws PortTaken where a port that was free has been taken meanwhile. */
async function start(options: KernelOptions): Promise<KernelClient> {
  const [shell = 0, iopub = 0, stdin = 0, control = 0, heartbeat = 0] = await freePorts(5)
  const connection: Connection = {
    transport: 'tcp',
    ip: '127.0.0.1',
    shell_port: shell,
    iopub_port: iopub,
    stdin_port: stdin,
    control_port: control,
    hb_port: heartbeat,
    key: randomBytes(32).toString('hex'),
    signature_scheme: 'hmac-sha256',
  }
  // The key lets anyone who has it run code: the folder (0700) and the file are this user's alone.
  const folder = await mkdtemp(join(tmpdir(), 'carnet-kernel-'))
  const file = join(folder, 'connection.json')
  await writeFile(file, JSON.stringify(connection), { mode: 0o600 })
  const client = new KernelClient(connection, folder, file, options)
  try {
    await client.ready(options.argv, options.signal)
    return client
  } catch (e) {
    client.kill()
    await client.stop()
    throw e
  }
}

class PortTaken extends Error {}

/** The command without the connection file, as a person would type it. */
const commandOf = (argv: readonly string[]): string => argv.filter((a) => a !== '{connection_file}').join(' ')

/** The end of a process in words, for the end of a sentence. */
export function deathText(death: Death): string {
  if ('error' in death) return `it could not be run (${death.error.message})`
  if (death.signal !== null) return `it was ended by ${death.signal}`
  return death.code === 0 ? 'it ended by itself' : `it ended with code ${death.code}`
}
