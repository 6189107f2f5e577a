import { entry } from './define'

const listed = (names: readonly string[], most = 10): string =>
  names.length > most ? `${names.slice(0, most).join(', ')}, …` : names.join(', ')

/** Asking a store. */
export const storeReadingErrors = {
  STORE_MISSING: entry<{ file: string }>({
    what: (p) => `There is no database "${p.file}".`,
    todo: () => 'Correct the path, or make it first: carnet collect, or openStore() in a notebook.',
    example: { file: 'out/students.db' },
  }),
  STORE_ROWS_UNKNOWN: entry<{
    file: string
    name: string
    known: readonly string[]
    near: readonly string[]
  }>({
    what: (p) => `The store "${p.file}" has no rows of "${p.name}".`,
    todo: (p) => {
      if (p.near.length > 0) return `Did you mean ${p.near.join(' or ')}?`
      return p.known.length > 0
        ? `It has rows of ${listed(p.known)}: ask of one of them, as in question.run(store.of('${p.known[0]}')).`
        : 'Save some first: store.save(parsed).'
    },
    example: { file: 'out/students_analysis.db', name: 'rows', known: ['students'], near: [] },
  }),
  STORE_TOPIC_UNKNOWN: entry<{
    table: string
    topic: string
    known: readonly string[]
    near: readonly string[]
  }>({
    what: (p) => `No rows of "${p.table}" are of the topic "${p.topic}".`,
    todo: (p) =>
      p.near.length > 0
        ? `Did you mean ${p.near.join(' or ')}?`
        : `Their topics are ${listed(p.known) || 'none'}.`,
    example: { table: 'students', topic: 'mesage', known: ['message'], near: ['message'] },
  }),
}
