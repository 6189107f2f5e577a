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
}
