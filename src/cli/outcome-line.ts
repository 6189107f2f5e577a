import { type Parsed } from '../parse/outcome'
import { type Outcome } from '../parse/outcomes'
import { type Cell } from '../table'

/**
 * An outcome as a line of JSON: where it stands, and one of `row`, `reject`, `tombstone`, `empty`. Offsets and whole numbers
 * are written with every digit, which a reader that makes doubles of numbers loses beyond 2^53.
 */
export function outcomeLine(outcome: Outcome, { rows }: Pick<Parsed<object>, 'rows'>): string {
  const { topic, partition, offset } = outcome.record
  const place = `"topic":${JSON.stringify(topic)},"partition":${partition},"offset":${offset},"index":${outcome.index}`
  return `{${place},${contentOf(outcome, rows)}}\n`
}

function contentOf(outcome: Outcome, { columns }: Parsed<object>['rows']): string {
  switch (outcome.as) {
    case 'row': {
      const cells = columns.map(
        ({ name, values }) => `${JSON.stringify(name)}:${cellJson(values[outcome.row] ?? null)}`,
      )
      return `"row":{${cells.join(',')}}`
    }
    case 'reject': {
      const { code, reason, position } = outcome.reject
      return `"reject":${JSON.stringify({ code, message: reason, position })}`
    }
    case 'tombstone':
    case 'empty':
      return `"${outcome.as}":true`
  }
}

/** Infinity, which a number of a message may be, has no JSON: null, as JSON.stringify has it. */
const cellJson = (cell: Cell): string => (typeof cell === 'bigint' ? String(cell) : JSON.stringify(cell))
