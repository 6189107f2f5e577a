import { carnetError } from '../errors'
import { type BadJar } from './jar-check'
import { KAFKA_JARS, KAFKA_VERSION } from './jars'
import { partsOfHome } from './kafka-home'
import { type KafkaParts } from './kafka-parts'
import { ensureJars, type PartsOptions } from './maven'

/**
 * Finds the Kafka to run: the one in `KAFKA_HOME`, else the pinned jars, which jgo brings from Maven Central the first
 * time. Every jar is checked against the pinned list, and a damaged one fetched again.
 *
 * Throws KAFKA_HOME_UNFIT, KAFKA_NOT_FETCHED with jgo's last lines, and KAFKA_JAR_WRONG with the name of a jar that
 * is still not the pinned one after it was fetched.
 */
export async function kafkaParts(options: PartsOptions): Promise<KafkaParts> {
  const { env = process.env } = options
  if (env.KAFKA_HOME) return partsOfHome(env.KAFKA_HOME)
  const classPath = await ensureJars(
    {
      label: `Kafka ${KAFKA_VERSION}`,
      jars: KAFKA_JARS,
      stamps: 'kafka-jars.json',
      notFetched: (lines) => carnetError('KAFKA_NOT_FETCHED', { lines }),
      wrong: wrongJar,
    },
    options,
  )
  return {
    version: KAFKA_VERSION,
    label: `Apache Kafka ${KAFKA_VERSION}`,
    classPath,
    // slf4j-simple writes to standard error, which goes into the broker's log.
    jvm: ['-Dorg.slf4j.simpleLogger.defaultLogLevel=warn'],
  }
}

/** What a jar is instead of the pinned one, as KAFKA_JAR_WRONG says it. */
export function wrongJar({ jar, fault, found }: BadJar, folder: string): Error {
  return carnetError('KAFKA_JAR_WRONG', {
    jar: jar.path,
    folder,
    fault,
    found: found ?? '',
    expected: fault === 'size' ? String(jar.size) : jar.sha256,
  })
}
