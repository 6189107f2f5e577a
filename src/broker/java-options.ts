import { delimiter, relative } from 'node:path'
import { type KafkaParts } from './kafka-parts'

// A node for one person: start fast, stay small. The optimising compiler and a parallel collector would cost more
// than they bring at this size.
const SMALL = [
  '-Xms32m',
  '-Xmx256m',
  '-XX:+UseSerialGC',
  '-XX:TieredStopAtLevel=1',
  '-Djava.awt.headless=true',
  '-Dkafka.logs.dir=.',
]

/**
 * Options and class path to run a class of Kafka's in `folder`. Paths are relative to it: a project may lie in a folder
 * whose name holds a `:`, or letters that a Java in the C locale cannot read.
 */
export function javaOptions(parts: KafkaParts, folder: string, more: readonly string[] = []): string[] {
  const classPath = parts.classPath.map((path) => relative(folder, path) || path).join(delimiter)
  return [...SMALL, ...parts.jvm, ...more, '-cp', classPath]
}
