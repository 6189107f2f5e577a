import { type Lineage, lineageOf, setLineage } from '../lineage'
import { type Label, labelOf, setLabel } from '../provenance'
import { Answer, FIGURES, type Predicate } from '../query'
import { Table } from '../table'
import { currentLang, label as word } from '../words'
import { type Rows } from './columns'
import { type Frame, isFrame } from './danfo'

/** How many rows a frame had when it got its label: Danfo can filter in place, and the label would be wrong then. */
const lengths = new WeakMap<object, number>()

/** Labels a frame, and notes what it was made of. */
export function labelFrame<F extends Frame>(frame: F, label: Label, lineage: Lineage): F {
  lengths.set(frame, frame.shape[0])
  return setLineage(setLabel(frame, label), lineage)
}

const ownLabel = (): Label => ({ provenance: null, filter: word('ownRows', currentLang()) })

/**
 * What a frame says of itself. A frame that Danfo made (by `query`, `head`, `readCSV`, …), or whose rows were changed
 * in place, has no known filter: it says that its rows were chosen in the notebook.
 */
export function frameLabel(frame: Frame): Label {
  const known = labelOf(frame)
  const length = lengths.get(frame)
  return known && (length === undefined || length === frame.shape[0]) ? known : ownLabel()
}

/** Whether a frame is what `groupStats` makes: it has the figures, and says by what and of what. */
export function isGroupStats(frame: Frame): boolean {
  const { by, of } = frameLabel(frame)
  return by !== undefined && of !== undefined && FIGURES.every((name) => frame.columns.includes(name))
}

/** What is made of rows is made of what they were made of; figures are where a new question begins. */
export function lineageOfRows(rows: Rows): Lineage {
  const isKnown = isFrame(rows) ? frameLabel(rows) === labelOf(rows) : !(rows instanceof Answer)
  const isFigures = labelOfRows(rows).by !== undefined
  return isKnown && !isFigures ? lineageOf(rows) : { source: rows, rows: null }
}

/** What rows say of themselves. */
export function labelOfRows(rows: Rows): Label {
  if (isFrame(rows)) return frameLabel(rows)
  if (rows instanceof Table) return labelOf(rows) ?? ownLabel()
  return { provenance: rows.provenance, filter: null }
}

/** The filter of a frame and one more. On a table of statistics the second one chose groups, not rows. */
export function bothFilters({ filter, by }: Label, predicate: Predicate): string {
  const more =
    by === undefined ? String(predicate) : `${word('groupsWith', currentLang())} ${predicate.toString()}`
  return filter === null ? more : `${filter}${by === undefined ? ' and ' : ', '}${more}`
}
