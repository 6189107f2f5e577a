import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readConfig } from '../../src/config'
import { type KafkaClient, openClient } from '../../src/kafka/client'
import { type Message } from '../../src/kernel/wire'
import { Harness, ofType, printed } from '../kernel/harness'
import { kafkaMissing, startTestKafka, type TestKafka } from '../support/kafka'
import { student } from './fake-topic'

const missing = await kafkaMissing()

describe.skipIf(missing)(`a collection in a notebook${missing ? ` (${missing})` : ''}`, () => {
  let kafka: TestKafka
  let client: KafkaClient
  let kernel: Harness
  let folder: string

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'carnet-collect-'))
    kafka = await startTestKafka()
    client = openClient(readConfig({ brokers: kafka.bootstrap }, {}))
    await client.createTopic('message', { partitions: 2 })
    await send(0, 3)
    kernel = await Harness.start()
    const { reply } = await kernel.run(`
      import { boxPlot, collect, connect, groupStats, integer, liveDisplay, openStore, schema, show, text } from 'carnet'
      const student = schema({ nom: text(), prenom: text(), age: integer(), filiere: text() }, { name: 'students' })
      const kafka = await connect({ brokers: '${kafka.bootstrap}' })
      const store = openStore(${JSON.stringify(join(folder, 'a.db'))})`)
    expect(reply.status).toBe('ok')
  })
  afterAll(async () => {
    await kernel?.client.stop()
    await client?.close()
    await kafka?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  const send = (partition: number, count: number) =>
    client.send(
      'message',
      Array.from({ length: count }, (_, i) => ({
        partition,
        key: null,
        value: Buffer.from(student(18 + i)),
      })),
    )
  const texts = (messages: readonly Message[]): string[] =>
    messages
      .filter((m) => ['display_data', 'update_display_data'].includes(m.header.msg_type))
      .map((m) => (m.content.data as Record<string, string>)['text/plain'])
  const ROWS = "store.query('SELECT count(*) AS n FROM students').columns[0].values[0]"

  test('runs beside the cells, with its progress under the one that began it', async () => {
    const { reply, request } = await kernel.runWatched(
      "const collection = collect(kafka, 'message', student, store, { follow: true, poll: 0.1 })",
    )
    expect(reply.status).toBe('ok')
    await kernel.until(() => texts(kernel.about(request)).some((t) => t.startsWith('message: 3 messages')))
    await send(1, 4)
    await kernel.until(() => texts(kernel.about(request)).some((t) => t.startsWith('message: 7 messages')))
    const { published } = await kernel.run('console.log((await collection.stop()).messages)')
    expect(printed(published)).toBe('7\n')
    expect(texts(kernel.about(request)).at(-1)).toBe(
      'Collected 7 messages, 7 rows, 0 rejects: it was stopped',
    )
    // One output that is written anew.
    expect(ofType(kernel.about(request), 'display_data')).toHaveLength(1)
  })

  test('a live cell shows a table and a chart while it collects; an interrupt ends both with what was read', async () => {
    await kernel.run(
      "const again = collect(kafka, 'message', student, store, { follow: true, poll: 0.1, quiet: true })",
    )
    const watching = kernel.runWatched(`
      const table = liveDisplay(), chart = liveDisplay()
      let seen = 0
      for await (const { messages } of again) {
        if (messages === seen) continue
        seen = messages
        const stats = groupStats(store.toFrame('SELECT filiere, age FROM students'), { by: 'filiere', of: 'age' })
        table.update(stats)
        chart.update(boxPlot(stats))
      }
      await table.done()
      console.log('over')`)
    await send(0, 5)
    await kernel.until(() => texts(kernel.everything()).some((t) => /^Biologie +12 /m.test(t)))
    kernel.client.interrupt()
    const { reply, published } = await watching
    expect(reply.status).toBe('ok')
    expect(printed(published)).toBe('over\n')
    const { published: after } = await kernel.run('console.log((await again).stop, (await again).messages)')
    expect(printed(after)).toBe('stopped 5\n')
  })

  test('a cell that is run again takes the place of the one before, and what is stored stays as it was', async () => {
    const cell = "let third = collect(kafka, 'message', student, store, { follow: true, quiet: true })"
    await kernel.run(cell)
    await kernel.run(cell)
    await send(0, 1)
    const { published } = await kernel.run(
      'for await (const step of third) if (step.messages > 0) break; await third.stop()',
    )
    expect(printed(published, 'stderr')).toBe('')
    const { published: rows } = await kernel.run(`console.log(String(${ROWS}))`)
    expect(printed(rows)).toBe('13\n')
  })

  test('one that fails while nobody waits says so', async () => {
    await kernel.run("collect(kafka, 'mesage', student, store, { follow: true }); undefined")
    await kernel.until(() => printed(kernel.everything(), 'stderr').includes('TOPIC_UNKNOWN'))
    expect(printed(kernel.everything(), 'stderr')).toContain(
      'The collection of mesage ended after 0 messages: There is no topic "mesage" that you may see.',
    )
    const { reply } = await kernel.run('1 + 1')
    expect(reply.status).toBe('ok')
  })
})
