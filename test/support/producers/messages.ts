import { join } from 'node:path'
import { kafkaParts } from '../../../src/broker/parts'
import { ensureJava, ensureVenv, projectRoot, runProgram } from '../../../src/machine'
import { type KafkaRecord } from '../../../src/record'

/** What `produce.py` and `Produce.java` send to a topic, in this order. */
export const MODES = ['plain', 'idempotent', 'transactional'] as const
export const CODECS = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const
export type Codec = (typeof CODECS)[number]

export type Sent = Pick<KafkaRecord, 'key' | 'value' | 'headers' | 'timestamp'>

/** The messages that were committed: of the three transactions the second one was aborted. */
export function committedMessages(codec: Codec, count: number): Sent[] {
  return MODES.flatMap((mode) =>
    Array.from({ length: count }, (_, i) => i)
      .filter(
        (i) => mode !== 'transactional' || i < Math.floor(count / 3) || i >= Math.floor((2 * count) / 3),
      )
      .map((i) => sent(codec, mode, i)),
  )
}

function sent(codec: Codec, mode: string, i: number): Sent {
  return {
    key: Buffer.from(`k${i % 7}`),
    value: valueOf(codec, mode, i),
    headers:
      i % 3 === 0
        ? [
            ['h', Buffer.from([i % 256])],
            ['h', null],
            ['é', Buffer.alloc(0)],
          ]
        : [],
    timestamp: 1_700_000_000_000 + i,
  }
}

function valueOf(codec: Codec, mode: string, i: number): Buffer | null {
  if (i % 13 === 0) return null
  if (i % 5 === 0) return Buffer.alloc(0)
  return i % 4 === 0 ? Buffer.from([0xff, 0, i % 256]) : Buffer.from(`${codec} ${mode} ${i} é`)
}

/** A topic for each codec, and how many messages each of the modes sends to it. */
export type Produce = (
  bootstrap: string,
  topics: readonly (readonly [topic: string, codec: Codec])[],
  count: number,
) => Promise<void>

/** By librdkafka, from PyPI's confluent-kafka. */
export const produceByLibrdkafka: Produce = async (bootstrap, topics, count) => {
  const { python } = await ensureVenv('peers')
  for (const [topic, codec] of topics)
    await run(python, [join(__dirname, 'produce.py'), bootstrap, topic, codec, String(count)])
}

/** By kafka-clients, Kafka's own, from the jars of the broker. */
export const produceByJava: Produce = async (bootstrap, topics, count) => {
  const root = projectRoot()
  const [java, parts] = [await ensureJava({ root }), await kafkaParts({ root })]
  const classPath = parts.classPath.join(process.platform === 'win32' ? ';' : ':')
  const program = join(__dirname, 'Produce.java')
  await run(java.command, ['-cp', classPath, program, bootstrap, String(count), ...topics.flat()])
}

async function run(command: string, args: readonly string[]): Promise<void> {
  const { code, tail } = await runProgram(command, args, { env: { ...process.env, PYTHONUTF8: '1' } })
  if (code !== 0) throw new Error(`${command} ended with ${code}:\n${tail.join('\n')}`)
}

/** Why no Java program can be run from its source here; null where one can. On CI nothing may be missing. */
export async function javaCompilerMissing(): Promise<string | null> {
  const { command } = await ensureJava({ root: projectRoot() })
  const { stdout } = await runProgram(command, ['--list-modules'])
  if (stdout.includes('jdk.compiler')) return null
  const why = `${command} has no compiler: a JDK is needed to send by Kafka's own producer`
  if (process.env.CI) throw new Error(why)
  return why
}
