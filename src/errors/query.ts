import { entry } from './define'

export const queryErrors = {
  COLUMN_UNKNOWN: entry<{ column: string; known: readonly string[]; near?: string }>({
    what: (p) => `There is no column "${p.column}".`,
    todo: (p) => (p.near ? `Did you mean "${p.near}"?` : `The columns are ${p.known.join(', ')}.`),
    example: { column: 'age_', known: ['nom', 'age'], near: 'age' },
  }),
}
