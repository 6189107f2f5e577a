import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { carnetError } from '../errors'
import { type KafkaParts } from './kafka-parts'

const OLDEST = [3, 7] as const

/** The Kafka that the user has unpacked at `home`. Throws KAFKA_HOME_UNFIT where there is none, or one before 3.7. */
export function partsOfHome(home: string): KafkaParts {
  const libs = join(home, 'libs')
  const jars = existsSync(libs) ? readdirSync(libs).filter((name) => name.endsWith('.jar')) : []
  const version = kafkaVersion(jars)
  if (version === null) throw carnetError('KAFKA_HOME_UNFIT', { home, version: null })
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]))
    throw carnetError('KAFKA_HOME_UNFIT', { home, version })
  return {
    version,
    label: `Apache Kafka ${version} of KAFKA_HOME`,
    classPath: [join(libs, '*')],
    jvm: loggingOf(home),
  }
}

/** The version that the name of the broker's jar tells (`kafka_2.13-3.7.2.jar`); null where no broker is among them. */
export function kafkaVersion(jars: readonly string[]): string | null {
  for (const name of jars) {
    const m = /^kafka_\d+\.\d+-(\d+\.\d+[^-]*)\.jar$/.exec(name)
    if (m) return m[1] ?? null
  }
  return null
}

/** A distribution logs by its own settings: log4j 2 since 4.0, log4j 1 before. */
function loggingOf(home: string): string[] {
  const settings = [
    ['log4j2.yaml', 'log4j2.configurationFile'],
    ['log4j.properties', 'log4j.configuration'],
  ] as const
  for (const [name, property] of settings) {
    const file = join(home, 'config', name)
    if (existsSync(file)) return [`-D${property}=${pathToFileURL(file).href}`]
  }
  return []
}
