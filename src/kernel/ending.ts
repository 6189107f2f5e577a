import { announce, SHUTDOWN_EVENT } from './signals'

/** Milliseconds for those who listen to `carnet:shutdown` to close what they have open. */
const GRACE = 300

/** The end of the process: whatever a cell left open, it comes. */
export class Ending {
  #begun = false

  /** `close` sends what is still to be sent. */
  constructor(private readonly close: () => void) {
    process.on('SIGTERM', () => this.begin())
    // A cell may call process.exit: what it printed before is not lost.
    process.once('exit', () => this.close())
  }

  begin(): void {
    if (this.#begun) return
    this.#begun = true
    const grace = process.listenerCount(SHUTDOWN_EVENT) > 0 ? GRACE : 0
    try {
      announce(SHUTDOWN_EVENT)
    } finally {
      setTimeout(() => process.exit(0), grace)
    }
  }
}
