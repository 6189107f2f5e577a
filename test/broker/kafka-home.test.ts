import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { kafkaVersion, partsOfHome } from '../../src/broker/kafka-home'
import { testFolder } from '../support/folders'

function home(files: readonly string[]): string {
  const folder = testFolder()
  for (const name of ['libs', 'config']) mkdirSync(join(folder, name))
  for (const file of files) writeFileSync(join(folder, file), '')
  return folder
}

test.each([
  [['kafka-clients-3.9.0.jar', 'kafka_2.13-3.9.0.jar'], '3.9.0'],
  [['kafka_2.12-3.7.2.jar'], '3.7.2'],
  [['kafka_2.13-4.4.0-sources.jar', 'kafka-clients-4.4.0.jar'], null],
  [[], null],
])('kafkaVersion %j', (jars, version) => {
  expect(kafkaVersion(jars)).toBe(version)
})

test('an unpacked Kafka serves with its own logging settings', () => {
  const folder = home(['libs/kafka_2.13-4.4.0.jar', 'config/log4j2.yaml'])
  const parts = partsOfHome(folder)
  expect(parts).toMatchObject({ version: '4.4.0', classPath: [join(folder, 'libs', '*')] })
  expect(parts.jvm).toEqual([
    expect.stringMatching(/^-Dlog4j2\.configurationFile=file:\/\/.*config\/log4j2\.yaml$/),
  ])
  expect(partsOfHome(home(['libs/kafka_2.13-3.7.0.jar', 'config/log4j.properties'])).jvm).toEqual([
    expect.stringMatching(/^-Dlog4j\.configuration=file:/),
  ])
  expect(partsOfHome(home(['libs/kafka_2.13-3.7.0.jar'])).jvm).toEqual([])
})

test.each([['2.8.1'], ['3.6.2']])('Kafka %s is too old', (version) => {
  expect(() => partsOfHome(home([`libs/kafka_2.13-${version}.jar`]))).toThrow(
    expect.objectContaining({ code: 'KAFKA_HOME_UNFIT', what: expect.stringContaining(version) as unknown }),
  )
})

test('a folder without a broker is refused by its name', () => {
  for (const folder of [home([]), '/no/such/folder'])
    expect(() => partsOfHome(folder)).toThrow(
      expect.objectContaining({ code: 'KAFKA_HOME_UNFIT', what: expect.stringContaining(folder) as unknown }),
    )
})
