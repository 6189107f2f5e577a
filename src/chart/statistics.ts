import { carnetError } from '../errors'
import { type Label } from '../provenance'
import { type Columnar, FIGURES, findColumn } from '../query'
import { type Cell } from '../table'

/** The statistics of one group, as `groupStats` computed them; null where there is none (sd of one value). */
export interface GroupStatistics {
  /** The group's value; null is the group of rows without one. */
  readonly group: Cell
  /** Values that are there, and rows without a value. */
  readonly n: number
  readonly missing: number
  readonly mean: number | null
  readonly min: number | null
  readonly max: number | null
  /** Sample standard deviation. */
  readonly sd: number | null
  readonly q1: number | null
  readonly median: number | null
  readonly q3: number | null
}

export interface Statistics {
  /** The column grouped by, and the column described (empty where the table does not say). */
  readonly by: string
  readonly of: string
  readonly groups: readonly GroupStatistics[]
}

/** Reads a table of `groupStats`; throws CHART_NEEDS_STATISTICS for any other. */
export function readStatistics(table: Columnar, label: Label | undefined): Statistics {
  const names = table.columns.map((c) => c.name)
  const missing = FIGURES.filter((name) => !names.includes(name))
  const others = names.filter((name) => !(FIGURES as readonly string[]).includes(name))
  const by = others.find((name) => name === label?.by) ?? others[0]
  if (missing.length > 0 || by === undefined)
    throw carnetError('CHART_NEEDS_STATISTICS', { missing: missing.length > 0 ? missing : ['to group by'] })
  const columns = new Map(FIGURES.map((name) => [name, findColumn(table, name).values]))
  const groups = findColumn(table, by).values.map((group, i) => {
    const figure = (name: (typeof FIGURES)[number]): number | null => toNumber(columns.get(name)?.[i])
    return {
      group,
      n: figure('n') ?? 0,
      missing: figure('missing') ?? 0,
      mean: figure('mean'),
      min: figure('min'),
      max: figure('max'),
      sd: figure('sd'),
      q1: figure('q1'),
      median: figure('median'),
      q3: figure('q3'),
    }
  })
  return { by, of: label?.of ?? '', groups }
}

function toNumber(cell: Cell | undefined): number | null {
  const value = typeof cell === 'bigint' ? Number(cell) : cell
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}
