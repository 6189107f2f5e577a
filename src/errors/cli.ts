import { entry } from './define'

export const cliErrors = {
  FLAG_INVALID: entry<{ flag: string; text: string; wanted: string }>({
    what: (p) => `The value "${p.text}" of ${p.flag} cannot be used.`,
    todo: (p) => `Give ${p.wanted}.`,
    example: { flag: '--messages', text: 'all', wanted: 'a whole number from 0' },
  }),
  PARAM_MALFORMED: entry<{ text: string }>({
    what: (p) => `The parameter "${p.text}" is not of the form name=value.`,
    todo: () => 'Write it as --param name=value, for example --param limit=100.',
    example: { text: 'limit' },
  }),
  PARAM_UNKNOWN: entry<{ name: string; known: readonly string[]; near?: string }>({
    what: (p) => `The notebook has no parameter "${p.name}".`,
    todo: (p) =>
      p.near
        ? `Did you mean "${p.near}"?`
        : p.known.length > 0
          ? `It takes ${p.known.join(', ')}.`
          : 'It takes none: read one in a cell with param(name, default).',
    example: { name: 'topik', known: ['topic', 'limit'], near: 'topic' },
  }),
  REPLAY_FILE_MISSING: entry<{ file: string }>({
    what: (p) => `There is no capture at ${p.file}.`,
    todo: () => 'Name an existing .kcap, .ndjson or .ndjson.gz file after --replay.',
    example: { file: 'captures/message.kcap' },
  }),
  RUN_FAILED: entry<{ cell: number; heading: string; reason: string; notebook: string }>({
    what: (p) =>
      `Cell ${p.cell}${p.heading ? ` ("${p.heading}")` : ''} failed: ${p.reason.replace(/\.?$/, '.')}`,
    todo: (p) => `The executed notebook, with the failing cell marked, is ${p.notebook}.`,
    example: {
      cell: 4,
      heading: 'Read',
      reason: 'TypeError: x is not a function',
      notebook: 'out/01-students.ipynb',
    },
  }),
}
