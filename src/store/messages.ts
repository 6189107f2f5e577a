import { isUtf8 } from 'node:buffer'
import { now } from '../clock'
import { type Coordinates, type Header, type KafkaRecord } from '../record'
import { BulkInsert, type Chunk, type Target } from './bulk'
import { OtherMessage, storedTimestamp } from './coordinates'
import { type Prepares } from './driver'

const TARGET: Target = {
  table: 'messages',
  key: ['source', 'partition', 'offset'],
  columns: [
    ...['source', 'partition', 'offset'],
    ...['timestamp', 'found_at', 'key', 'value', 'headers', 'key_is_text', 'value_is_text'],
  ],
}
const WIDTH = TARGET.columns.length
const KEY = 'source = ? AND partition = ? AND offset = ?'

/** Puts messages as they came into `messages`, each once. Runs inside a transaction. */
export class MessageWriter {
  readonly #on: Prepares
  readonly #bulk: BulkInsert
  readonly #mayChange: boolean
  #topic = ''
  #added = 0
  #bytes = 0

  /** `mayChange`: lines of a file may be others when it is read again, and are then replaced; messages never are. */
  constructor(on: Prepares, { mayChange = false } = {}) {
    this.#on = on
    this.#mayChange = mayChange
    this.#bulk = new BulkInsert(on, TARGET, (chunk) => this.#settle(chunk))
  }

  /** How many were not there yet. */
  get added(): number {
    return this.#added
  }

  /** Bytes of those that were not there yet; NaN where some of them were, which makes them too costly to tell apart. */
  get bytes(): number {
    return this.#bytes
  }

  /** Adds a message; it is there after `flush` at the latest. Throws OtherMessage where there is another one. */
  add(source: number, record: KafkaRecord): void {
    if (this.#bulk.isFull || record.topic !== this.#topic) this.#bulk.flush()
    this.#topic = record.topic
    this.#bulk.row().push(source, record.partition, record.offset, ...messageValues(record))
  }

  /** Throws OtherMessage. */
  flush(): void {
    this.#bulk.flush()
  }

  #settle({ values, length, added, isSame }: Chunk): void {
    this.#added += added
    if (added === length) this.#bytes += sizeOf(values)
    else if (added > 0) this.#bytes = NaN
    if (!isSame) this.#compareEach(values)
  }

  /** The time at which a message was stored is no part of it; all else is. */
  #compareEach(values: readonly unknown[]): void {
    const same = this.#on
      .prepare(
        `SELECT timestamp IS ? AND key IS ? AND value IS ? AND headers IS ? FROM messages WHERE ${KEY}`,
      )
      .pluck()
    for (let at = 0; at < values.length; at += WIDTH) {
      const [source, partition, offset, ...message] = values.slice(at, at + WIDTH)
      const [timestamp, , key, value, headers] = message
      const place = [source, partition, offset]
      if (same.get(timestamp, key, value, headers, ...place) === 1) continue
      if (!this.#mayChange) throw new OtherMessage('messages', placeOf(place, this.#topic))
      const rest = TARGET.columns.slice(TARGET.key.length)
      this.#on
        .prepare(`UPDATE messages SET ${rest.map((c) => `${c} = ?`).join(', ')} WHERE ${KEY}`)
        .run(...message, ...place)
    }
  }
}

const placeOf = ([, partition, offset]: readonly unknown[], topic: string): Coordinates =>
  ({ topic, partition, offset }) as Coordinates

function messageValues({ timestamp, key, value, headers }: KafkaRecord): unknown[] {
  const time = storedTimestamp(timestamp)
  return [
    time,
    time === null ? now().getTime() : null,
    key,
    value,
    headersJson(headers),
    isText(key),
    isText(value),
  ]
}

/** Whether bytes are UTF-8 that can be shown as text, as SQLite has truth; null where there are none. */
export const isText = (bytes: Buffer | null): number | null =>
  bytes === null ? null : isUtf8(bytes) && !bytes.includes(0) ? 1 : 0

/** Pairs of name and value, the value in Base64 because it is bytes; NULL where there are none. */
const headersJson = (headers: readonly Header[]): string | null =>
  headers.length === 0
    ? null
    : JSON.stringify(headers.map(([name, value]) => [name, value?.toString('base64') ?? null]))

/** Bytes of keys, values and headers, as `STORED_SIZE` counts them. */
function sizeOf(values: readonly unknown[]): number {
  let bytes = 0
  for (let at = 0; at < values.length; at += WIDTH)
    for (const part of values.slice(at + 5, at + 8))
      bytes += typeof part === 'string' || Buffer.isBuffer(part) ? Buffer.byteLength(part) : 0
  return bytes
}

/** The bytes of a stored message. */
export const STORED_SIZE =
  'coalesce(length(key), 0) + coalesce(length(value), 0) + coalesce(octet_length(headers), 0)'
