import { basename } from 'node:path'
import { carnetError } from '../errors'
import { readManifest } from '../source/capture/read'
import { loadCapture, type LoadedTopic } from '../source/load/load'
import { openCluster } from '../source/open'
import { Progress, rateText, type Terminal } from './terminal'

export interface LoadFlags {
  /** `captured=target` pairs as typed. */
  readonly topic?: readonly string[]
  readonly create?: boolean
  readonly append?: boolean
  readonly force?: boolean
  readonly json?: boolean
}

/** `carnet load FILE TOPIC`: the messages of a capture back into a broker. */
export async function load(
  file: string,
  topic: string | undefined,
  flags: LoadFlags,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<number> {
  const { create = false, append = false, force = false, json } = flags
  const into = await mapping(file, topic, flags.topic ?? [])
  const cluster = await openCluster()
  if (!cluster) throw carnetError('SOURCE_NONE', {})
  const { client } = cluster
  const label = cluster.label ?? `Kafka at ${client.config.brokers.join(', ')}`
  const progress = new Progress(terminal, json)
  const started = performance.now()
  try {
    const result = await progress.step(`${basename(file)} → ${label}`, (detail) =>
      loadCapture(client, file, {
        into,
        create,
        append,
        force,
        signal,
        onProgress: (sent, all) => detail(rateText(sent, performance.now() - started, all)),
      }),
    )
    const milliseconds = Math.round(performance.now() - started)
    const all = result.topics.reduce((n, t) => n + t.messages, 0)
    const whole = result.sent === all
    if (json) terminal.out.write(JSON.stringify({ ok: whole, file, ...result, milliseconds }, null, 2) + '\n')
    else if (whole) for (const line of result.topics.flatMap(linesOf)) progress.say(line)
    else progress.say(`Interrupted: ${result.sent} of ${all} messages were sent, and stay where they are.`)
    return whole ? 0 : 1
  } finally {
    await client.close()
  }
}

/** Which captured topic goes where. Throws LOAD_TOPICS_UNMAPPED, FLAG_INVALID. */
async function mapping(
  file: string,
  topic: string | undefined,
  pairs: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (pairs.length > 0 && topic === undefined) return mapOf(pairs)
  const held = (await readManifest(file)).topics.map((t) => t.topic)
  if (held.length !== 1 || topic === undefined || pairs.length > 0)
    throw carnetError('LOAD_TOPICS_UNMAPPED', { file, held })
  return new Map([[held[0], topic]])
}

function mapOf(pairs: readonly string[]): Map<string, string> {
  const into = new Map<string, string>()
  for (const text of pairs) {
    const [from, to, ...rest] = text.split('=')
    const taken = into.has(from) || [...into.values()].includes(to)
    if (!from || !to || rest.length > 0 || taken)
      throw carnetError('FLAG_INVALID', {
        flag: '--topic',
        text,
        wanted: taken
          ? 'each topic once'
          : 'a captured topic and the one to load it into, such as message=message-again',
      })
    into.set(from, to)
  }
  return into
}

function linesOf({ from, to, partitions, messages, created, leftOut, notes }: LoadedTopic): string[] {
  const where = `${to} (${partitions} ${partitions === 1 ? 'partition' : 'partitions'})`
  const lines = [
    `${messages} ${messages === 1 ? 'message' : 'messages'} of ${from} are in the topic ${where}.`,
  ]
  if (created) {
    const settings = Object.entries(created).map(([name, value]) => `${name}=${value}`)
    lines.push(`The topic was made with ${settings.join(', ')}: it keeps the messages for ever.`)
    if (leftOut.length > 0) lines.push(`Not taken over from the captured topic: ${leftOut.join(', ')}.`)
  }
  return [...lines, ...notes]
}
