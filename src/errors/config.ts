import { entry } from './define'

/** One setting that is wrong. Each text is a sentence. */
export interface SettingFault {
  /** The name as the user wrote it. */
  readonly name: string
  /** `environment`, `options`, or a file. */
  readonly from: string
  readonly problem: string
  readonly remedy: string
}

const where = (f: SettingFault): string => `${f.name} (${f.from})`

export const configErrors = {
  CONFIG_INVALID: entry<{ faults: readonly SettingFault[] }>({
    what: ({ faults }) =>
      faults.length === 1
        ? `The Kafka setting ${where(faults[0])} is wrong: ${faults[0].problem}`
        : `${faults.length} Kafka settings are wrong:` +
          faults.map((f) => `\n  ${where(f)}: ${f.problem} ${f.remedy}`).join(''),
    todo: ({ faults }) =>
      faults.length === 1 ? faults[0].remedy : 'Correct each of them as the list says, then run again.',
    example: {
      faults: [
        {
          name: 'KAFKA_BROKER',
          from: 'environment',
          problem: 'There is no such setting.',
          remedy: 'Did you mean KAFKA_BROKERS?',
        },
        {
          name: 'ssl.ca.location',
          from: 'client.properties',
          problem: 'There is no file ca.pem.',
          remedy: 'Give the path of the PEM file that the host of the Kafka service offers for download.',
        },
      ],
    },
  }),
  TOKEN_FILE_UNREADABLE: entry<{ setting: string; file: string; reason: string }>({
    what: (p) =>
      `The file ${p.file} of the setting ${p.setting}, which should hold the token, cannot be read (${p.reason}).`,
    todo: () => 'Have whatever writes the token write it there again, or correct the path.',
    example: {
      setting: 'KAFKA_SASL_OAUTHBEARER_TOKEN_FILE',
      file: '/var/run/secrets/kafka/token',
      reason: 'ENOENT',
    },
  }),
  TOKEN_COMMAND_FAILED: entry<{ setting: string; reason: string }>({
    what: (p) => `The command of the setting ${p.setting} gave no token: ${p.reason}.`,
    todo: () => 'Run the command by hand in the same environment; it must print the token and nothing else.',
    example: {
      setting: 'KAFKA_SASL_OAUTHBEARER_TOKEN_COMMAND',
      reason: 'it ended with code 1 and said "you are not logged in"',
    },
  }),
  TOKEN_EMPTY: entry<{ setting: string; from: 'file' | 'command' }>({
    what: (p) => `The ${p.from} of the setting ${p.setting} gives an empty token.`,
    todo: (p) =>
      p.from === 'file'
        ? 'Have whatever writes the token write it there again.'
        : 'Run the command by hand; it must print the token on its standard output.',
    example: { setting: 'KAFKA_SASL_OAUTHBEARER_TOKEN_COMMAND', from: 'command' },
  }),
  TOKEN_MALFORMED: entry<{ setting: string }>({
    what: (p) =>
      `What the setting ${p.setting} gives is no token: it has blanks or letters that no token has.`,
    todo: () => 'Give the token alone, as one word: not the JSON around it, and without "Bearer" before it.',
    example: { setting: 'KAFKA_SASL_OAUTHBEARER_TOKEN_FILE' },
  }),
  TOKEN_EXPIRED: entry<{ setting: string; expired: string }>({
    what: (p) => `The token of the setting ${p.setting} expired on ${p.expired}.`,
    todo: () => "Get a new one: log in to the token's issuer again, and check this machine's clock.",
    example: { setting: 'KAFKA_SASL_OAUTHBEARER_TOKEN_FILE', expired: '2026-11-24T08:00:00.000Z' },
  }),
}
