import { type Frame, toFrame } from '../../src/frame'
import { labelOf, setLabel } from '../../src/provenance'
import { type Table } from '../../src/table'

/** A table as a DataFrame that carries the table's own label. */
export function frameOf(table: Table): Frame {
  const frame = toFrame(table)
  return setLabel(frame, labelOf(table) ?? { provenance: null, filter: null })
}
