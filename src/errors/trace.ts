import { entry } from './define'

export const traceErrors = {
  FIGURE_EXPECTED: entry<{ got: string }>({
    what: (p) => `Messages can be listed behind figures, and this is ${p.got}.`,
    todo: () =>
      "Give what `groupStats` or a question's `run` returned: explain(stats, 'Biologie'); or what `parse` returned, and a row of it.",
    example: { got: 'a table without a question' },
  }),
  FIGURE_ROWS_UNKNOWN: entry<{ from: 'stream' | 'frame' | 'rows' }>({
    what: (p) =>
      `The messages behind these figures are not known: ${
        {
          stream: 'the rows went by in a stream, or came from an engine elsewhere',
          frame: "the rows were chosen by Danfo's own methods, or came without messages",
          rows: 'the rows did not come from messages that were parsed here',
        }[p.from]
      }.`,
    todo: (p) =>
      p.from === 'stream'
        ? 'Ask the question of parsed rows, or of rows in a database: each row there stands beside its topic, partition and offset.'
        : "Make the figures from what `parse` returned, and filter by carnet's own `where` or a question.",
    example: { from: 'frame' },
  }),
  FIGURE_GROUP_UNKNOWN: entry<{ group: string; known: readonly string[]; near: readonly string[] }>({
    what: (p) => `There is no group ${p.group} in these figures.`,
    todo: (p) =>
      p.near.length > 0
        ? `Did you mean ${p.near.join(' or ')}?`
        : p.known.length > 0
          ? `The groups are ${p.known.join(', ')}.`
          : 'There are no groups at all: the figures are of all rows, so leave the group out.',
    example: { group: '"Biologi"', known: ['"Biologie"', '"Physique"'], near: ['"Biologie"'] },
  }),
  RUN_UNKNOWN: entry<{ file: string; run: string; known: readonly string[]; isSeveral: boolean }>({
    what: (p) =>
      p.isSeveral
        ? `"${p.run}" stands for several runs of ${p.file}.`
        : `There is no run "${p.run}" in ${p.file}.`,
    todo: (p) =>
      p.known.length === 0
        ? 'No run is stored there yet: store.save() and carnet collect store them.'
        : `Name one of ${p.known.slice(0, 5).join(', ')}${p.known.length > 5 ? ', …' : ''}, or last and last-1; carnet runs lists them.`,
    example: { file: 'out/students_analysis.db', run: 'a7c6', known: ['a7c6eb8e22b89111'], isSeveral: false },
  }),
  PROVENANCE_UNKNOWN: entry<{ of: string }>({
    what: (p) => `How fresh figures are is known of messages of a topic, and this is ${p.of}.`,
    todo: () =>
      'Give what `read`, `parse`, `groupStats`, a question or a chart returned: freshness(parsed, kafka).',
    example: { of: 'a value that does not say where it comes from' },
  }),
  FIGURE_KEY_UNKNOWN: entry<{ key: string; keys: readonly string[] }>({
    what: (p) => `"${p.key}" is none of the columns that these figures are grouped by.`,
    todo: (p) =>
      p.keys.length > 0
        ? `Name a group by ${p.keys.map((k) => `"${k}"`).join(' and ')}.`
        : 'They are figures of all rows: leave the group out.',
    example: { key: 'filliere', keys: ['filiere'] },
  }),
}
