import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { ByteReader, ByteWriter } from '../../src/kafka/bytes'

/** A partition as a broker keeps it. */
export interface FakePartition {
  /** Log start and end. */
  start: bigint
  end: bigint
  /** Whole batches, with the offsets of the first and last message that they stand for. */
  batches: { readonly first: bigint; readonly last: bigint; readonly bytes: Buffer }[]
}

export interface FakeKafka {
  /** `127.0.0.1:port` */
  readonly address: string
  /** Each fetch that came, as the partitions that were asked for, in their order. */
  readonly fetches: { readonly topic: string; readonly partition: number; readonly offset: bigint }[][]
  close(): void
}

const FETCH = 1
const LIST_OFFSETS = 2
const METADATA = 3
const API_VERSIONS = 18
/** Key, least and greatest version. */
const VERSIONS = [
  [FETCH, 4, 11],
  [LIST_OFFSETS, 1, 2],
  [METADATA, 0, 5],
  [API_VERSIONS, 0, 2],
] as const

/**
 * A broker that gives the replies which a real one does not give on demand: offsets near 2^63, a log that changes under
 * the reader. It answers what a read asks: versions, metadata, offsets, fetches.
 */
export async function fakeKafka(
  topics: Readonly<Record<string, readonly FakePartition[]>>,
  { onFetch = () => {} }: { onFetch?: (count: number) => void } = {},
): Promise<FakeKafka> {
  const sockets = new Set<Socket>()
  const fetches: FakeKafka['fetches'] = []
  const server = createServer((socket) => {
    sockets.add(socket)
    let rest = Buffer.alloc(0)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
    socket.on('data', (data) => {
      rest = Buffer.concat([rest, data])
      while (rest.length >= 4 && rest.length >= 4 + rest.readInt32BE(0)) {
        const request = rest.subarray(4, 4 + rest.readInt32BE(0))
        rest = rest.subarray(4 + request.length)
        socket.write(answer(request))
      }
    })
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo

  function answer(bytes: Buffer): Buffer {
    const r = new ByteReader(bytes)
    const [apiKey, apiVersion, correlation] = [r.int16(), r.int16(), r.int32()]
    r.nullableText() // client
    const body = new ByteWriter().int32(correlation)
    if (apiKey === API_VERSIONS) versions(body, apiVersion)
    else if (apiKey === METADATA) metadata(r, body)
    else if (apiKey === LIST_OFFSETS) offsets(r, body)
    else if (apiKey === FETCH) fetched(r, body)
    const { written } = body
    return Buffer.concat([new ByteWriter().int32(written.length).written, written])
  }

  function versions(out: ByteWriter, version: number): void {
    out.int16(0).array(VERSIONS, ([key, least, most]) => out.int16(key).int16(least).int16(most))
    if (version > 0) out.int32(0)
  }

  function metadata(r: ByteReader, out: ByteWriter): void {
    const asked = r.array(() => r.text())
    out.int32(0).array([1], (node) => out.int32(node).text('127.0.0.1').int32(port).int16(-1))
    out.text('fake').int32(1)
    out.array(asked, (name) => {
      const known = Object.hasOwn(topics, name) ? topics[name] : null
      out
        .int16(known ? 0 : 3)
        .text(name)
        .int8(0)
      out.array([...(known ?? []).keys()], (partition) => {
        out.int16(0).int32(partition).int32(1) // its leader
        for (const nodes of [[1], [1], []]) out.array(nodes, (n) => out.int32(n))
      })
    })
  }

  function offsets(r: ByteReader, out: ByteWriter): void {
    r.int32()
    r.int8()
    const asked = r.array(() => ({
      topic: r.text(),
      partitions: r.array(() => ({ partition: r.int32(), time: r.int64() })),
    }))
    out.int32(0).array(asked, ({ topic, partitions }) =>
      out.text(topic).array(partitions, ({ partition, time }) => {
        const log = topics[topic][partition]
        out
          .int32(partition)
          .int16(0)
          .int64(-1n)
          .int64(time === -2n ? log.start : time === -1n ? log.end : -1n)
      }),
    )
  }

  function fetched(r: ByteReader, out: ByteWriter): void {
    for (let n = 0; n < 3; n++) r.int32()
    const mostBytes = r.int32()
    r.int8()
    r.int32()
    r.int32()
    const asked = r
      .array(() => {
        const topic = r.text()
        return r.array(() => {
          const partition = r.int32()
          r.int32()
          const offset = r.int64()
          r.int64()
          return { topic, partition, offset, most: r.int32() }
        })
      })
      .flat()
    fetches.push(asked.map(({ topic, partition, offset }) => ({ topic, partition, offset })))
    onFetch(fetches.length)
    let left = mostBytes
    out.int32(0).int16(0).int32(0)
    out.array(asked, ({ topic, partition, offset, most }) => {
      const log = topics[topic][partition]
      const gone = offset < log.start || offset > log.end
      const part = gone ? [] : log.batches.filter((b) => b.last >= offset).map((b) => b.bytes)
      // The first batch of the first partition comes whole; all else is cut where it does not fit.
      const first = left === mostBytes ? (part[0]?.length ?? 0) : 0
      const bytes = Buffer.concat(part).subarray(0, Math.max(first, Math.min(left, most)))
      left = Math.max(0, left - bytes.length)
      out.text(topic).array([partition], (p) =>
        out
          .int32(p)
          .int16(gone ? 1 : 0)
          .int64(log.end)
          .int64(log.end)
          .int64(log.start)
          .int32(-1)
          .int32(-1)
          .int32(bytes.length)
          .raw(bytes),
      )
    })
  }

  return {
    address: `127.0.0.1:${port}`,
    fetches,
    close: () => {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}
