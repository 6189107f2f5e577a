import { entry } from './define'

/** The last lines of a program, under the sentence that they explain. */
const below = (lines: readonly string[]): string => lines.map((line) => `\n  ${line}`).join('')

export const brokerErrors = {
  KAFKA_HOME_UNFIT: entry<{ home: string; version: string | null }>({
    what: (p) =>
      p.version === null
        ? `KAFKA_HOME is ${p.home}, which holds no Apache Kafka (no libs/kafka_….jar).`
        : `KAFKA_HOME is ${p.home}, which holds Apache Kafka ${p.version}; 3.7 or later is needed.`,
    todo: () => 'Set it to the folder of an unpacked Apache Kafka, or remove it to have one fetched.',
    example: { home: '/opt/kafka', version: '2.8.1' },
  }),
  KAFKA_NOT_FETCHED: entry<{ lines: readonly string[] }>({
    what: (p) => `Kafka could not be fetched from Maven Central; the last lines of jgo:${below(p.lines)}`,
    todo: () =>
      'Check that Maven Central can be reached, or unpack an Apache Kafka and name its folder in KAFKA_HOME, then run the same command again.',
    example: { lines: ['ConnectionError: Failed to resolve the host name'] },
  }),
  KAFKA_JAR_WRONG: entry<{
    jar: string
    folder: string
    fault: 'missing' | 'size' | 'checksum'
    expected: string
    found: string
  }>({
    what: (p) =>
      p.fault === 'missing'
        ? `The jar ${p.jar} of Kafka is missing, although it was fetched.`
        : `The jar ${p.jar} of Kafka is not the pinned one: its ${p.fault} is ${p.found}, not ${p.expected}.`,
    todo: (p) =>
      `Nothing of it was run; delete the folder ${p.folder} and run the same command again, and if it stays so, ask who runs the mirror that Maven's files come from.`,
    example: {
      jar: 'org/slf4j/slf4j-api/1.7.36/slf4j-api-1.7.36.jar',
      folder: '.carnet/maven',
      fault: 'size',
      expected: '41125',
      found: '512',
    },
  }),
  BROKER_NOT_STARTED: entry<{ exit: string; lines: readonly string[]; log: string | null }>({
    what: (p) => `Kafka ended before it was ready (${p.exit}); its last lines:${below(p.lines)}`,
    todo: (p) =>
      p.log === null
        ? 'Correct what the lines name, then run the same command again.'
        : `Correct what the lines name (all of them are in ${p.log}), then run the same command again.`,
    example: {
      exit: 'exit code 1',
      lines: ['java.io.IOException: No space left on device'],
      log: '.carnet/kafka/server.log',
    },
  }),
  BROKER_SILENT: entry<{ seconds: number; lines: readonly string[]; log: string }>({
    what: (p) =>
      `Kafka did not answer within ${p.seconds} seconds and was stopped${p.lines.length ? `; its last lines:${below(p.lines)}` : '.'}`,
    todo: (p) => `Try again when the machine is less busy; what Kafka said is in ${p.log}.`,
    example: { seconds: 90, lines: [], log: '.carnet/kafka/server.log' },
  }),
  BROKER_DATA_BROKEN: entry<{ folder: string }>({
    what: (p) =>
      `The data folder of the local Kafka, ${p.folder}, is damaged: it does not say which cluster it belongs to.`,
    todo: () =>
      'Move it away or delete it (its topics go with it), then run the same command again: a new one is made.',
    example: { folder: '.carnet/kafka/data' },
  }),
  BROKER_FOLDER_IN_USE: entry<{ folder: string; bootstrap: string }>({
    what: (p) => `The folder ${p.folder} belongs to a local Kafka that is running, at ${p.bootstrap}.`,
    todo: () => 'Use that one, stop it first (carnet broker stop), or name another folder.',
    example: { folder: '.carnet/kafka', bootstrap: '127.0.0.1:9092' },
  }),
}
