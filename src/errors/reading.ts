import { entry } from './define'

const choices = (names: readonly string[]): string => names.join(' or ')

export const readingErrors = {
  READ_OPTION_UNKNOWN: entry<{ option: string; near: readonly string[]; known: readonly string[] }>({
    what: (p) => `A read has no option "${p.option}".`,
    todo: (p) =>
      p.near.length ? `Did you mean ${choices(p.near)}?` : `Its options are ${p.known.join(', ')}.`,
    example: { option: 'limits', near: ['limit'], known: ['from', 'limit'] },
  }),
  READ_OPTION_INVALID: entry<{ option: string; value: string; wanted: string }>({
    what: (p) => `The option ${p.option} of a read is ${p.value}.`,
    todo: (p) => `Give ${p.wanted}.`,
    example: {
      option: 'from.time',
      value: '"yesterday"',
      wanted: 'a date, ISO 8601 text such as "2026-11-24T16:00:00Z", or milliseconds since 1970',
    },
  }),
  OFFSET_BEYOND_END: entry<{ topic: string; partition: number; offset: string; end: string }>({
    what: (p) =>
      `The read is to begin at offset ${p.offset} of ${p.topic}[${p.partition}], which ends at ${p.end}.`,
    todo: () =>
      'If the offset was noted at an earlier read, the topic was made anew or cut since: read from the beginning.',
    example: { topic: 'message', partition: 0, offset: '99999', end: '50' },
  }),
  STREAM_SPENT: entry<{ topics: readonly string[] }>({
    what: (p) => `This stream of ${p.topics.join(', ')} was gone through already: a stream is one read.`,
    todo: () => 'Call stream() again for another read.',
    example: { topics: ['message'] },
  }),
}
