import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { kernelArgv } from '../../src/kernel/kernelspec'
import { type Content, type Message } from '../../src/kernel/wire'
import { startKernel, type KernelClient } from '../../src/report/jupyter-client'

export const root = join(__dirname, '..', '..')

/** What a request brought: its reply, and what was published as its answer, in order. */
export interface Answer {
  readonly reply: Content
  readonly published: readonly Message[]
}

/** A kernel as a front end sees it. */
export class Harness {
  readonly #published: Message[] = []

  constructor(readonly client: KernelClient) {
    client.onPublished = (message) => this.#published.push(message)
  }

  static async start(cwd = join(root, 'notebooks')): Promise<Harness> {
    return new Harness(await startKernel({ argv: kernelArgv(), cwd }))
  }

  /** Everything published so far. */
  everything(): readonly Message[] {
    return this.#published
  }

  /** Everything published for this request so far. */
  about(request: string): Message[] {
    return this.#published.filter((m) => m.parent?.msg_id === request)
  }

  async run(code: string, options: { silent?: boolean } = {}): Promise<Answer & { request: string }> {
    let request = ''
    const reply = await this.client.execute(code, { ...options, onRequest: (id) => (request = id) })
    if (!reply) throw new Error(`the kernel died: ${this.client.log}`)
    return { reply: reply.content, published: this.about(request), request }
  }

  /** Runs a cell as a front end does, where a person looks on. */
  async runWatched(code: string): Promise<Answer & { request: string }> {
    const before = this.#published.length
    const content = { code, silent: false, store_history: true, allow_stdin: true, stop_on_error: true }
    const reply = await this.ask('execute_request', content)
    const request = this.#published.slice(before).find((m) => m.header.msg_type === 'execute_input')?.parent
    const id = request?.msg_id ?? ''
    return { reply, published: this.about(id), request: id }
  }

  async ask(type: string, content: Content, channel: 'shell' | 'control' = 'shell'): Promise<Content> {
    const reply = await this.client.request(type, content, channel)
    if (!reply) throw new Error(`the kernel died: ${this.client.log}`)
    return reply.content
  }

  /** Waits until something was published. */
  async until(found: () => boolean): Promise<void> {
    for (let i = 0; !found(); i++) {
      if (i > 2000) throw new Error('it never came')
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
  }
}

export const ofType = (messages: readonly Message[], type: string): Message[] =>
  messages.filter((m) => m.header.msg_type === type)

export const printed = (messages: readonly Message[], name = 'stdout'): string =>
  ofType(messages, 'stream')
    .filter((m) => m.content.name === name)
    .map((m) => m.content.text as string)
    .join('')

/** A traceback as plain text. */
export const plain = (content: Content): string =>
  stripVTControlCharacters((content.traceback as string[]).join('\n'))
