import { FIGURES } from '../query'
import { byPlace, type OffsetRange } from '../record'
import { type Cell } from '../table'
import { type Database } from './driver'
import { canonicalJson } from './json'
import { type StoredRun } from './stored-runs'

/** What changed from one run to another. */
export interface RunDiff {
  readonly kind: 'run-diff'
  readonly file: string
  readonly before: StoredRun
  readonly after: StoredRun
  /** Schema, topic, cluster, parameters, filter of the read, capture, versions: those that differ. */
  readonly inputs: readonly Difference[]
  /** Offsets by partition, those that differ. */
  readonly offsets: readonly OffsetDifference[]
  /** Messages read, parsed, rejected, tombstones, empty: those that differ. */
  readonly messages: readonly Difference[]
  /** Rejects by code, formats by name, repairs by column and kind: those whose number differs. */
  readonly rejects: readonly Difference[]
  readonly formats: readonly Difference[]
  readonly repairs: readonly Difference[]
  /** Figures of the statistics that were stored with them: those that differ. */
  readonly figures: readonly FigureDifference[]
}

/** A value in both runs; null where a run has none. */
export interface Difference {
  readonly name: string
  readonly before: Cell
  readonly after: Cell
}

export interface OffsetDifference {
  readonly topic: string
  readonly partition: number
  /** Null where the run read nothing of the partition. */
  readonly before: OffsetRange | null
  readonly after: OffsetRange | null
}

export interface FigureDifference extends Difference {
  /** In words; `all rows` where there was none. */
  readonly filter: string
  readonly by: string
  readonly of: string
  readonly group: Cell
}

/** Whether nothing differs. */
export const isSameRun = (d: RunDiff): boolean =>
  [d.inputs, d.offsets, d.messages, d.rejects, d.formats, d.repairs, d.figures].every((l) => l.length === 0)

/** Compares two runs of a file. */
export function runDiff(db: Database, file: string, before: StoredRun, after: StoredRun): RunDiff {
  return {
    kind: 'run-diff',
    file,
    before,
    after,
    inputs: differences(inputsOf(before), inputsOf(after)),
    offsets: offsetDifferences(before.ranges, after.ranges),
    messages: differences(new Map(Object.entries(before.funnel)), new Map(Object.entries(after.funnel))),
    rejects: differences(
      new Map(Object.entries(before.rejectedByCode)),
      new Map(Object.entries(after.rejectedByCode)),
    ),
    formats: differences(new Map(Object.entries(before.formats)), new Map(Object.entries(after.formats))),
    repairs: differences(repairsOf(before), repairsOf(after)),
    figures: figureDifferences(db, before.id, after.id),
  }
}

function differences(before: ReadonlyMap<string, Cell>, after: ReadonlyMap<string, Cell>): Difference[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .map((name) => ({ name, before: before.get(name) ?? null, after: after.get(name) ?? null }))
    .filter((d) => d.before !== d.after)
}

function inputsOf({ schema, topic, parameters, provenance, versions }: StoredRun): Map<string, Cell> {
  const { clusterId, where, capture } = provenance
  return new Map<string, Cell>([
    ['schema', schema],
    ['topic', topic],
    ['cluster', clusterId],
    ['where', where ?? null],
    ['capture', capture?.sha256 ?? null],
    ...Object.entries(parameters).map(([name, value]): [string, Cell] => [
      `parameter ${name}`,
      typeof value === 'string' ? value : canonicalJson(value),
    ]),
    ...Object.entries(versions).map(([name, version]): [string, Cell] => [`version of ${name}`, version]),
  ])
}

function offsetDifferences(
  before: readonly OffsetRange[],
  after: readonly OffsetRange[],
): OffsetDifference[] {
  const places = new Map([...before, ...after].sort(byPlace).map((r) => [`${r.partition} ${r.topic}`, r]))
  const rangeIn = (ranges: readonly OffsetRange[], at: OffsetRange): OffsetRange | null =>
    ranges.find((r) => r.topic === at.topic && r.partition === at.partition) ?? null
  return [...places.values()]
    .map((at) => ({
      topic: at.topic,
      partition: at.partition,
      before: rangeIn(before, at),
      after: rangeIn(after, at),
    }))
    .filter((d) => d.before?.from !== d.after?.from || d.before?.to !== d.after?.to)
}

const repairsOf = ({ repairs }: StoredRun): Map<string, Cell> =>
  new Map(repairs.map(({ column, kind, count }) => [`${column}: ${kind}`, count]))

type Line = Record<(typeof FIGURES)[number], number | null> & {
  readonly filter: string
  readonly group_by: string
  readonly described: string
  readonly group_value: Cell
}

function figureDifferences(db: Database, before: string, after: string): FigureDifference[] {
  const read = db.prepare(
    'SELECT * FROM statistics WHERE run = ? ORDER BY filter, group_by, described, group_value IS NULL, group_value',
  )
  const [was, is] = [before, after].map((run) =>
    (read.all(run) as Line[]).map((line) => [lineKey(line), line] as const),
  )
  const [old, now] = [new Map(was), new Map(is)]
  return [...new Map([...was, ...is])].flatMap(([key, line]) =>
    FIGURES.map((name) => ({
      filter: line.filter,
      by: line.group_by,
      of: line.described,
      group: line.group_value,
      name,
      before: old.get(key)?.[name] ?? null,
      after: now.get(key)?.[name] ?? null,
    })).filter((d) => d.before !== d.after),
  )
}

const lineKey = ({ filter, group_by, described, group_value }: Line): string =>
  canonicalJson([filter, group_by, described, typeof group_value, group_value])
