import { inspect } from 'node:util'
import { type Figure } from '../chart/figure'
import { currentLang, type Lang } from '../words'
import { type Bundle } from './bundle'
import { figureBundle, figureSketch, figureText } from './figure'
import { FACTS_MIME, factsOf } from './facts'
import { isKind, viewOf } from './kinds'
import { toHtml } from './to-html'
import { toText } from './to-text'

/**
 * Any value as an output of a cell: our own kinds, Danfo's DataFrames and tables as HTML and text, figures with a
 * picture too, everything else as text. `lang` is that of the process by default.
 */
export async function toBundle(value: unknown, lang: Lang = currentLang()): Promise<Bundle> {
  if (isKind<Figure>(value, 'figure')) return figureBundle(value, lang)
  const view = viewOf(value, lang)
  if (!view) return { 'text/plain': plainText(value) }
  const facts = factsOf(value)
  return {
    'text/plain': toText(view),
    'text/html': toHtml(view).text,
    ...(facts && { [FACTS_MIME]: facts }),
  }
}

/** A value that changes while one looks on: as `toBundle`, but a figure comes without its picture, at once. */
export async function toSketch(value: unknown, lang: Lang = currentLang()): Promise<Bundle> {
  return isKind<Figure>(value, 'figure') ? figureSketch(value, lang) : toBundle(value, lang)
}

/** Any value as text for a terminal. Texts are as they are; other values of no kind of ours as Node prints them. */
export function plainText(value: unknown, lang: Lang = currentLang()): string {
  if (typeof value === 'string') return value
  if (isKind<Figure>(value, 'figure')) return figureText(value, lang)
  const view = viewOf(value, lang)
  return view ? toText(view) : inspect(value, { depth: 4, maxArrayLength: 100, breakLength: 100 })
}
