import { type Content, type Message } from '../kernel/wire'
import { type CodeCell, type ErrorOutput, type MimeBundle, type Output } from './nbformat'

/** An error that surfaced after its cell had ended. */
export interface LateError {
  readonly cell: CodeCell
  readonly error: ErrorOutput
}

/** How the stock kernel writes of errors that nobody waited for; ours says it in the message's metadata. */
const STOCK_LATE_ERROR = /^(UnhandledPromiseRejection|UncaughtException): *(.*)$/m

const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const object = (value: unknown): Content =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Content) : {}

/** The error that a message or a reply tells of. */
export function errorOutput(content: Content): ErrorOutput {
  const traceback = Array.isArray(content.traceback) ? content.traceback.map(text) : []
  return { output_type: 'error', ename: text(content.ename), evalue: text(content.evalue), traceback }
}

/** Writes what a kernel publishes into the cells that it belongs to, however late it comes. */
export class OutputRecorder {
  readonly #cells = new Map<string, CodeCell>()
  readonly #displays = new Map<string, { data: MimeBundle; metadata: Record<string, unknown> }[]>()
  readonly #clearNext = new Set<CodeCell>()
  readonly lateErrors: LateError[] = []

  /** Outputs that answer to this request belong to this cell. */
  expect(request: string, cell: CodeCell): void {
    this.#cells.set(request, cell)
  }

  take(message: Message): void {
    const { header, content } = message
    // A display that is updated is found by its own id, in whichever cell it is.
    if (header.msg_type === 'update_display_data') return this.#update(content)
    const cell = this.#cells.get(message.parent?.msg_id ?? '')
    if (!cell) return
    switch (header.msg_type) {
      case 'execute_input':
        cell.execution_count = typeof content.execution_count === 'number' ? content.execution_count : null
        return
      case 'stream':
        return this.#stream(cell, content, object(message.metadata.carnet).unhandled)
      case 'display_data':
      case 'execute_result':
        return this.#display(cell, header.msg_type, content)
      case 'error':
        return this.#add(cell, errorOutput(content))
      case 'clear_output':
        if (content.wait === true) this.#clearNext.add(cell)
        else cell.outputs.length = 0
    }
  }

  #add(cell: CodeCell, output: Output): void {
    if (this.#clearNext.delete(cell)) cell.outputs.length = 0
    cell.outputs.push(output)
  }

  #stream(cell: CodeCell, content: Content, unhandled: unknown): void {
    const name = content.name === 'stderr' ? 'stderr' : 'stdout'
    const written = text(content.text)
    if (unhandled !== undefined) {
      const error = { ...errorOutput(object(unhandled)), traceback: written.trimEnd().split('\n') }
      this.lateErrors.push({ cell, error })
      return this.#add(cell, error)
    }
    const last = cell.outputs.at(-1)
    if (last?.output_type === 'stream' && last.name === name && !this.#clearNext.has(cell))
      last.text += written
    else this.#add(cell, { output_type: 'stream', name, text: written })
    const stock = name === 'stderr' ? STOCK_LATE_ERROR.exec(written) : null
    if (stock)
      this.lateErrors.push({
        cell,
        error: { output_type: 'error', ename: text(stock[1]), evalue: text(stock[2]), traceback: [] },
      })
  }

  #display(cell: CodeCell, type: 'display_data' | 'execute_result', content: Content): void {
    const shown = { data: object(content.data), metadata: object(content.metadata) }
    const output: Output =
      type === 'display_data'
        ? { output_type: type, ...shown }
        : { output_type: type, execution_count: cell.execution_count, ...shown }
    this.#add(cell, output)
    const id = object(content.transient).display_id
    if (typeof id === 'string') this.#displays.set(id, [...(this.#displays.get(id) ?? []), output])
  }

  #update(content: Content): void {
    const id = object(content.transient).display_id
    for (const output of this.#displays.get(text(id)) ?? []) {
      output.data = object(content.data)
      output.metadata = object(content.metadata)
    }
  }
}
