/** The program files of a Kafka: what Java is started with. */
export interface KafkaParts {
  readonly version: string
  /** For progress: `Apache Kafka 4.4.0`. */
  readonly label: string
  /** Jars, or a folder's `*`. */
  readonly classPath: readonly string[]
  /** Options of the Java machine that belong to these files. */
  readonly jvm: readonly string[]
}
