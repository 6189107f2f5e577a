/** The event of `process` that stands for SIGINT in a kernel: a cell was interrupted, whatever waits should stop. */
const INTERRUPT_EVENT = 'carnet:interrupt'

/** The event of `process` before it ends: close what is open. */
export const SHUTDOWN_EVENT = 'carnet:shutdown'

const METHODS = [
  'on',
  'addListener',
  'once',
  'prependListener',
  'prependOnceListener',
  'off',
  'removeListener',
] as const

type Listener = (...args: unknown[]) => void

/** What a listener of `carnet:interrupt` is given. */
export interface Interruption {
  /** Asks for a moment: what the listener stops will end by itself, with what it has, and the cell after it. */
  grace(): void
}

export interface Interrupts {
  /** Makes sure that SIGINT reaches the kernel: a cell may have removed all listeners. */
  ensure(): void
  /** Tells those who listen; true where one of them asks for a moment. */
  announce(): boolean
}

/**
 * Makes SIGINT call `interrupt`, and listeners for SIGINT from cells and libraries wait for `carnet:interrupt` instead.
 * While a cell runs, node:vm takes all listeners of SIGINT off and adds them again; with one that is not the kernel's
 * own, the signal gets back its default, and the next interrupt ends the process.
 */
export function takeInterrupts(interrupt: () => void): Interrupts {
  const own = (): void => interrupt()
  for (const method of METHODS) {
    const original = process[method].bind(process) as (
      event: string | symbol,
      listener: Listener,
    ) => NodeJS.Process
    const redirected = (event: string | symbol, listener: Listener): NodeJS.Process =>
      original(event === 'SIGINT' && listener !== own ? INTERRUPT_EVENT : event, listener)
    Object.defineProperty(process, method, { value: redirected, configurable: true, writable: true })
  }
  process.on('SIGINT', own)
  return {
    announce: () => {
      let asked = false
      const interruption: Interruption = { grace: () => (asked = true) }
      announce(INTERRUPT_EVENT, interruption)
      return asked
    },
    ensure: () => {
      if (!process.listeners('SIGINT').includes(own)) process.on('SIGINT', own)
    },
  }
}

/** Tells whoever listens on `process`; a listener that throws is nobody's error. */
export function announce(event: string, ...details: unknown[]): void {
  const emitter: NodeJS.EventEmitter = process
  emitter.emit(event, ...details)
}
