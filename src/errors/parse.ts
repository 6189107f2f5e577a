import { entry } from './define'

export const parseErrors = {
  SCHEMA_EMPTY: entry<object>({
    what: () => 'The schema has no fields.',
    todo: () => 'Name at least one, for example schema({ nom: text(), age: integer() }).',
    example: {},
  }),
  SCHEMA_NAME_INVALID: entry<{ name: string }>({
    what: (p) => `A schema cannot have the name "${p.name}".`,
    todo: () => 'Give a name that is not blank: the table that holds the rows is called so.',
    example: { name: ' ' },
  }),
  SCHEMA_FIELDS_ALIKE: entry<{ first: string; second: string }>({
    what: (p) => `The fields "${p.first}" and "${p.second}" of the schema cannot be told apart in a message.`,
    todo: () => 'Rename one: names that differ in accents, case, spaces, "_" or "-" alone are the same name.',
    example: { first: 'prenom', second: 'Prénom' },
  }),
  FIELD_BOUNDS_INVALID: entry<{ type: string; min: string; max: string }>({
    what: (p) => `A field of type ${p.type} cannot have the bounds ${p.min} to ${p.max}.`,
    todo: (p) =>
      `Give min and max as ${p.type === 'integer' ? 'whole numbers up to 2^53' : 'numbers'}, min not above max.`,
    example: { type: 'integer', min: '130', max: '0' },
  }),
  FUNNEL_BROKEN: entry<{ expected: number; counts: string }>({
    what: (p) => `The messages do not add up: ${p.expected} were read, and parsing accounts for ${p.counts}.`,
    todo: () => 'Read the topic again; if it happens again, please report it with the capture.',
    example: { expected: 10, counts: '8 parsed + 1 rejected + 0 tombstones + 0 empty = 9' },
  }),
}
