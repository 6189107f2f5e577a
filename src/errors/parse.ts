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
  FIELD_SYNONYM_INVALID: entry<{ name: string }>({
    what: (p) => `A field cannot have the synonym ${JSON.stringify(p.name)}.`,
    todo: () => 'Give a name with at least one letter or digit.',
    example: { name: '_' },
  }),
  SCHEMA_JSON_INVALID: entry<{ faults: readonly string[] }>({
    what: (p) => `The schema in JSON is not right: ${p.faults.join('; ')}.`,
    todo: () =>
      'Write it like {"fields": {"nom": {"type": "text"}, "age": {"type": "integer", "min": 0, "optional": true}}}.',
    example: {
      faults: ['field "age" has the type "integr"; did you mean "integer"?', 'field "nom" has no "type"'],
    },
  }),
  SCHEMA_FILE_UNREADABLE: entry<{ file: string; reason: string; builtIn: readonly string[] }>({
    what: (p) => `The schema cannot be read from the file ${p.file}: ${p.reason}.`,
    todo: (p) => `Name a file such as schema.json, or a schema that is built in: ${p.builtIn.join(', ')}.`,
    example: { file: 'student.json', reason: 'ENOENT: no such file or directory', builtIn: ['students'] },
  }),
  SCHEMA_NOT_INFERRED: entry<{ messages: number; topics: readonly string[] }>({
    what: (p) =>
      `No schema can be proposed: none of ${p.messages} messages of ${p.topics.join(', ')} has fields that can be read.`,
    todo: () => 'Look at the messages with show(batch), or write the schema: schema({ nom: text() }).',
    example: { messages: 10, topics: ['message'] },
  }),
  MESSAGES_NOT_KEPT: entry<{
    call: 'explain' | 'drift'
    origin: 'live' | 'replay' | 'file' | 'database' | 'http'
    source: string
    /** The line or row that was asked for. */
    place: string | null
  }>({
    what: ({ call, origin, source }) => {
      if (origin === 'live' || origin === 'replay')
        return `The messages of ${source} behind these rows are not there for ${call} to read again: this outcome is not the one that parse(batch, schema) returned in this session.`
      const what = { file: 'a file', database: 'a database', http: 'a web address' }[origin]
      return `There are no messages for ${call} to read again: the rows of ${source} were read from ${what}, once, and are not kept as they stood there.`
    },
    todo: ({ call, origin, place }) => {
      if (origin === 'live' || origin === 'replay')
        return 'Parse the batch again, and give that outcome itself, no copy of it.'
      return call === 'drift'
        ? 'Give what parse(batch, schema) makes of the messages of a topic or a capture.'
        : `Look at ${place ?? 'its place'} in the source itself; a reject is kept whole: explain(parsed, parsed.rejects[0]).`
    },
    example: { call: 'explain', origin: 'file', source: 'filieres.csv', place: 'filieres.csv #17' },
  }),
  MESSAGE_ABSENT: entry<{ wanted: string; held: string }>({
    what: (p) => `There is no ${p.wanted} in this outcome.`,
    todo: (p) => `Ask for one of ${p.held}.`,
    example: { wanted: 'row 10', held: 'the rows 0 to 9' },
  }),
  INSPECT_OPTION_INVALID: entry<{ call: string; option: string; given: string; wanted: string }>({
    what: (p) => `The option "${p.option}" of ${p.call} cannot be ${p.given}.`,
    todo: (p) => `Give ${p.wanted}.`,
    example: { call: 'drift', option: 'parts', given: '0', wanted: 'a whole number from 2 to 100' },
  }),
  PARSE_OPTION_INVALID: entry<{ option: string; problem: string; remedy: string }>({
    what: (p) => `The option "${p.option}" of parse is not right: ${p.problem}.`,
    todo: (p) => `Correct it: ${p.remedy}${p.remedy.endsWith('?') ? '' : '.'}`,
    example: { option: 'mode', problem: 'it is "srtict"', remedy: 'use keep, strict, drop' },
  }),
  MESSAGE_REJECTED: entry<{
    at: string
    index: number | null
    code: string
    reason: string
    position: number | null
  }>({
    what: (p) =>
      `Message ${p.at} cannot become a row${p.index === null ? '' : ` (row ${p.index} of it)`}: ${p.reason.replace(/\.$/, '')}.`,
    todo: () =>
      'Mend the producer or the schema, or leave the mode "strict": such messages are kept as rejects then.',
    example: {
      at: 'message[0] 17',
      index: null,
      code: 'NOT_A_NUMBER',
      reason: 'The field "age" is "2 or 3", not a number.',
      position: 7,
    },
  }),
  REJECT_SHARE_EXCEEDED: entry<{ rejected: number; all: number; most: number; reasons: readonly string[] }>({
    what: (p) =>
      `${p.rejected} of ${p.all} rows could not be made, more than the allowed share of ${p.most}; the commonest reasons are ${p.reasons.join(', ')}.`,
    todo: () =>
      'Look at show(parse(batch, schema)) for the messages, then mend the schema or raise maxRejectShare.',
    example: { rejected: 12, all: 100, most: 0.05, reasons: ['NOT_A_NUMBER (7)', 'JSON_INVALID (5)'] },
  }),
  FUNNEL_BROKEN: entry<{ expected: number; counts: string }>({
    what: (p) => `The messages do not add up: ${p.expected} were read, and parsing accounts for ${p.counts}.`,
    todo: () => 'Read the topic again; if it happens again, please report it with the capture.',
    example: { expected: 10, counts: '8 parsed + 1 rejected + 0 tombstones + 0 empty = 9' },
  }),
}
