import { type Figure } from '../chart/figure'
import { plotlyLibrary } from '../chart/library'
import { type Display } from '../show'
import { isKind } from '../show/kinds'

/** The figure whose cell holds plotly.js in this session. */
let carrier: string | null = null

/**
 * plotly.js (4.9 MB) goes into a notebook once, with the first figure. When that figure is shown again its cell was run
 * again: the output that held the library is gone, so it comes again. Returns whether the value is a figure.
 */
export function showLibraryFor(value: unknown, display: Display): boolean {
  if (!isKind<Figure>(value, 'figure')) return false
  if (!display.interactive) return true
  const name = JSON.stringify([value.title, value.label.filter])
  carrier ??= name
  if (carrier === name) display.show({ 'text/plain': '', 'text/html': `<script>${plotlyLibrary()}</script>` })
  return true
}
