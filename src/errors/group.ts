import { entry } from './define'

/** Failures of reads by a consumer group. */
export const groupErrors = {
  GROUP_FORBIDDEN: entry<{ group: string; user: string | null }>({
    what: (p) => `${p.user ?? 'This connection'} has no right on the consumer group "${p.group}".`,
    todo: () =>
      'Have the right READ on the group granted, use a group that you have it on, or use kafka.read, which needs no group.',
    example: { group: 'students', user: 'avnadmin' },
  }),
  GROUP_BUSY: entry<{ group: string; members: readonly string[] }>({
    what: (p) =>
      `The consumer group "${p.group}" is in use${p.members.length ? `: ${p.members.join(', ')}` : ' by another consumer'}.`,
    todo: () =>
      'Use a group of your own, or stop the other consumer first: with two in a group each would read a part, and commits of one would move the other.',
    example: { group: 'students', members: ['collector at 192.0.2.7'] },
  }),
  GROUP_OFFSET_BEYOND: entry<{
    group: string
    topic: string
    partition: number
    offset: string
    end: string
  }>({
    what: (p) =>
      `The consumer group "${p.group}" stands at offset ${p.offset} of ${p.topic}[${p.partition}], which ends at ${p.end}: the topic was made anew or cut.`,
    todo: () =>
      'Use another group to read from the beginning, or set the offsets of this one with kafka-consumer-groups --reset-offsets.',
    example: { group: 'students', topic: 'message', partition: 0, offset: '99999', end: '50' },
  }),
  GROUP_READ_STUCK: entry<{
    group: string
    topic: string
    place: { partition: number; offset: string } | null
    reason: string
  }>({
    what: (p) =>
      `The consumer of kafkajs cannot go on${p.place ? ` at offset ${p.place.offset} of ${p.topic}[${p.place.partition}]` : ` in ${p.topic}`}: ${p.reason}.`,
    todo: () =>
      'Use kafka.read, which reads such batches; where the group has to get past it, set its offsets with kafka-consumer-groups --reset-offsets.',
    example: {
      group: 'students',
      topic: 'message',
      place: { partition: 0, offset: '2' },
      reason: 'the log cleaner left an empty batch there',
    },
  }),
  GROUP_NEEDS_BROKER: entry<{ file: string }>({
    what: (p) => `A consumer group lives in a cluster, and this is a replay of the capture ${p.file}.`,
    todo: () => 'Use kafka.read, which reads the capture, or connect to the cluster.',
    example: { file: 'captures/message.kcap' },
  }),
}
