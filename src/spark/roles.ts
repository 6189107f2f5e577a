import { delimiter, join, relative } from 'node:path'
import { type JavaProgram, optionsOfVersion } from './java-options'
import { type SparkParts } from './parts'

/** What the processes of one Spark have in common. */
export interface Shared {
  readonly folder: string
  readonly parts: SparkParts
  readonly mark: string
  readonly javaVersion: number
  /** With which the processes of a cluster know one another; null for a server alone. */
  readonly secret: string | null
}

const HOST = '127.0.0.1'
export const LOGGING = 'log4j2.properties'

/** Warnings and errors alone, to standard error, which goes into the log of the process. */
export const LOGGING_SETTINGS = `rootLogger.level = warn
rootLogger.appenderRef.stderr.ref = console
appender.console.type = Console
appender.console.name = console
appender.console.target = SYSTEM_ERR
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %d{yyyy-MM-dd HH:mm:ss} %p %c{1}: %m%n%ex
`

export interface ServerSettings {
  readonly port: number
  /** `local[2]`, or `spark://127.0.0.1:port`. */
  readonly master: string
  readonly cores: number
  readonly heapMb: number
  readonly executorMb: number
  /** Settings of the caller's, which go before ours. */
  readonly properties: Readonly<Record<string, string>>
}

export function serverProgram(shared: Shared, settings: ServerSettings): JavaProgram {
  const { parts, mark, javaVersion } = shared
  const { port, master, cores, heapMb, executorMb, properties } = settings
  return {
    main: 'org.apache.spark.sql.connect.service.SparkConnectServer',
    arguments: [],
    heapMb,
    classPath: classPathOf(shared, parts.connector),
    properties: {
      ...commonOf(shared),
      'spark.app.name': 'carnet',
      'spark.master': master,
      'spark.driver.host': HOST,
      'spark.driver.bindAddress': HOST,
      'spark.connect.grpc.binding.address': HOST,
      'spark.connect.grpc.binding.port': String(port),
      'spark.ui.enabled': 'false',
      'spark.sql.shuffle.partitions': String(2 * cores),
      'spark.sql.session.timeZone': 'UTC',
      'spark.sql.catalogImplementation': 'in-memory',
      'spark.sql.warehouse.dir': 'warehouse',
      'spark.local.dir': 'local',
      'spark.executor.memory': `${executorMb}m`,
      'spark.executor.cores': '1',
      'spark.executor.extraJavaOptions': [mark, ...optionsOfVersion(javaVersion)].join(' '),
      // On this machine the executors find the connector where the server does.
      ...(parts.connector.length > 0 && { 'spark.executor.extraClassPath': parts.connector.join(delimiter) }),
      ...properties,
    },
  }
}

/** A master or a worker starts and watches processes, and needs little. */
const DAEMON_MB = 256

export function masterProgram(
  shared: Shared,
  ports: { readonly port: number; readonly page: number },
): JavaProgram {
  return {
    main: 'org.apache.spark.deploy.master.Master',
    arguments: ['--host', HOST, '--port', `${ports.port}`, '--webui-port', `${ports.page}`],
    heapMb: DAEMON_MB,
    classPath: classPathOf(shared),
    properties: { ...commonOf(shared), 'spark.master.rest.enabled': 'false' },
  }
}

export function workerProgram(
  shared: Shared,
  settings: { readonly master: string; readonly name: string; readonly executorMb: number },
): JavaProgram {
  const { master, name, executorMb } = settings
  const room = ['--cores', '1', '--memory', `${executorMb}m`]
  return {
    main: 'org.apache.spark.deploy.worker.Worker',
    arguments: ['--host', HOST, '--webui-port', '0', ...room, '--work-dir', join('work', name), master],
    heapMb: DAEMON_MB,
    classPath: classPathOf(shared),
    properties: commonOf(shared),
  }
}

function commonOf({ secret }: Shared): Record<string, string> {
  return {
    'log4j2.configurationFile': LOGGING,
    'java.io.tmpdir': 'tmp',
    ...(secret !== null && { 'spark.authenticate': 'true', 'spark.authenticate.secret': secret }),
  }
}

/** Relative to the folder that it is started in, whose own path may hold a `:`. */
function classPathOf({ folder, parts }: Shared, more: readonly string[] = []): string {
  return [join(parts.home, 'jars', '*'), ...more].map((path) => relative(folder, path)).join(delimiter)
}
