import { type Parsed } from '../parse/outcome'
import { type Coordinates } from '../record'
import { type Connection } from './connection'
import { OtherMessage, storedTimestamp } from './coordinates'
import { quote } from './layout'
import { type SourceOf } from './rows'
import { addGeneration, generationsOf, newestSource, type StoredSource } from './sources'

/**
 * Which generation of each topic an outcome belongs to. A topic that was made anew has other messages at the same offsets:
 * they go into the next generation; and what was saved before, and is saved again, goes where it was.
 * Every method runs inside a transaction.
 */
export class SavedSources {
  readonly #connection: Connection
  readonly #parsed: Parsed
  readonly #cluster: string
  readonly #sources = new Map<string, StoredSource>()
  /** Sources that were found to hold other messages. */
  readonly #refused = new Set<number>()
  /** Topics whose next generation begins here. */
  readonly #anew = new Set<string>()

  constructor(connection: Connection, parsed: Parsed) {
    this.#connection = connection
    this.#parsed = parsed
    this.#cluster = parsed.provenance.clusterId ?? ''
  }

  of(topic: string): number {
    return this.#source(topic).id
  }

  get ids(): number[] {
    return this.#parsed.provenance.topics.map((topic) => this.of(topic))
  }

  /** Of each topic, in the order of the outcome's topics. */
  get generations(): number[] {
    return this.#parsed.provenance.topics.map((topic) => this.#source(topic).generation)
  }

  /** The greatest of its topics. */
  get generation(): number {
    return Math.max(1, ...[...this.#sources.values()].map((s) => s.generation))
  }

  /** What is out of the ordinary about the generations, in a sentence; null where nothing is. */
  get note(): string | null {
    const notes = [...this.#sources.values()].flatMap(({ topic, generation }) => {
      if (this.#anew.has(topic)) return anewNote(topic, generation)
      const newest = generationsOf(this.#connection, this.#cluster, topic)[0].generation
      return generation < newest
        ? `These are messages of "${topic}" as it was before it was made anew: generation ${generation} of ${newest}.`
        : []
    })
    return notes.length > 0 ? notes.join(' ') : null
  }

  /**
   * Runs work that writes; once more, into another generation of a topic, where it finds another message of that topic in
   * its place: into one that holds these messages, or else the next one. Throws OtherMessage where that happens in a new
   * generation.
   */
  settle<T>(work: (sourceOf: SourceOf) => T): T {
    const attempt = this.#connection.db.transaction(() => work((topic) => this.of(topic)))
    for (;;)
      try {
        return attempt()
      } catch (e) {
        if (!(e instanceof OtherMessage) || this.#anew.has(e.at.topic)) throw e
        this.#turnFrom(e.at.topic)
      }
  }

  #turnFrom(topic: string): void {
    this.#refused.add(this.of(topic))
    this.#sources.set(topic, this.#holding(topic) ?? this.#begin(topic))
  }

  #begin(topic: string): StoredSource {
    const [newest] = generationsOf(this.#connection, this.#cluster, topic)
    this.#anew.add(topic)
    const note = anewNote(topic, newest.generation + 1)
    return addGeneration(this.#connection, this.#cluster, topic, note)
  }

  #source(topic: string): StoredSource {
    let source = this.#sources.get(topic)
    if (!source) this.#sources.set(topic, (source = this.#choose(topic)))
    return source
  }

  /** With one generation it is simply tried. */
  #choose(topic: string): StoredSource {
    const newest = newestSource(this.#connection, this.#cluster, topic)
    return newest.generation === 1 ? newest : (this.#holding(topic) ?? newest)
  }

  /** The newest generation that holds some of these messages, and no other ones in their places. */
  #holding(topic: string): StoredSource | undefined {
    return generationsOf(this.#connection, this.#cluster, topic).find(
      (source) => !this.#refused.has(source.id) && this.#holds(source),
    )
  }

  #holds({ id, topic }: StoredSource): boolean {
    const table = quote(this.#parsed.schema.name)
    const key = 'source = ? AND partition = ? AND offset = ?'
    const time = this.#connection
      .prepare(
        `SELECT timestamp FROM ${table} WHERE ${key} UNION ALL SELECT timestamp FROM messages WHERE ${key} LIMIT 1`,
      )
      .raw()
    let found = false
    for (const { partition, offset, timestamp } of this.#messages(topic)) {
      const place = [id, partition, offset]
      const stored = time.get(...place, ...place) as [number | null] | undefined
      if (!stored) continue
      if (stored[0] !== storedTimestamp(timestamp)) return false
      found = true
    }
    return found
  }

  *#messages(topic: string): Generator<Coordinates & { readonly timestamp: number }> {
    for (const origin of this.#parsed.origins) if (origin.topic === topic) yield origin
    for (const { record } of this.#parsed.rejects) if (record.topic === topic) yield record
  }
}

const anewNote = (topic: string, generation: number): string =>
  `Topic "${topic}" was made anew since its messages were stored: what is read of it now goes into generation ${generation}.`
