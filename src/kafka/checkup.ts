import { type ErrorCode } from '../errors'

/** One layer of the way to a topic, in order: a failing layer leaves the ones after it `skipped`. */
export interface CheckStep {
  readonly layer: 'settings' | 'name' | 'port' | 'tls' | 'login' | 'metadata' | 'topic' | 'read' | 'capture'
  readonly status: 'ok' | 'failed' | 'skipped'
  /** What was found (`127.0.0.1`, `3 brokers`), or the sentence of what went wrong. */
  readonly detail: string
  readonly milliseconds: number
}

export interface Checkup {
  readonly kind: 'checkup'
  readonly ok: boolean
  /** What was checked: `host:port`, and the topic where one was asked for. */
  readonly target: string
  readonly steps: readonly CheckStep[]
  /** The first failure: one sentence of what it means, one of what to do; null where all is well. */
  readonly failure: { readonly code: ErrorCode; readonly what: string; readonly todo: string } | null
}
