import { type ColumnType } from '../table'
import { entry } from './define'

/** What a column of a type holds. */
export const TYPES: Readonly<Record<ColumnType, string>> = {
  text: 'text',
  integer: 'whole numbers',
  number: 'numbers',
  boolean: 'true and false',
  date: 'days of the calendar',
  timestamp: 'dates',
}

const ONE: Readonly<Record<ColumnType, string>> = {
  text: 'text',
  integer: 'a number',
  number: 'a number',
  boolean: 'a true or false',
  date: 'a day of the calendar',
  timestamp: 'a date',
}

const TAKEN = {
  number: TYPES.number,
  text: TYPES.text,
  boolean: 'conditions, true or false',
  date: TYPES.date,
  time: TYPES.timestamp,
} as const

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
  COLUMN_TWICE: entry<{ column: string }>({
    what: (p) => `There would be two columns "${p.column}".`,
    todo: () => 'Give one of them another name.',
    example: { column: 'filiere' },
  }),
  COLUMN_TYPE_DIFFERS: entry<{ column: string; expected: ColumnType; found: ColumnType }>({
    what: (p) =>
      `The question is asked of a column "${p.column}" of ${TYPES[p.expected]}, and in these rows it holds ${TYPES[p.found]}.`,
    todo: () => 'Ask it of rows of the schema that it was made from, or make it from these rows: from(rows).',
    example: { column: 'age', expected: 'integer', found: 'text' },
  }),
  COMPARISON_NOTHING: entry<{ comparison: string }>({
    what: (p) =>
      `No row can ever match ${p.comparison}: a missing value is neither equal to anything nor different.`,
    todo: () => 'Compare with a value, or ask isMissing().',
    example: { comparison: 'age = null' },
  }),
  COMPARISON_TYPE: entry<{
    comparison: string
    left: string
    leftType: ColumnType
    right: string
    rightType: ColumnType
  }>({
    what: (p) =>
      `The comparison ${p.comparison} cannot be judged: ${p.left} holds ${TYPES[p.leftType]}, and ${p.right} ${
        p.right === 'the value' ? `is ${ONE[p.rightType]}` : `holds ${TYPES[p.rightType]}`
      }.`,
    todo: (p) => `Compare it with ${TYPES[p.leftType]}, or declare the column otherwise in the schema.`,
    example: {
      comparison: 'age > 20',
      left: 'the column "age"',
      leftType: 'text',
      right: 'the value',
      rightType: 'integer',
    },
  }),
  FUNCTION_TYPE: entry<{ function: string; takes: keyof typeof TAKEN; given: string; type: ColumnType }>({
    what: (p) => `"${p.function}" takes ${TAKEN[p.takes]}, and "${p.given}" holds ${TYPES[p.type]}.`,
    todo: (p) => `Give it ${TAKEN[p.takes]}, or declare the column otherwise in the schema.`,
    example: { function: 'lower', takes: 'text', given: 'age', type: 'integer' },
  }),
  HISTOGRAM_TOO_FINE: entry<{ pieces: number; most: number }>({
    what: (p) => `The histogram would have ${p.pieces} pieces, and ${p.most} is the most.`,
    todo: () => 'Give it a larger width.',
    example: { pieces: 1_300_000, most: 10_000 },
  }),
  HISTOGRAM_WIDTH: entry<{ width: string; origin: string }>({
    what: (p) => `A histogram cannot be made of pieces of width ${p.width} from ${p.origin} on.`,
    todo: () => 'Give a width above 0, and a number as its origin.',
    example: { width: '0', origin: '0' },
  }),
  LIMIT_INVALID: entry<{ rows: string }>({
    what: (p) => `The number of rows to keep is ${p.rows}.`,
    todo: () => 'Give a whole number, 0 or more.',
    example: { rows: '-1' },
  }),
  QUANTILE_RANGE: entry<{ p: string }>({
    what: ({ p }) => `There is no quantile ${p}: a quantile is a part of the values, from 0 to 1.`,
    todo: () => 'Write the third quartile as quantile(of, 0.75).',
    example: { p: '75' },
  }),
  QUESTION_EMPTY: entry<{ verb: string }>({
    what: (p) => `${p.verb}() names nothing.`,
    todo: () => 'Name at least one column or figure.',
    example: { verb: 'Summarise' },
  }),
  QUESTION_LOCAL_ONLY: entry<{ engine: string; parts: readonly string[] }>({
    what: (p) =>
      `${p.engine} cannot judge ${p.parts.map((part) => `"${part}"`).join(', ')}: it is a function of this program, which cannot travel.`,
    todo: () => 'Write the condition with col(), or run the question on rows at hand.',
    example: { engine: 'Spark', parts: ['is on the list'] },
  }),
  QUESTION_PART: entry<{ verb: string; expected: string; got: string }>({
    what: (p) => `${p.verb}() takes ${p.expected}, and this is ${p.got}.`,
    todo: () => 'Write it as in docs/questions.md.',
    example: { verb: 'Where', expected: "a condition such as col('age').gt(20)", got: 'of type string' },
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
  VALUE_MISSING: entry<{ value: string }>({
    what: (p) => `A question cannot compute with ${p.value}: whatever it is computed with would be missing.`,
    todo: () => 'Give a value.',
    example: { value: 'null' },
  }),
}
