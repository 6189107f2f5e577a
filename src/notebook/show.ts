import { type Display, toBundle } from '../show'
import { currentPlace } from './cell'
import { inTurn } from './turns'
import { showLibraryFor } from './library'

/**
 * Shows a value in the cell that calls this: tables, check-ups, batches and other values of carnet's as HTML and text,
 * figures as a picture too, everything else as text. Outside a notebook the text goes to standard output. A promise is
 * waited for; outputs come in the order of the calls, whether they are awaited or not.
 */
export function show(value: unknown): Promise<void> {
  // Taken now: when the output is ready, another cell may be running.
  const place = currentPlace()
  return inTurn((before) => write(value, place, before))
}

async function write(value: unknown, display: Display, before: Promise<unknown>): Promise<void> {
  const settled = await value
  const bundle = await toBundle(settled)
  await before
  showLibraryFor(settled, display)
  display.show(bundle)
}
