/** One output of a cell in several forms; a viewer picks the richest that it can show. */
export interface Bundle {
  readonly 'text/plain': string
  readonly 'text/html'?: string
  readonly [mime: string]: unknown
}

/** Writes bundles somewhere: into the running cell, or on the terminal. `id` lets a later call replace the output. */
export interface Display {
  show(bundle: Bundle, id?: string): void
  update(bundle: Bundle, id: string): void
}
