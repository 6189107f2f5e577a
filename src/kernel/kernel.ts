import { carnetVersion } from '../machine'
import { type Engine } from './engine'
import { PENDING_REQUEST, pendingWorkDone } from './pending'
import { type Request, type Server } from './server'
import { type Session } from './session'
import { type Streams } from './streams'
import { toCodePoints, toUtf16 } from './text-positions'
import { thrownContent, type Places } from './traceback'
import { type Content, type Header } from './wire'

type Answer = (request: Request) => Content

export interface KernelParts {
  readonly server: Server
  readonly engine: Engine
  readonly session: Session
  readonly streams: Streams
  readonly places: Places
  readonly interrupt: () => void
  /** Ends the process, once the answer was sent. */
  readonly end: () => void
}

/** Answers the requests of Jupyter's protocol. */
export class Kernel {
  /** Reply by request. What is not here is no business of a kernel without debugger and widgets: it stays unanswered. */
  readonly #answers: Readonly<Record<string, Answer>> = {
    kernel_info_request: () => this.#info(),
    complete_request: (request) => this.#complete(request.content),
    inspect_request: (request) => this.#inspect(request.content),
    is_complete_request: (request) => this.#isComplete(request.content),
    // JupyterLab asks for the history when it opens a notebook, and waits for the answer.
    history_request: () => ({ status: 'ok', history: [] }),
    comm_info_request: () => ({ status: 'ok', comms: {} }),
    interrupt_request: () => {
      this.parts.interrupt()
      return { status: 'ok' }
    },
    shutdown_request: ({ content }) => ({ status: 'ok', restart: content.restart === true }),
  }

  constructor(private readonly parts: KernelParts) {}

  handle(request: Request): void {
    const type = request.header.msg_type
    if (type === 'execute_request') {
      const { session } = this.parts
      session
        .execute(request, (work) => this.#announced(request.header, work))
        .catch((e: unknown) => this.#fault(e))
      return
    }
    const done = this.#announced(request.header, async () => {
      if (Object.hasOwn(this.#answers, type)) this.#answer(request, type)
      else if (type === PENDING_REQUEST) {
        await pendingWorkDone()
        request.reply('carnet_pending_reply', { status: 'ok' })
      } else if (type === 'comm_open')
        this.parts.server.publish(
          'comm_close',
          { comm_id: request.content.comm_id, data: {} },
          request.header,
        )
    })
    done.catch((e: unknown) => this.#fault(e))
    if (type === 'shutdown_request') this.parts.end()
  }

  #answer(request: Request, type: string): void {
    const reply = type.replace(/_request$/, '_reply')
    try {
      request.reply(reply, this.#answers[type]?.(request) ?? {})
    } catch (e) {
      request.reply(reply, { status: 'error', ...thrownContent(e, this.parts.places) })
    }
  }

  /** A fault of the kernel's own: the kernel goes on, and its log says what it was. */
  #fault(e: unknown): void {
    process.stderr.write(`${e instanceof Error ? (e.stack ?? e.message) : String(e)}\n`)
  }

  /** Says busy before and idle after, by which clients know that an answer is complete. */
  async #announced(header: Header, work: () => Promise<void>): Promise<void> {
    const { server, session, streams } = this.parts
    server.publish('status', { execution_state: 'busy' }, header)
    try {
      await work()
    } finally {
      streams.flush()
      server.publish('status', { execution_state: 'idle' }, header)
      // A question asked meanwhile must not make a running cell look finished.
      const { running } = session
      if (running && running.request !== header)
        server.publish('status', { execution_state: 'busy' }, running.request)
    }
  }

  #info(): Content {
    const { engine } = this.parts
    return {
      status: 'ok',
      protocol_version: '5.4',
      implementation: 'carnet',
      implementation_version: carnetVersion(),
      banner: `carnet: TypeScript ${engine.typescriptVersion}, Node ${process.versions.node}`,
      help_links: [],
      language_info: {
        name: 'typescript',
        version: engine.typescriptVersion,
        mimetype: 'text/typescript',
        file_extension: '.ts',
        pygments_lexer: 'typescript',
        codemirror_mode: { mode: 'typescript', name: 'javascript', typescript: true },
        nbconvert_exporter: 'script',
      },
    }
  }

  #complete({ code, cursor_pos }: Content): Content {
    const source = textOf(code)
    const { candidates, original, ...found } = this.parts.engine.complete(source, toUtf16(source, cursor_pos))
    const [start, end] = [toCodePoints(source, found.start), toCodePoints(source, found.end)]
    const kinds = new Map(original?.entries.map(({ name, kind }) => [name, kind]))
    const types = candidates.map((text) => ({ text, type: kinds.get(text) ?? '', start, end }))
    return {
      status: 'ok',
      matches: candidates,
      cursor_start: start,
      cursor_end: end,
      // JupyterLab shows what kind of thing each is.
      metadata: { _jupyter_types_experimental: types },
    }
  }

  #inspect({ code, cursor_pos }: Content): Content {
    const source = textOf(code)
    const text = this.parts.engine.inspect(source, toUtf16(source, cursor_pos))
    const data = text === null ? {} : { 'text/plain': text }
    return { status: 'ok', found: text !== null, data, metadata: {} }
  }

  #isComplete({ code }: Content): Content {
    const { completed, indent } = this.parts.engine.isComplete(textOf(code))
    return completed ? { status: 'complete' } : { status: 'incomplete', indent: indent ?? '' }
  }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')
