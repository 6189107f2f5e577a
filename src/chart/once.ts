import { carnetError } from '../errors'
import { keyOf } from './groups'
import { columnOf, type Drawn } from './rows'

/** Throws CHART_ROW_TWICE where two rows have the same values in these columns, and would be drawn over each other. */
export function eachOnce(drawn: Drawn, names: readonly (string | undefined)[], chart: string): void {
  const columns = names.filter((name) => name !== undefined).map((name) => columnOf(drawn, name))
  const seen = new Set<string>()
  for (let i = 0; i < drawn.table.length; i++) {
    const cells = columns.map((c) => c.values[i] ?? null)
    const key = JSON.stringify(cells.map(keyOf))
    if (seen.has(key)) {
      const place = columns.map((c, k) => `${c.name} = ${cells[k] === null ? '–' : String(cells[k])}`)
      throw carnetError('CHART_ROW_TWICE', { chart, place: place.join(', ') })
    }
    seen.add(key)
  }
}
