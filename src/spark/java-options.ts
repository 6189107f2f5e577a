/** What Spark needs of Java's inside, as its own `JavaModuleOptions` lists it. */
const OPENS = [
  'java.base/java.lang',
  'java.base/java.lang.invoke',
  'java.base/java.lang.reflect',
  'java.base/java.io',
  'java.base/java.net',
  'java.base/java.nio',
  'java.base/java.util',
  'java.base/java.util.concurrent',
  'java.base/java.util.concurrent.atomic',
  'java.base/jdk.internal.ref',
  'java.base/sun.nio.ch',
  'java.base/sun.nio.cs',
  'java.base/sun.security.action',
  'java.base/sun.util.calendar',
  'java.security.jgss/sun.security.krb5',
]

/**
 * What a Java of 24 or later has to be asked for besides: memory by `sun.misc.Unsafe`, without which the Arrow of Spark
 * 4.2 fails, since its netty no longer takes it by itself.
 */
export function optionsOfVersion(version: number): readonly string[] {
  if (version < 24) return []
  return [
    '--sun-misc-unsafe-memory-access=allow',
    '--enable-native-access=ALL-UNNAMED',
    '-Dio.netty.noUnsafe=false',
  ]
}

export interface JavaProgram {
  readonly main: string
  readonly arguments: readonly string[]
  readonly heapMb: number
  /** Jars, or a folder's `*`. */
  readonly classPath: string
  /** System properties; all that begin with `spark.` are settings of Spark. */
  readonly properties: Readonly<Record<string, string>>
}

/** The arguments of Java, as the text of a file for `java @file`: a command line can be read by every user. */
export function argumentFile(
  { main, arguments: rest, heapMb, classPath, properties }: JavaProgram,
  javaVersion: number,
): string {
  const all = [
    ...optionsOfVersion(javaVersion),
    `-Xmx${heapMb}m`,
    '-XX:+IgnoreUnrecognizedVMOptions',
    ...OPENS.map((name) => `--add-opens=${name}=ALL-UNNAMED`),
    '-Djdk.reflect.useDirectMethodHandle=false',
    '-Dio.netty.tryReflectionSetAccessible=true',
    '-Djava.awt.headless=true',
    ...Object.entries(properties).map(([name, value]) => `-D${name}=${value}`),
    '-cp',
    classPath,
    main,
    ...rest,
  ]
  return all.map((text) => `"${text.replace(/[\\"]/g, '\\$&')}"\n`).join('')
}
