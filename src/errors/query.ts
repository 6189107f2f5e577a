import { type ColumnType } from '../table'
import { entry } from './define'

const TYPES: Readonly<Record<ColumnType, string>> = {
  text: 'text',
  integer: 'whole numbers',
  number: 'numbers',
  boolean: 'true and false',
  timestamp: 'dates',
}

export const queryErrors = {
  COLUMN_UNKNOWN: entry<{ column: string; known: readonly string[]; near?: string }>({
    what: (p) => `There is no column "${p.column}".`,
    todo: (p) => {
      if (p.near !== undefined) return `Did you mean "${p.near}"?`
      return p.known.length > 0 ? `The columns are ${p.known.join(', ')}.` : 'There are no columns at all.'
    },
    example: { column: 'age_', known: ['nom', 'age'], near: 'age' },
  }),
  COLUMN_NOT_NUMERIC: entry<{ column: string; type: ColumnType; row: number; text: string | null }>({
    what: (p) =>
      `The column "${p.column}" holds ${TYPES[p.type]}${p.text === null ? '' : `, such as ${JSON.stringify(p.text)} in row ${p.row}`}, and statistics need numbers.`,
    todo: () => 'Declare it integer() or number() in the schema, or describe another column.',
    example: { column: 'age', type: 'text', row: 2, text: '22 ans' },
  }),
  COMPARISON_NOTHING: entry<{ comparison: string }>({
    what: (p) =>
      `No row can ever match ${p.comparison}: a missing value is neither equal to anything nor different.`,
    todo: () => 'Compare with a value.',
    example: { comparison: 'age = null' },
  }),
  COMPARISON_TYPE: entry<{ comparison: string; column: string; type: ColumnType; valueType: ColumnType }>({
    what: (p) =>
      `The comparison ${p.comparison} cannot be judged: the column "${p.column}" holds ${TYPES[p.type]}, and the value is ${
        {
          text: 'text',
          integer: 'a number',
          number: 'a number',
          boolean: 'a true or false',
          timestamp: 'a date',
        }[p.valueType]
      }.`,
    todo: (p) => `Compare it with ${TYPES[p.type]}, or declare the column otherwise in the schema.`,
    example: { comparison: 'age > 20', column: 'age', type: 'text', valueType: 'integer' },
  }),
  FRAME_COLUMN_CLASH: entry<{ column: string; name: string }>({
    what: (p) =>
      `A DataFrame cannot hold both "${p.column}" and "${p.name}": Danfo uses the name "${p.column}" itself, so that it becomes "${p.name}".`,
    todo: () => 'Rename one of the two in the schema.',
    example: { column: 'values', name: 'values_' },
  }),
  ROWS_EXPECTED: entry<{ got: string }>({
    what: (p) => `Rows are expected here, and this is ${p.got}.`,
    todo: () => 'Pass what parse() or toFrame() returned, or a Danfo DataFrame.',
    example: { got: 'an array' },
  }),
}
