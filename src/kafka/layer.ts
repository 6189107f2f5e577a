import { type Attempt } from './attempts'

/** One of the things that a layer consists of: a setting, a broker. */
export interface LayerPart {
  readonly name: string
  readonly status: 'ok' | 'failed'
  /** What was found, in words; or the error. */
  readonly found: string | { readonly error: unknown }
  readonly milliseconds: number | null
}

/**
 * What a look at a layer gave: it is in order, the settings do not have it, there is something that should be known, a
 * part of it fails, or all of it.
 */
export type LayerFound =
  | { readonly status: 'ok'; readonly detail: string; readonly parts?: readonly LayerPart[] }
  | { readonly status: 'absent' }
  | { readonly status: 'noted'; readonly note: string; readonly parts?: readonly LayerPart[] }
  | {
      readonly status: 'warning' | 'failed'
      readonly error: unknown
      readonly parts?: readonly LayerPart[]
    }

/** What is said of several brokers; nothing of a single one, of which the layer itself tells. */
export function partsOf<T>(
  attempts: readonly Attempt<T>[],
  inWords: (value: T) => string,
): readonly LayerPart[] | undefined {
  if (attempts.length < 2) return undefined
  return attempts.map((a) => {
    const { address: name, milliseconds } = a
    if (a.status === 'ok') return { name, status: 'ok', found: inWords(a.value), milliseconds }
    const found = a.status === 'failed' ? { error: a.error } : 'no answer yet'
    return { name, status: 'failed', found, milliseconds }
  })
}
