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
}
