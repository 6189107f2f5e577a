import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readConfig } from '../../src/config'
import { openClient } from '../../src/kafka/client'
import { replaySource } from '../../src/source/replay'
import { kafkaMissing, startTestKafka, type TestKafka } from '../support/kafka'
import { portProxy, type PortProxy } from '../support/port-proxy'
import { Harness, ofType, plain, printed } from './harness'

let kernel: Harness
beforeAll(async () => {
  kernel = await Harness.start()
})
afterAll(() => kernel.client.stop())

const FOR_EVER = "console.log('runs'); for (;;);"
const WAITING = "console.log('runs'); await new Promise((r) => setTimeout(r, 60_000))"

/** Runs a cell that prints `runs` and does not end, and interrupts it. */
async function interrupted(
  code: string,
  how: () => unknown = () => kernel.client.interrupt(),
): Promise<void> {
  const before = printed(kernel.everything()).length
  const running = kernel.run(code)
  await Promise.race([
    running,
    kernel.until(() => printed(kernel.everything()).slice(before).includes('runs')),
    // A loop that prints once keeps its line until it is over.
    new Promise((resolve) => setTimeout(resolve, 1000)),
  ])
  how()
  const { reply } = await running
  expect(reply).toMatchObject({ status: 'error', ename: 'Interrupted' })
  expect(plain(reply)).toBe('The cell was interrupted.')
}

const stillAlive = async (): Promise<void> => {
  expect(printed((await kernel.run("console.log('alive')")).published)).toBe('alive\n')
}

describe('an interrupt', () => {
  test('stops a loop that never yields, twice', async () => {
    await interrupted(FOR_EVER)
    await interrupted(FOR_EVER)
    await stillAlive()
  })

  test('stops a wait, twice', async () => {
    await interrupted(WAITING)
    await interrupted(WAITING)
    await stillAlive()
  })

  test('stops both after cells and libraries listen to SIGINT, and tells them', async () => {
    await kernel.run(
      "let told = 0; process.on('SIGINT', () => { console.log('told', ++told) }); process.once('SIGINT', () => {})",
    )
    await interrupted(FOR_EVER)
    await interrupted(WAITING)
    await interrupted(FOR_EVER)
    const { published } = await kernel.run('console.log(told)')
    expect(printed(published)).toBe('3\n')
  })

  test('is the event carnet:interrupt', async () => {
    await kernel.run(
      "let heard = 0; const hear = () => { heard++ }; process.on('carnet:interrupt' as 'exit', hear)",
    )
    await interrupted(WAITING)
    await kernel.run("process.off('carnet:interrupt' as 'exit', hear)")
    await interrupted(WAITING)
    expect(printed((await kernel.run('console.log(heard)')).published)).toBe('1\n')
  })

  test('still works after a cell removed all listeners', async () => {
    await kernel.run("process.removeAllListeners('SIGINT')")
    await interrupted(WAITING)
    await interrupted(FOR_EVER)
    await stillAlive()
  })

  test('comes as a signal too', async () => {
    const signal = (): boolean => process.kill(kernel.client.pid ?? 0, 'SIGINT')
    await interrupted(WAITING, signal)
    await interrupted(FOR_EVER, signal)
    await stillAlive()
  })

  test('aborts the cells queued behind', async () => {
    const running = kernel.run(WAITING)
    const queued = kernel.run('1')
    setTimeout(() => kernel.client.interrupt(), 200)
    expect((await running).reply.status).toBe('error')
    expect((await queued).reply).toEqual({ status: 'aborted' })
  })

  test('while nothing runs is no trouble', async () => {
    kernel.client.interrupt()
    await new Promise((resolve) => setTimeout(resolve, 100))
    await stillAlive()
  })
})

describe('an interrupt after a wait', () => {
  const SLEEP = 'const sleep = (ms: number) => new Promise<void>((r) => setTimeout(r, ms))\n'

  test.each([
    "await sleep(1); console.log('runs'); for (;;);",
    "await sleep(1); console.log('runs'); let i = 0; do i++; while (i > 0)",
    "console.log('runs'); while (true) await sleep(1)",
    "console.log('runs'); while (true) { try { await sleep(1); await Promise.reject(1) } catch {} }",
    "console.log('runs'); for await (const n of (async function* () { for (;;) yield 1 })()) await null",
    "const spin = async () => { for (;;); }; await sleep(1); console.log('runs'); await spin()",
    "setTimeout(() => { console.log('runs'); for (;;); }, 10); await sleep(60_000)",
    "console.log('runs'); /^(a+)+b$/.test('a'.repeat(45))",
  ])('stops %j', async (code) => {
    await interrupted(SLEEP + code)
    await stillAlive()
  })

  test('lets a loop clean up', async () => {
    const before = printed(kernel.everything()).length
    await interrupted(
      `${SLEEP}await sleep(1)\ntry { console.log('runs'); for (;;); } finally { console.log('cleaned up') }`,
    )
    expect(printed(kernel.everything()).slice(before)).toContain('cleaned up\n')
  })

  test('nothing of the cell goes on, and what its finished statements made is there', async () => {
    await interrupted(
      `${SLEEP}const kept = 7\nlet rounds = { n: 0 }\nconsole.log('runs')\nwhile (true) { await sleep(1); rounds.n++ }\nconst never = 1`,
    )
    const { published } = await kernel.run(
      'const before = rounds.n; await new Promise((r) => setTimeout(r, 50)); console.log(kept, before > 0, rounds.n === before)',
    )
    expect(printed(published)).toBe('7 true true\n')
    expect((await kernel.run('never')).reply.ename).toBe('TypeScriptError')
  })

  test('waits for a library to come to its end, and then nothing more is run', async () => {
    const code = `${SLEEP}await sleep(1); console.log('runs')
      const until = Date.now() + 1500; JSON.parse('[' + '1,'.repeat(5e6) + '1]', (_, v) => (Date.now() > until ? 0 : v))
      console.log('never')`
    const before = printed(kernel.everything()).length
    await interrupted(code)
    expect(printed(kernel.everything()).slice(before)).not.toContain('never')
  })

  test('stops a loop in a timer of a cell that has ended', async () => {
    const first = await kernel.run(
      "setTimeout(() => { console.log('spins'); setTimeout(() => { for (;;); }, 50) }, 50); 0",
    )
    await kernel.until(() => printed(kernel.about(first.request)).includes('spins'))
    await new Promise((resolve) => setTimeout(resolve, 300))
    kernel.client.interrupt()
    await stillAlive()
    expect(printed(kernel.about(first.request), 'stderr')).toContain('The cell was interrupted.')
  })
})

describe('an interrupt with a listener that asks for grace', () => {
  const ASKING = "const ask = (i: any) => i.grace(); process.on('carnet:interrupt' as 'exit', ask)"

  test('lets the cell end by itself, and aborts the cells queued behind', async () => {
    const before = printed(kernel.everything()).length
    const running = kernel.run(`
      console.log('runs')
      const ended = await new Promise<string>((resolve) =>
        process.once('carnet:interrupt' as 'exit', (i: any) => { i.grace(); resolve('by itself') }))`)
    const queued = kernel.run('1')
    await kernel.until(() => printed(kernel.everything()).slice(before).includes('runs'))
    kernel.client.interrupt()
    const { reply, published } = await running
    expect(reply).toMatchObject({ status: 'ok' })
    expect(ofType(published, 'error')).toEqual([])
    expect(printed(published, 'stderr')).toBe('The cell was interrupted; what was read until then is kept.\n')
    expect((await queued).reply).toEqual({ status: 'aborted' })
    expect(printed((await kernel.run('console.log(ended)')).published)).toBe('by itself\n')
  })

  test('fails the cell that does not end, and at once when it comes again', async () => {
    await kernel.run(ASKING)
    await interrupted(WAITING)
    await interrupted(WAITING, () => {
      kernel.client.interrupt()
      setTimeout(() => kernel.client.interrupt(), 100)
    })
    await interrupted(FOR_EVER)
    await kernel.run("process.off('carnet:interrupt' as 'exit', ask)")
    await stillAlive()
  })

  test('of a cell that fails meanwhile: it fails as interrupted', async () => {
    await interrupted(`
      console.log('runs')
      await new Promise((_, reject) =>
        process.once('carnet:interrupt' as 'exit', (i: any) => { i.grace(); reject(new Error('stopped')) }))`)
  })
})

const missing = await kafkaMissing()

describe.skipIf(missing)(`an interrupt of a read${missing ? ` (${missing})` : ''}`, () => {
  const MESSAGES = 3_000
  let kafka: TestKafka
  let proxy: PortProxy
  let captures: string

  beforeAll(async () => {
    captures = mkdtempSync(join(tmpdir(), 'carnet-captures-'))
    proxy = await portProxy()
    kafka = await startTestKafka({
      properties: { 'advertised.listeners': `PLAINTEXT://${proxy.address}` },
    })
    proxy.target = kafka.bootstrap
    const client = openClient(readConfig({ brokers: proxy.address }, {}))
    await client.createTopic('slow', { partitions: 3, settings: { 'retention.ms': '-1' } })
    const value = Buffer.alloc(20_000, 1)
    const records = Array.from({ length: MESSAGES }, (_, i) => ({
      partition: i % 3,
      key: Buffer.from(`${i}`),
      value,
    }))
    await client.send('slow', records)
    await client.close()
    // 60 MB at 6.5 MB a second at most: a moment after the first chunk is in mid-read.
    proxy.delayMs = 10
    // Without the listeners that other tests left behind.
    await kernel.client.stop()
    kernel = await Harness.start()
    const { reply } = await kernel.run(`
      import { connect } from 'carnet'
      process.env.CARNET_CAPTURES = ${JSON.stringify(captures)}
      const quiet = { quiet: true }
      const kafka = await connect({ brokers: '${proxy.address}' })`)
    expect(reply).toMatchObject({ status: 'ok' })
  })
  afterAll(async () => {
    await kernel.run('await kafka.close()')
    await kafka?.stop()
    await proxy?.close()
    rmSync(captures, { recursive: true, force: true })
  })

  const files = (): string[] => readdirSync(captures).sort()

  /** Runs a cell that reads, and interrupts it when its capture holds something. */
  async function interruptedRead(code: string): ReturnType<Harness['run']> {
    const before = files()
    const running = kernel.run(code)
    await kernel.until(() =>
      files().some((file) => !before.includes(file) && statSync(join(captures, file)).size > 1_000_000),
    )
    kernel.client.interrupt()
    return running
  }

  test('ends it: the variable and the capture hold what was read', async () => {
    const { reply, published } = await interruptedRead("const batch = await kafka.read('slow', quiet)")
    expect(reply).toMatchObject({ status: 'ok' })
    expect(printed(published, 'stderr')).toContain('The cell was interrupted')
    const found = await kernel.run(
      'console.log(JSON.stringify([batch.length, batch.records().length, batch.summary.stop]))',
    )
    const [length, records, stop] = JSON.parse(printed(found.published)) as [number, number, string]
    expect(stop).toBe('interrupted')
    expect(length).toBeGreaterThan(0)
    expect(length).toBeLessThan(MESSAGES)
    expect(records).toBe(length)
    const [capture = '', ...others] = files()
    expect(others).toEqual([])
    const again = await replaySource(join(captures, capture)).read('slow')
    expect(again.summary.stop).toBe('interrupted')
    expect(again.records()).toHaveLength(length)
  })

  test('before the cluster answers fails the cell, like any wait', async () => {
    proxy.delayMs = 60_000
    await interrupted("console.log('runs'); const none = await kafka.read('slow', quiet)")
    proxy.delayMs = 10
    proxy.cut()
    await stillAlive()
  })

  test('runs what comes after the read, as long as that does not last', async () => {
    const short = await interruptedRead(
      "const first = await kafka.read('slow', quiet)\nconsole.log(first.length > 0)",
    )
    expect(short.reply).toMatchObject({ status: 'ok' })
    expect(printed(short.published)).toBe('true\n')
    const long = await interruptedRead(
      "const second = await kafka.read('slow', quiet)\nawait new Promise((r) => setTimeout(r, 60_000))",
    )
    expect(long.reply).toMatchObject({ status: 'error', ename: 'Interrupted' })
  })

  test('ends a stream: the loop over it goes on to its end', async () => {
    const { reply } = await interruptedRead(
      "let streamed = 0\nfor await (const part of kafka.stream('slow', quiet)) streamed += part.length",
    )
    expect(reply).toMatchObject({ status: 'ok' })
    const streamed = Number(printed((await kernel.run('console.log(streamed)')).published))
    expect(streamed).toBeGreaterThan(0)
    expect(streamed).toBeLessThan(MESSAGES)
  })

  test('ends a read by a consumer group, and nothing is committed', async () => {
    const read = "await kafka.consume('slow', { group: 'g', commit: true, ...quiet })"
    const { reply } = await interruptedRead(`const consumed = ${read}`)
    expect(reply).toMatchObject({ status: 'ok' })
    const found = await kernel.run('console.log(consumed.summary.stop, consumed.length > 0)')
    expect(printed(found.published)).toBe('interrupted true\n')
    const again = await interruptedRead(`const anew = ${read}`)
    expect(again.reply).toMatchObject({ status: 'ok' })
    const { published } = await kernel.run(
      'console.log(anew.summary.plan.map((r: any) => String(r.from)).join())',
    )
    expect(printed(published)).toBe('0,0,0\n')
  })

  test('stops a loop of reads for good', async () => {
    await kernel.run('let reads = 0')
    const { reply } = await interruptedRead("while (true) { await kafka.read('slow', quiet); reads++ }")
    expect(reply).toMatchObject({ status: 'error', ename: 'Interrupted' })
    const [before, count] = [files(), printed((await kernel.run('console.log(reads)')).published)]
    expect(count).toBe('1\n')
    await new Promise((resolve) => setTimeout(resolve, 500))
    expect(files()).toEqual(before)
    expect(printed((await kernel.run('console.log(reads)')).published)).toBe(count)
  })

  test('leaves the kernel alive where a loop catches everything', async () => {
    const { reply } = await interruptedRead(
      "while (true) { try { await kafka.read('slow', quiet) } catch {} }",
    )
    expect(reply).toMatchObject({ status: 'error', ename: 'Interrupted' })
    await stillAlive()
  })
})
