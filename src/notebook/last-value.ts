import { type Figure } from '../chart/figure'
import { type Bundle, toBundle } from '../show'
import { isKind, viewOf } from '../show/kinds'
import { currentLang } from '../words'
import { currentPlace } from './cell'
import { showLibraryFor } from './library'

/** Where the kernel asks how the value of a cell's last expression is shown; it may use another copy of carnet. */
const SHOW = Symbol.for('carnet.show')

/** The output of a value of ours, or of a DataFrame; null for others, which the kernel shows as text. */
async function lastValue(value: unknown): Promise<Bundle | null> {
  if (!isKind<Figure>(value, 'figure') && viewOf(value, currentLang()) === null) return null
  showLibraryFor(value, currentPlace())
  return toBundle(value)
}

Object.defineProperty(globalThis, SHOW, { value: lastValue, configurable: true })
