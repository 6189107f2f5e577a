import { entry } from './define'

const choices = (names: readonly string[]): string => names.join(' or ')

export const collectErrors = {
  COLLECT_OPTION_UNKNOWN: entry<{ option: string; near: readonly string[]; known: readonly string[] }>({
    what: (p) => `A collection has no option "${p.option}".`,
    todo: (p) =>
      p.near.length ? `Did you mean ${choices(p.near)}?` : `Its options are ${p.known.join(', ')}.`,
    example: { option: 'folow', near: ['follow'], known: ['follow', 'from'] },
  }),
  COLLECT_OPTION_INVALID: entry<{ option: string; value: string; wanted: string }>({
    what: (p) => `The option ${p.option} of a collection is ${p.value}.`,
    todo: (p) => `Give ${p.wanted}.`,
    example: { option: 'poll', value: '0', wanted: 'a number of seconds above 0' },
  }),
  COLLECT_CAPTURE_APART: entry<{ topic: string; partition: number; next: string; start: string }>({
    what: (p) =>
      `The capture holds ${p.topic}[${p.partition}] from offset ${p.start} on, and the database has it up to ${p.next}: what is between would be left out for ever.`,
    todo: () =>
      'Collect from the broker, or from a capture that begins where the database ends, or into another file.',
    example: { topic: 'message', partition: 0, next: '50', start: '100' },
  }),
}
