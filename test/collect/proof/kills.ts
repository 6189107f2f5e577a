import { setTimeout as sleep } from 'node:timers/promises'
import { type KafkaClient } from '../../../src/kafka/client'
import { type TestNode } from '../../support/kafka-node'
import { Collector } from './collector'
import { compare, type Comparison } from './comparison'
import { addPartition, sendMessages, sendTransaction } from './load'
import { leftInLog } from './log-file'
import { chances, CSV, recordOf } from './messages'
import { contentsOf } from './topic'

export interface KillOptions {
  readonly broker: TestNode
  readonly client: KafkaClient
  readonly topic: string
  /** The database, which is made. */
  readonly file: string
  readonly messages: number
  readonly kills: number
  /** Of those messages; there is one more. */
  readonly partitions: number
  readonly raw: boolean
  /** The same seed draws the same moments. */
  readonly seed: number
  readonly say: (line: string) => void
}

export interface KillReport extends Comparison {
  /** How often the collector was killed, by the moment: `{ starting: 5, … }`. */
  readonly kills: Readonly<Record<Moment, number>>
  /** What the kills left in the log of the database, by how often. */
  readonly left: Readonly<Record<ReturnType<typeof leftInLog>, number>>
  readonly brokerRestarts: number
  readonly brokerKills: number
  /** Milliseconds from a start after a kill to the first commit that was told of, each. */
  readonly resumed: readonly number[]
}

/**
 * When the collector is killed. `starting`: before or at its first work. `writing`: just after a write to the file or
 * its log was seen, in a commit or in a checkpoint. `working`: after a commit, at any time. `closing`: after it was asked
 * to stop.
 */
export type Moment = 'starting' | 'writing' | 'working' | 'closing'

const MOMENTS: readonly (readonly [upTo: number, moment: Moment])[] = [
  [0.15, 'starting'],
  [0.6, 'writing'],
  [0.85, 'working'],
  [1, 'closing'],
]
/** Of the messages, those that are there before the first start. */
const AT_FIRST = 0.2
/** Of the messages, those that are sent in transactions: as many again are sent in one that is aborted. */
const IN_TRANSACTIONS = 0.02
/** Lines of CSV a message. */
const OF_CSV = 0.02
const PATIENCE_MS = 20_000

/**
 * Loads a topic, and meanwhile collects it by processes that are killed one after the other, until all is collected;
 * the broker is restarted once, and killed once, and the topic gets a partition. Then compares.
 */
export const killRun = (options: KillOptions): Promise<KillReport> => new KillRun(options).run()

class KillRun {
  readonly #options: KillOptions
  readonly #next: () => number
  readonly #kills: Record<Moment, number> = { starting: 0, writing: 0, working: 0, closing: 0 }
  readonly #left = { nothing: 0, whole: 0, begun: 0 }
  readonly #resumed: number[] = []
  /** What happens once, when so many kills are done. */
  readonly #events: [kills: number, event: (collector: Collector) => Promise<void>][]
  #brokerRestarts = 0
  #brokerKills = 0
  /** The next message, and the next line of CSV. */
  #sent = 0
  #lines = 0
  /** The one that lives now, or lived last. */
  #collector: Collector | null = null

  constructor(options: KillOptions) {
    const { kills, seed } = options
    this.#options = options
    this.#next = chances(seed)
    this.#events = [
      [Math.floor(kills / 3), (collector) => this.#restartBroker(collector)],
      [Math.floor(kills / 2), () => this.#sendTransactions()],
      [Math.floor((2 * kills) / 3), (collector) => this.#killBroker(collector)],
      [Math.floor((5 * kills) / 6), () => this.#addPartition()],
    ]
  }

  async run(): Promise<KillReport> {
    const { broker, client, topic, file, messages, kills, partitions, raw } = this.#options
    // One partition more, the last one, has CSV.
    await client.createTopic(topic, { partitions: partitions + 1, settings: { 'retention.ms': '-1' } })
    await this.#sendUpTo(Math.round(messages * AT_FIRST))
    try {
      for (let done = 0; done < kills;) {
        // What this life finds: about as much as every other one.
        const share = (messages - this.#sent) / (kills - done)
        await this.#sendUpTo(this.#sent + Math.round(share * (0.5 + this.#next())))
        if (await this.#live(done)) done++
      }
      await this.#sendUpTo(messages)
      // The last message of each partition is a plain one.
      await sendMessages(client, topic, { from: messages, to: messages + partitions, partitions })
      const last = this.#start()
      if ((await last.end()) !== 0) throw this.#failed('the last collector failed')
    } finally {
      if (this.#collector?.isAlive) await this.#collector.kill()
    }
    const contents = await contentsOf(broker.bootstrap, topic)
    return {
      ...compare(file, { name: topic, contents }, { raw }),
      kills: this.#kills,
      left: this.#left,
      brokerRestarts: this.#brokerRestarts,
      brokerKills: this.#brokerKills,
      resumed: this.#resumed,
    }
  }

  #start(...flags: string[]): Collector {
    const { broker, topic, file, raw } = this.#options
    const all = raw ? ['--raw', ...flags] : flags
    return (this.#collector = new Collector({ bootstrap: broker.bootstrap, topic, file, flags: all }))
  }

  /** One life, after so many kills; false where it ended before it could be killed. */
  async #live(kills: number): Promise<boolean> {
    const isFirst = this.#collector === null
    const collector = this.#start('--follow')
    if (this.#events.length > 0 && this.#events[0][0] <= kills) await this.#events.shift()?.[1](collector)
    const u = this.#next()
    const moment = MOMENTS.find(([upTo]) => u < upTo)?.[1] ?? 'closing'
    await reach(collector, moment, this.#next)
    const isKilled = collector.isAlive
    if (isKilled) await collector.kill()
    else if ((await collector.end()) !== 0 || moment !== 'closing')
      throw this.#failed('the collector ended by itself')
    if (collector.firstCommit !== null && !isFirst) this.#resumed.push(collector.firstCommit)
    if (!isKilled) return false
    this.#kills[moment]++
    this.#left[leftInLog(this.#options.file)]++
    if ((kills + 1) % 10 === 0) this.#options.say(`${kills + 1} kills, ${this.#sent} messages sent`)
    return true
  }

  #failed(what: string): Error {
    return new Error(`${what} (seed ${this.#options.seed}):\n${this.#collector?.text ?? ''}`)
  }

  async #sendUpTo(count: number): Promise<void> {
    const { client, topic, messages, partitions } = this.#options
    const to = Math.max(this.#sent, Math.min(count, messages))
    await sendMessages(client, topic, { from: this.#sent, to, partitions })
    this.#sent = to
    // Of which no line means anything without its header.
    const csv = Array.from({ length: Math.floor(to * OF_CSV) - this.#lines }, (_, i) => CSV + this.#lines + i)
    await client.send(
      topic,
      csv.map((id) => recordOf(id, partitions)),
    )
    this.#lines += csv.length
  }

  /** Some messages in a transaction that is aborted, and some in one that is committed. */
  async #sendTransactions(): Promise<void> {
    const { broker, topic, messages, partitions } = this.#options
    const size = Math.round(messages * IN_TRANSACTIONS)
    const to = this.#sent + size
    await sendTransaction(broker.bootstrap, topic, { from: 0, to: size, partitions }, 'abort')
    await sendTransaction(broker.bootstrap, topic, { from: this.#sent, to, partitions }, 'commit')
    this.#sent = to
  }

  /** The topic gets one partition more, with messages. */
  async #addPartition(): Promise<void> {
    const { broker, client, topic, messages, partitions } = this.#options
    const added = partitions + 1
    await addPartition(broker.bootstrap, topic, added + 1)
    const ids = Array.from({ length: 100 }, (_, i) => messages + partitions + i)
    await client.send(
      topic,
      ids.map((id) => recordOf(id, added)),
    )
  }

  async #restartBroker(collector: Collector): Promise<void> {
    this.#brokerRestarts++
    await this.#outage(collector, () => this.#options.broker.stop())
  }

  async #killBroker(collector: Collector): Promise<void> {
    this.#brokerKills++
    await this.#outage(collector, () => this.#options.broker.kill())
  }

  /** The broker goes away under a collector that has begun, and comes back with more. */
  async #outage(collector: Collector, goAway: () => Promise<void>): Promise<void> {
    await collector.committed(PATIENCE_MS)
    await goAway()
    await sleep(1000 * this.#next())
    await this.#options.broker.start()
    await this.#sendUpTo(this.#sent + this.#options.partitions * 50)
    await sleep(1500)
    if (!collector.isAlive) throw this.#failed('the collector did not survive its broker')
  }
}

/** Waits for the moment. */
async function reach(collector: Collector, moment: Moment, next: () => number): Promise<void> {
  switch (moment) {
    case 'starting':
      return sleep(900 * next())
    case 'writing':
      await collector.writes(1 + Math.floor(60 * next() ** 2), PATIENCE_MS)
      return sleep(4 * next())
    case 'working':
      await collector.committed(PATIENCE_MS)
      return sleep(400 * next())
    case 'closing':
      await collector.committed(PATIENCE_MS)
      collector.child.kill('SIGTERM')
      return sleep(60 * next())
  }
}
