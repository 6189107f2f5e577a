/** One output of a cell in several forms; a viewer picks the richest that it can show. */
export interface Bundle {
  readonly 'text/plain': string
  readonly 'text/html'?: string
  readonly [mime: string]: unknown
}

/** Writes bundles somewhere: into the running cell, or on the terminal. */
export interface Display {
  /** Whether what is shown can run scripts. */
  readonly interactive: boolean
  show(bundle: Bundle): void
}
