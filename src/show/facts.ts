import { isFrame, frameLabel, isGroupStats, toTable } from '../frame'
import { carnetVersion } from '../machine'
import { type Parsed } from '../parse/outcome'
import { type Label, labelOf, type Provenance } from '../provenance'
import { Answer } from '../query'
import { type Saved } from '../store/saved'
import { type Cell, type Table } from '../table'
import { isKind } from './kinds'

/** The form in which an output says for programs what it shows: a report makes its summary from it. */
export const FACTS_MIME = 'application/vnd.carnet.facts+json'

/** What an output tells of a run, as JSON: offsets are decimal text. */
export type Fact =
  | { readonly fact: 'provenance'; readonly provenance: Provenance }
  | {
      readonly fact: 'parsed'
      readonly schema: string
      readonly funnel: Parsed['funnel']
      readonly rows: number
      readonly rejects: readonly { readonly code: string; readonly count: number }[]
      readonly provenance: Provenance
    }
  | {
      readonly fact: 'figures'
      readonly by: string
      readonly of: string
      readonly filter: string | null
      readonly groups: number
      readonly n: number
      /** The least and the greatest mean of a group, and whose they are; null where no group has one. */
      readonly least: Extreme | null
      readonly greatest: Extreme | null
      readonly provenance: Provenance | null
    }
  | { readonly fact: 'saved'; readonly file: string; readonly run: string; readonly rows: number }

interface Extreme {
  readonly group: Cell
  readonly mean: number
}

/** Facts and who says so. */
export interface FactSheet {
  readonly carnet: string
  readonly node: string
  readonly facts: readonly Fact[]
}

/** What a value tells of a run; null where that is nothing that a summary could use. */
export function factsOf(value: unknown): FactSheet | null {
  const fact = factOf(value)
  if (fact === null) return null
  const sheet: FactSheet = { carnet: carnetVersion(), node: process.versions.node, facts: [fact] }
  return JSON.parse(JSON.stringify(sheet, decimal)) as FactSheet
}

const decimal = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value)

function factOf(value: unknown): Fact | null {
  if (isKind<Provenance>(value, 'provenance')) return { fact: 'provenance', provenance: value }
  if (isKind<Parsed>(value, 'parsed'))
    return {
      fact: 'parsed',
      schema: value.schema.name,
      funnel: value.funnel,
      rows: value.rows.length,
      rejects: [...value.rejectCounts].map(([code, count]) => ({ code, count })),
      provenance: value.provenance,
    }
  if (isKind<{ kind: 'batch'; provenance: Provenance }>(value, 'batch'))
    return { fact: 'provenance', provenance: value.provenance }
  if (isKind<Saved>(value, 'saved'))
    return {
      fact: 'saved',
      file: value.file.replace(/^.*[\\/]/, ''),
      run: value.run,
      rows: value.rows.added + value.rows.present + value.rows.changed,
    }
  if (isFrame(value)) return isGroupStats(value) ? figures(toTable(value), frameLabel(value)) : null
  return value instanceof Answer ? figures(value as Table, labelOf(value)) : null
}

/** Means by group, with how many values each is of. */
function figures(table: Table, label: Label | undefined): Fact | null {
  const { by, of, filter = null, provenance = null } = label ?? {}
  if (by === undefined || of === undefined || ![by, 'mean', 'n'].every((name) => table.names.includes(name)))
    return null
  const [groups, means, counts] = [by, 'mean', 'n'].map((name) => table.column(name).values)
  const extremes = groups
    .map((group, i) => ({ group, mean: means[i] }))
    .filter((g): g is Extreme => typeof g.mean === 'number')
    .sort((a, b) => a.mean - b.mean)
  return {
    fact: 'figures',
    by,
    of,
    filter,
    groups: groups.length,
    n: counts.reduce<number>((sum, n) => sum + Number(n), 0),
    least: extremes[0] ?? null,
    greatest: extremes.at(-1) ?? null,
    provenance,
  }
}
