import { type AggregateNode, type Expression, type PlanColumn } from '../../query'
import { type Cell } from '../../table'
import { Counts, Rows } from './accumulators/counts'
import { Distinct } from './accumulators/distinct'
import { Ends } from './accumulators/ends'
import { Extremes } from './accumulators/extremes'
import { Moments } from './accumulators/moments'
import { Sums } from './accumulators/sums'
import { Values } from './accumulators/values'

/** A kind of accumulator; several figures may read one. */
const KINDS = { Rows, Counts, Sums, Moments, Extremes, Values, Distinct, Ends } as const

export type Kind = keyof typeof KINDS
export type AnyAccumulator = InstanceType<(typeof KINDS)[Kind]>

export const makeAccumulator = (kind: Kind): AnyAccumulator => new KINDS[kind]()

/** What a figure reads, and how. */
export interface Reading {
  readonly kind: Kind
  /** What it is taken of; null for the number of rows. */
  readonly of: Expression | null
  readonly read: (from: AnyAccumulator, group: number) => Cell
}

/** How a figure is read. `type` is that of its column: a sum of whole numbers is whole. */
export function readingOf(node: AggregateNode, type: PlanColumn['type']): Reading {
  switch (node.figure) {
    case 'count':
      return { kind: 'Rows', of: null, read: reader(Rows, (rows, g) => rows.rows(g)) }
    case 'present':
      return { kind: 'Counts', of: node.of, read: reader(Counts, (c, g) => c.present(g)) }
    case 'missing':
      return { kind: 'Counts', of: node.of, read: reader(Counts, (c, g) => c.missing(g)) }
    case 'distinct':
      return { kind: 'Distinct', of: node.of, read: reader(Distinct, (d, g) => d.count(g)) }
    case 'sum':
      return { kind: 'Sums', of: node.of, read: ofSums((s, g) => s.sum(g, type === 'integer')) }
    case 'mean':
      return { kind: 'Sums', of: node.of, read: ofSums((s, g) => s.mean(g)) }
    case 'min':
      return { kind: 'Extremes', of: node.of, read: reader(Extremes, (e, g) => e.min(g)) }
    case 'max':
      return { kind: 'Extremes', of: node.of, read: reader(Extremes, (e, g) => e.max(g)) }
    case 'variance':
      return { kind: 'Moments', of: node.of, read: reader(Moments, (m, g) => m.variance(g, 1)) }
    case 'variancePopulation':
      return { kind: 'Moments', of: node.of, read: reader(Moments, (m, g) => m.variance(g, 0)) }
    case 'sd':
      return { kind: 'Moments', of: node.of, read: reader(Moments, (m, g) => root(m.variance(g, 1))) }
    case 'sdPopulation':
      return { kind: 'Moments', of: node.of, read: reader(Moments, (m, g) => root(m.variance(g, 0))) }
    case 'quantile':
      return { kind: 'Values', of: node.of, read: reader(Values, (v, g) => v.quantile(g, node.p)) }
    case 'first':
      return { kind: 'Ends', of: node.of, read: reader(Ends, (e, g) => e.first(g)) }
    case 'last':
      return { kind: 'Ends', of: node.of, read: reader(Ends, (e, g) => e.last(g)) }
  }
}

function reader<A extends AnyAccumulator>(
  Kind: abstract new () => A,
  read: (from: A, group: number) => Cell,
): Reading['read'] {
  return (from, group) => {
    if (!(from instanceof Kind))
      throw new TypeError(`a figure reads ${Kind.name}, not ${from.constructor.name}`)
    return read(from, group)
  }
}

/** Moments hold sums too: a sum beside a deviation is read from those. */
function ofSums(read: (from: Sums, group: number) => Cell): Reading['read'] {
  const readSums = reader(Sums, read)
  return (from, group) => readSums(from instanceof Moments ? from.sums : from, group)
}

const root = (variance: number | null): number | null => (variance === null ? null : Math.sqrt(variance))
