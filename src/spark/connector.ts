import { carnetError } from '../errors'
import { type Jar } from '../broker/jars'
import { ensureJars, type PartsOptions } from '../broker/maven'
import { wrongJar } from '../broker/parts'

/** The Spark that is fetched; requirements/spark.txt pins the same one. */
export const SPARK_VERSION = '4.2.0'

/** What Spark needs to read Kafka, and its distribution does not have. */
const CONNECTOR: readonly Jar[] = [
  {
    path: 'org/apache/commons/commons-pool2/2.13.1/commons-pool2-2.13.1.jar',
    size: 156457,
    sha256: 'f77a5060d6936a9144023584232f9de3f2248f1abfe156e9d31795f18770674f',
  },
  {
    path: 'org/apache/kafka/kafka-clients/3.9.2/kafka-clients-3.9.2.jar',
    size: 9220052,
    sha256: '014b4ef36884478a932641818b080c36a8f8e2e92dc771e800c9d2694f4f83d8',
  },
  {
    path: 'org/apache/spark/spark-sql-kafka-0-10_2.13/4.2.0/spark-sql-kafka-0-10_2.13-4.2.0.jar',
    size: 494879,
    sha256: '64539c45e5d39f7ddb747312c239f38f5208d08c1a0ddf7d70beb2fbd9373705',
  },
  {
    path: 'org/apache/spark/spark-token-provider-kafka-0-10_2.13/4.2.0/spark-token-provider-kafka-0-10_2.13-4.2.0.jar',
    size: 66617,
    sha256: '641c7947afc8aa1189e433b7c2d305293993c8691bc1c2062d6d4f513b12518c',
  },
]

/** The jars of the Kafka connector, fetched the first time. Throws SPARK_CONNECTOR_NOT_FETCHED, KAFKA_JAR_WRONG. */
export function kafkaConnector(options: PartsOptions): Promise<string[]> {
  return ensureJars(
    {
      label: `the Kafka connector of Spark ${SPARK_VERSION}`,
      jars: CONNECTOR,
      stamps: 'spark-jars.json',
      notFetched: (lines) => carnetError('SPARK_CONNECTOR_NOT_FETCHED', { lines }),
      wrong: wrongJar,
    },
    options,
  )
}
