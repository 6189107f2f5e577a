import { type ColumnType } from '../table'
import { entry } from './define'

const NAMED = 5

const KINDS: Readonly<Record<ColumnType, string>> = {
  text: 'text',
  integer: 'numbers',
  number: 'numbers',
  boolean: 'true and false',
  date: 'days of the calendar',
  timestamp: 'moments',
}

export const joinErrors = {
  JOIN_KEY_TWICE: entry<{ columns: readonly string[]; keys: readonly string[] }>({
    what: (p) =>
      `The rows to be joined have a key more than once in ${p.columns.map((c) => `"${c}"`).join(' and ')}: ${p.keys.slice(0, NAMED).join('; ')}${p.keys.length > NAMED ? ` and ${p.keys.length - NAMED} more keys` : ''}.`,
    todo: () =>
      "Leave one row a key (or add a column that tells them apart to `on`); { many: 'many' } makes a row of each match.",
    example: { columns: ['filiere'], keys: ['"Biologie" (2 times)', '"Physique" (3 times)'] },
  }),
  JOIN_KEYS_DIFFER: entry<{ left: string; leftType: ColumnType; right: string; rightType: ColumnType }>({
    what: (p) =>
      `The keys can never be equal: "${p.left}" on the left holds ${KINDS[p.leftType]}, and "${p.right}" on the right ${KINDS[p.rightType]}.`,
    todo: () => "Declare both alike in their schemas: the text '1' is not the number 1.",
    example: { left: 'code', leftType: 'text', right: 'code', rightType: 'integer' },
  }),
  JOIN_COLUMNS_CLASH: entry<{ columns: readonly string[] }>({
    what: (p) => `Both sides of the join have ${p.columns.map((c) => `"${c}"`).join(' and ')}.`,
    todo: (p) =>
      `Rename it on one side, or give a suffix for those of the right: { suffix: '_ref' } makes "${p.columns[0]}_ref".`,
    example: { columns: ['nom'] },
  }),
  JOIN_OPTION_INVALID: entry<{ option: string; problem: string; wanted: string }>({
    what: (p) => `The option "${p.option}" ${p.problem}.`,
    todo: (p) => `Correct it: ${p.wanted}${p.wanted.endsWith('?') ? '' : '.'}`,
    example: { option: 'how', problem: 'is "outer"', wanted: 'give "left" or "inner"' },
  }),
}
