import { entry } from './define'

/** Offsets and counts in sentences are plain digits: they are to be compared and copied. */
const messages = (n: number): string => (n === 1 ? '1 message' : `${n} messages`)

export const sourceErrors = {
  SOURCE_NONE: entry<object>({
    what: () => 'There is no Kafka to connect to: no settings are given, and no local broker is running.',
    todo: () =>
      'Set KAFKA_BROKERS=host:port, start a local broker with carnet broker start, or set CARNET_REPLAY to a capture.',
    example: {},
  }),
  READ_BROKEN: entry<{ what: string; topic: string; messages: number; file: string }>({
    what: (p) => `Reading ${p.topic} broke off after ${messages(p.messages)}: ${p.what}`,
    todo: (p) => `What was read is kept in ${p.file}; read again, or set CARNET_REPLAY=${p.file} to use it.`,
    example: {
      what: 'The broker kafka.example:9092 stopped answering.',
      topic: 'message',
      messages: 1000,
      file: 'captures/message-20261124T160000000Z.kcap',
    },
  }),
  CAPTURE_MISSING: entry<{ file: string }>({
    what: (p) => `There is no capture at ${p.file}.`,
    todo: () => 'Name an existing .kcap, .ndjson or .ndjson.gz file.',
    example: { file: 'captures/message.kcap' },
  }),
  CAPTURE_UNREADABLE: entry<{ file: string; reason: string }>({
    what: (p) => `The capture ${p.file} cannot be read: ${p.reason}.`,
    todo: () => 'Check that it is a file and that you may read it.',
    example: { file: 'captures', reason: 'EISDIR: illegal operation on a directory, read' },
  }),
  CAPTURE_NOT_WRITTEN: entry<{ file: string; reason: string }>({
    what: (p) => `The capture ${p.file} cannot be written: ${p.reason}.`,
    todo: () => 'Free some space, or let CARNET_CAPTURES name a folder that you may write to.',
    example: {
      file: 'captures/message-20261124T160000000Z.kcap',
      reason: 'ENOSPC: no space left on device, write',
    },
  }),
  CAPTURE_FORM_UNKNOWN: entry<{ file: string }>({
    what: (p) => `The file ${p.file} is not a capture: it is neither a .kcap file nor lines of JSON.`,
    todo: () => 'Name a file that carnet or kcat -J wrote.',
    example: { file: 'data/students.csv' },
  }),
  CAPTURE_TARGET_UNKNOWN: entry<{ file: string }>({
    what: (p) => `The name ${p.file} does not say which form of capture to write.`,
    todo: () => 'End it in .kcap, .ndjson or .ndjson.gz.',
    example: { file: 'message.json' },
  }),
  EXPORT_NEEDS_FILE: entry<{ form: string }>({
    what: (p) => `The form ${p.form} is not text, and goes into a file only.`,
    todo: (p) => `Add --out NAME.${p.form}, or export --to ndjson.`,
    example: { form: 'kcap' },
  }),
  CAPTURE_NEWER: entry<{ file: string; version: string }>({
    what: (p) => `The capture ${p.file} has version ${p.version}, and this carnet knows version 1.`,
    todo: () => 'Update carnet, or export the capture as NDJSON with the carnet that wrote it.',
    example: { file: 'captures/message.kcap', version: '2' },
  }),
  CAPTURE_MANIFEST_INVALID: entry<{ file: string; reason: string }>({
    what: (p) => `The manifest of the capture ${p.file} is not right: ${p.reason}.`,
    todo: () => 'Mend the manifest (docs/capture.md lists what it holds), or take another copy of the file.',
    example: { file: 'data/students.ndjson', reason: '"records" is "ten", not a whole number' },
  }),
  CAPTURE_DAMAGED: entry<{ file: string; position: number; reason: string }>({
    what: (p) => `The capture ${p.file} is damaged at byte ${p.position}: ${p.reason}.`,
    todo: () => 'Take another copy of it, or read the topic again.',
    example: {
      file: 'captures/message.kcap',
      position: 4096,
      reason: 'the checksum of a chunk does not match',
    },
  }),
  CAPTURE_CUT: entry<{ file: string; bytes: number }>({
    what: (p) => `The capture ${p.file} was cut short after ${p.bytes} bytes, before its first message.`,
    todo: () => 'Nothing in it can be used: read the topic again.',
    example: { file: 'captures/message.kcap.partial', bytes: 11 },
  }),
  CAPTURE_LINE_INVALID: entry<{ file: string; line: number; reason: string }>({
    what: (p) => `Line ${p.line} of ${p.file} is not a message: ${p.reason}.`,
    todo: () => 'Mend or remove that line; docs/capture.md says what a line holds.',
    example: { file: 'data/students.ndjson', line: 7, reason: 'it has no "offset"' },
  }),
  CAPTURE_TOPIC_ABSENT: entry<{ file: string; topic: string; held: readonly string[] }>({
    what: (p) => `The capture ${p.file} does not hold the topic "${p.topic}".`,
    todo: (p) => `It holds ${p.held.map((t) => `"${t}"`).join(', ')}: read that, or name another capture.`,
    example: { file: 'students.ndjson', topic: 'messages', held: ['message'] },
  }),
  CAPTURE_PARTITION_ABSENT: entry<{ file: string; partition: number; held: readonly number[] }>({
    what: (p) => `The capture ${p.file} does not hold partition ${p.partition}.`,
    todo: (p) =>
      p.held.length === 0
        ? 'It holds no partition at all: name another capture.'
        : `It holds ${p.held.length === 1 ? 'partition' : 'partitions'} ${p.held.join(', ')}: name one of these.`,
    example: { file: 'students.ndjson', partition: 7, held: [0] },
  }),
  LOAD_TOPICS_UNMAPPED: entry<{ file: string; held: readonly string[] }>({
    what: (p) =>
      p.held.length === 1
        ? `The capture ${p.file} holds the topic "${p.held.join()}", and no topic is named to load it into.`
        : `The capture ${p.file} holds ${p.held.length} topics, and it is not said which topic each goes into.`,
    todo: (p) =>
      p.held.length === 1
        ? 'Name the topic after the file.'
        : `Add ${p.held.map((t) => `--topic ${t}=NAME`).join(' ')}; those that are not named are left out.`,
    example: { file: 'captures/message.kcap', held: ['message', 'notes'] },
  }),
  LOAD_TOPIC_MISSING: entry<{ topic: string }>({
    what: (p) => `There is no topic "${p.topic}" to load into.`,
    todo: () => 'Add --create to make one that keeps the messages, or name a topic that is there.',
    example: { topic: 'message-again' },
  }),
  LOAD_TOPIC_NOT_EMPTY: entry<{ topic: string; messages: string }>({
    what: (p) => `The topic "${p.topic}" is not empty: it holds ${p.messages} messages by its offsets.`,
    todo: () => 'Load into a new topic with --create, or add --append to put the messages after those.',
    example: { topic: 'message', messages: '10' },
  }),
  LOAD_TOPIC_REFUSES: entry<{ topic: string; reasons: readonly string[] }>({
    what: (p) => `The topic "${p.topic}" would refuse the messages: ${p.reasons.join('; ')}.`,
    todo: () => 'Load into a new topic: with --create one is made that takes them.',
    example: { topic: 'message', reasons: ['it has 1 partition, and the messages lie in 3'] },
  }),
  LOAD_TOPIC_CHANGES: entry<{ topic: string; reasons: readonly string[] }>({
    what: (p) => `The topic "${p.topic}" would not keep the messages as they are: ${p.reasons.join('; ')}.`,
    todo: () =>
      'Load into a new topic (with --create one is made that keeps them), or add --force to load all the same.',
    example: {
      topic: 'message',
      reasons: [
        'retention.ms is 604800000, so that messages from before 2026-11-17T16:00:00.000Z are deleted at the next check, and the oldest is of 2024-12-10T08:15:46.267Z',
      ],
    },
  }),
  LOAD_BROKEN: entry<{ topic: string; sent: number; all: number; what: string }>({
    what: (p) => `Loading into "${p.topic}" broke off after ${p.sent} of ${messages(p.all)}: ${p.what}`,
    todo: () =>
      'What was sent stays in the topic: delete the topic and load again, or load into another one.',
    example: {
      topic: 'message',
      sent: 5000,
      all: 10_000,
      what: 'Nothing answers at 127.0.0.1:9092 (ECONNRESET).',
    },
  }),
}
