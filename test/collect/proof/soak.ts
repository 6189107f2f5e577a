import { statSync } from 'node:fs'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { type KafkaClient } from '../../../src/kafka/client'
import { type TestNode } from '../../support/kafka-node'
import { Collector } from './collector'
import { compare, type Comparison, type RawKept } from './comparison'
import { sendMessages } from './load'
import { type Memory, MemoryWatch } from './memory'
import { chances } from './messages'
import { contentsOf } from './topic'

export interface SoakOptions {
  readonly broker: TestNode
  readonly client: KafkaClient
  readonly folder: string
  readonly minutes: number
  /** Messages a second. */
  readonly rate: number
  readonly seed: number
  readonly say: (line: string) => void
}

export interface SoakReport {
  readonly seconds: number
  readonly sent: number
  /** Sent once more, because the broker went away before it had answered. */
  readonly sentAgain: number
  readonly brokerRestarts: number
  readonly brokerKills: number
  readonly collectorKills: number
  readonly collectorStops: number
  /** Milliseconds from a start after a kill to the first commit that was told of, each. */
  readonly resumed: readonly number[]
  /** Of the collector that lives from the beginning to the end. */
  readonly memory: Memory
  /** What was found in the database of the collector that lives, of the one that is killed, and of one at full speed. */
  readonly lasting: Comparison
  readonly killed: Comparison
  readonly full: Comparison & {
    readonly seconds: number
    readonly rowsPerSecond: number
    readonly messagesPerSecond: number
    /** Bytes of the file a message. */
    readonly bytesPerMessage: number
    readonly memory: number
  }
  readonly bytesPerRawMessage: number
}

const TOPIC = 'soak'
const PARTITIONS = 4
/** Of messages as they came, in the database of the collector that lives. */
const RETAIN = ['--retain', '10MB']
const SLICE_MS = 200
/** From one accident to the next, seconds: a broker needs some 3 of them to be back. */
const PAUSE = { least: 5, most: 25 }
const PATIENCE_MS = 120_000

/**
 * A producer sends at a steady rate, a collector lives through it all, another one is killed and stopped over and over
 * again, and so is the broker. In the end everything must be there, once, in both of their files.
 */
export const soak = (options: SoakOptions): Promise<SoakReport> => new Soak(options).run()

class Soak {
  readonly #options: SoakOptions
  readonly #next: () => number
  readonly #began = performance.now()
  readonly #end: number
  readonly #counts = { brokerRestarts: 0, brokerKills: 0, collectorKills: 0, collectorStops: 0 }
  readonly #resumed: number[] = []
  /** All that were started. */
  readonly #collectors: Collector[] = []

  constructor(options: SoakOptions) {
    this.#options = options
    this.#next = chances(options.seed)
    this.#end = this.#began + options.minutes * 60_000
  }

  async run(): Promise<SoakReport> {
    try {
      return await this.#run()
    } finally {
      for (const collector of this.#collectors) if (collector.isAlive) await collector.kill()
    }
  }

  async #run(): Promise<SoakReport> {
    const { client, rate, say, broker } = this.#options
    await client.createTopic(TOPIC, { partitions: PARTITIONS, settings: { 'retention.ms': '-1' } })
    const producing = produce(client, rate, this.#end)
    const lasting = this.#start('lasting', '--follow', ...RETAIN)
    const memory = new MemoryWatch(lasting)
    const killed = await this.#accidents(lasting, memory)

    const { sent, sentAgain } = await producing
    await sendMessages(client, TOPIC, { from: sent, to: sent + PARTITIONS, partitions: PARTITIONS })
    const seconds = (performance.now() - this.#began) / 1000
    for (const collector of [lasting, killed]) await stopped(collector)
    // What came between the last commit and the signal.
    await whole(this.#start('lasting', ...RETAIN))
    await whole(this.#start('killed', '--raw'))
    say('everything is collected; the files are compared with the topic')
    const contents = await contentsOf(broker.bootstrap, TOPIC)
    const check = (name: string, raw: RawKept): Comparison =>
      compare(this.#file(name), { name: TOPIC, contents }, { raw })
    const reports = { lasting: check('lasting', 'some'), killed: check('killed', true) }

    say('once more, at full speed')
    const full = this.#start('full')
    const fullMemory = new MemoryWatch(full)
    await whole(full)
    const took = (performance.now() - full.started) / 1000
    const found = check('full', false)
    return {
      seconds,
      sent: sent + PARTITIONS,
      sentAgain,
      ...this.#counts,
      resumed: this.#resumed,
      memory: memory.report(),
      ...reports,
      full: {
        ...found,
        seconds: took,
        rowsPerSecond: found.rows / took,
        messagesPerSecond: found.messages / took,
        bytesPerMessage: statSync(this.#file('full')).size / found.messages,
        memory: fullMemory.report().most,
      },
      bytesPerRawMessage: statSync(this.#file('killed')).size / reports.killed.messages,
    }
  }

  /** One after the other, until the time is over; returns the collector that lives then. */
  async #accidents(lasting: Collector, memory: MemoryWatch): Promise<Collector> {
    const { broker, say } = this.#options
    let killed = this.#start('killed', '--follow', '--raw')
    while (performance.now() < this.#end) {
      const pause = 1000 * (PAUSE.least + (PAUSE.most - PAUSE.least) * this.#next())
      await sleep(Math.min(pause, this.#end - performance.now()))
      for (const collector of [lasting, killed])
        if (!collector.isAlive) throw new Error(`the collector ended by itself:\n${collector.text}`)
      const u = this.#next()
      if (u < 0.15) {
        this.#counts.brokerRestarts++
        await broker.stop()
        await sleep(8000 * this.#next())
        await broker.start()
      } else if (u < 0.3) {
        this.#counts.brokerKills++
        await broker.kill()
        await sleep(4000 * this.#next())
        await broker.start()
      } else killed = await this.#again(killed, u < 0.8)
      const minutes = ((performance.now() - this.#began) / 60_000).toFixed(1)
      say(`${minutes} min: ${JSON.stringify(this.#counts)}, memory ${memory.latest} MiB`)
    }
    return killed
  }

  /** Kills or stops a collector, and starts the next one. */
  async #again(collector: Collector, isKill: boolean): Promise<Collector> {
    if (isKill) await collector.kill()
    else await stopped(collector)
    this.#counts[isKill ? 'collectorKills' : 'collectorStops']++
    const next = this.#start('killed', '--follow', '--raw')
    await next.committed(PATIENCE_MS)
    if (isKill && next.firstCommit !== null) this.#resumed.push(next.firstCommit)
    return next
  }

  #file(name: string): string {
    return join(this.#options.folder, `${name}.db`)
  }

  #start(name: string, ...flags: string[]): Collector {
    const { bootstrap } = this.#options.broker
    const collector = new Collector({ bootstrap, topic: TOPIC, file: this.#file(name), flags })
    this.#collectors.push(collector)
    return collector
  }
}

async function stopped(collector: Collector): Promise<void> {
  if ((await collector.end('SIGTERM')) !== 0) throw new Error(`it did not stop clean:\n${collector.text}`)
}

async function whole(collector: Collector): Promise<void> {
  if ((await collector.end()) !== 0) throw new Error(`the collector failed:\n${collector.text}`)
}

/** Sends at a steady rate until then, and what a broker that went away had not answered once more. */
async function produce(
  client: KafkaClient,
  rate: number,
  end: number,
): Promise<{ readonly sent: number; readonly sentAgain: number }> {
  const size = Math.round((rate * SLICE_MS) / 1000)
  let sent = 0
  let sentAgain = 0
  const begun = performance.now()
  while (performance.now() < end) {
    try {
      await sendMessages(client, TOPIC, { from: sent, to: sent + size, partitions: PARTITIONS })
      sent += size
    } catch {
      sentAgain += size
      await sleep(500)
    }
    const due = begun + (sent / rate) * 1000
    // After an outage it does not make up for all of it at once.
    if (due > performance.now()) await sleep(due - performance.now())
  }
  return { sent, sentAgain }
}
