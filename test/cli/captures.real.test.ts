import { spawn } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { readConfig } from '../../src/config'
import { openClient, type KafkaClient, type NewRecord } from '../../src/kafka/client'
import { carnet, cleanEnv, root, startCarnet, type Ended } from '../support/carnet'
import { testFolder } from '../support/folders'
import { kafkaMissing, startTestKafka, type TestKafka } from '../support/kafka'
import { notebookOf } from '../support/notebook'

/** Says where the messages of a topic came from, and how many there are. */
const COUNTING = notebookOf(
  "import { connect, param } from 'carnet'\nconst kafka = await connect()",
  "const batch = await kafka.read(param('topic', ''))\nconsole.log(`${batch.provenance.origin} ${batch.length}`)",
)

const sample = join(root, 'data', 'students.ndjson')

/** Runs the command line in a folder of its own. */
const run = (args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}): Promise<Ended> =>
  carnet(args, { cwd, env: { CARNET_CAPTURES: join(cwd, 'captures'), ...env } })

describe('carnet show', () => {
  test('says what a capture holds, and shows messages', async () => {
    const { code, stdout, stderr } = await run(['show', sample, '--messages', '2'], testFolder())
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/^Capture .*students.ndjson\n/)
    expect(stdout).toMatch(/Messages +10\n/)
    expect(stdout).toMatch(/\n2 messages of 10\n/)
    expect(stdout).toContain('"nom":"Le Goff"')
  })

  test('prints no character that a terminal would obey', async () => {
    const folder = testFolder()
    const line = {
      topic: 't',
      partition: 0,
      offset: 0,
      key: '\u001b]0;x\u0007',
      payload: '\u001b[2J\u009b31m\r',
    }
    writeFileSync(join(folder, 'bad.ndjson'), JSON.stringify(line))
    const { stdout } = await run(['show', 'bad.ndjson'], folder)
    expect(stdout).toContain('\\u001b[2J')
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/)
  })

  test('tells a program the same, with every digit of an offset', async () => {
    const folder = testFolder()
    const line = '{"topic":"t","partition":1,"offset":9223372036854775806,"key":null,"payload":"x"}'
    writeFileSync(join(folder, 'a.ndjson'), `${line}\n`)
    const { code, stdout } = await run(['show', 'a.ndjson', '--json'], folder)
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      ok: true,
      file: 'a.ndjson',
      form: 'ndjson',
      state: 'whole',
      manifest: { carnet: 'capture', records: 1 },
      partitions: [
        { topic: 't', partition: 1, from: '9223372036854775806', to: '9223372036854775807', messages: 1 },
      ],
      messages: [{ topic: 't', partition: 1, payload: 'x' }],
    })
    expect(stdout).toContain('"offset":9223372036854775806,')
  })

  test.each([
    [['show', 'none.kcap'], 'There is no capture at none.kcap.', 'CAPTURE_MISSING'],
    [['show', sample, '--messages', 'all'], 'The value "all" of --messages cannot be used.', 'FLAG_INVALID'],
    [['show', sample, '--offset', '-1'], 'The value "-1" of --offset cannot be used.', 'FLAG_INVALID'],
    [['show', sample, '--partition', '3'], 'does not hold partition 3.', 'CAPTURE_PARTITION_ABSENT'],
    [
      ['export', sample, '--to', 'kcap'],
      'The form kcap is not text, and goes into a file only.',
      'EXPORT_NEEDS_FILE',
    ],
    [
      ['export', sample, '--out', 'a.json'],
      'does not say which form of capture to write.',
      'CAPTURE_TARGET_UNKNOWN',
    ],
    [['load', sample], 'no topic is named to load it into.', 'LOAD_TOPICS_UNMAPPED'],
    [
      ['load', sample, '--topic', 'message'],
      'The value "message" of --topic cannot be used.',
      'FLAG_INVALID',
    ],
  ])('%j is two sentences and a code', async (args, what, code) => {
    const ended = await run(args, testFolder())
    expect([ended.code, ended.stdout]).toEqual([1, ''])
    expect(ended.stderr).toContain(what)
    expect(ended.stderr).toMatch(new RegExp(`^\\n.*\\.\\n.*\\. \\[${code}\\]\\n$`))
  })
})

describe('carnet export', () => {
  test('writes lines to standard output, and files of every form', async () => {
    const folder = testFolder()
    const { code, stdout } = await run(['export', sample], folder)
    expect(code).toBe(0)
    expect(stdout.split('\n').slice(1)).toEqual(readFileSync(sample, 'utf8').split('\n').slice(1))
    const messages = await run(['export', sample, '--to', 'ndjson', '--no-manifest'], folder)
    expect(messages.stdout).toBe(stdout.slice(stdout.indexOf('\n') + 1))
    for (const name of ['a.kcap', 'a.ndjson.gz', 'a.ndjson']) {
      const ended = await run(['export', sample, '--out', name], folder)
      expect([ended.code, ended.stdout]).toEqual([0, `${name}: 10 messages of message\n`])
      expect((await run(['export', name], folder)).stdout).toBe(stdout)
    }
    const json = await run(['export', 'a.kcap', '--out', 'deep/b.kcap', '--json'], folder)
    expect(JSON.parse(json.stdout)).toEqual({
      ok: true,
      file: 'deep/b.kcap',
      topics: ['message'],
      messages: 10,
    })
    expect(readFileSync(join(folder, 'deep', 'b.kcap'))).toEqual(readFileSync(join(folder, 'a.kcap')))
  })

  test('ends quietly when nobody reads on', async () => {
    const folder = testFolder()
    const lines = Array.from({ length: 50_000 }, (_, i) =>
      JSON.stringify({ topic: 't', partition: 0, offset: i, key: null, payload: 'x'.repeat(100) }),
    )
    writeFileSync(join(folder, 'long.ndjson'), lines.join('\n'))
    const child = spawn(process.execPath, [join(root, 'bin', 'carnet.cjs'), 'export', 'long.ndjson'], {
      cwd: folder,
      env: cleanEnv(),
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let errors = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text))
    child.stdout.once('data', () => child.stdout.destroy())
    const code = await new Promise((resolve) => child.once('close', resolve))
    expect([code, errors]).toEqual([0, ''])
  })
})

describe('with a broker', () => {
  let kafka: TestKafka | undefined
  let client: KafkaClient
  let env: NodeJS.ProcessEnv
  beforeAll(async () => {
    if ((await kafkaMissing()) !== null) return
    kafka = await startTestKafka()
    env = { KAFKA_BROKERS: kafka.bootstrap }
    client = openClient(readConfig({ brokers: kafka.bootstrap }, {}))
    await topicOf('first', 30)
    await topicOf('large', 200_000)
  })
  afterAll(async () => {
    await client?.close()
    await kafka?.stop()
  })
  beforeEach(async ({ skip }) => {
    const missing = await kafkaMissing()
    skip(missing !== null, missing ?? '')
  })

  const message = (i: number): NewRecord => ({
    ...{ key: null, timestamp: 1_733_040_000_000 + i, partition: i % 2 },
    value: Buffer.from(`{"nom":"n${i}","filler":"${'x'.repeat(100)}"}`),
  })

  async function topicOf(topic: string, messages: number): Promise<void> {
    await client.createTopic(topic, { partitions: 2, settings: { 'retention.ms': '-1' } })
    await client.send(
      topic,
      Array.from({ length: messages }, (_, i) => message(i)),
    )
  }

  test('capture, show, load and capture again', async () => {
    const folder = testFolder()
    const kept = await run(['capture', 'first'], folder, env)
    expect([kept.code, kept.stderr]).toEqual([0, ''])
    expect(kept.stdout).toMatch(/^Reading first: 2 partitions, up to 30 messages/)
    expect(kept.stdout).toMatch(
      /\nRead 30 messages: up to the end .*\ncaptures\/first-\d{8}T\d{9}Z\.kcap, \d/,
    )
    const [name] = readdirSync(join(folder, 'captures'))
    const loaded = await run(['load', join('captures', name), 'second', '--create', '--json'], folder, env)
    expect(loaded.code).toBe(0)
    expect(JSON.parse(loaded.stdout)).toMatchObject({
      ok: true,
      sent: 30,
      topics: [{ from: 'first', to: 'second', partitions: 2, created: { 'retention.ms': '-1' } }],
    })
    const lines = await run(['capture', 'second', '--out', 'b.ndjson', '--json'], folder, env)
    expect(JSON.parse(lines.stdout)).toMatchObject({ ok: true, file: 'b.ndjson', messages: 30, stop: 'end' })
    expect(readdirSync(folder).sort()).toEqual(['b.ndjson', 'captures'])
    const messagesOf = async (file: string): Promise<string[]> =>
      (await run(['export', file, '--no-manifest'], folder)).stdout
        .replaceAll('second', 'first')
        .split('\n')
        .sort()
    expect(await messagesOf('b.ndjson')).toEqual(await messagesOf(join('captures', name)))
  })

  test.each([
    [['--limit', '3'], 3, 'limit'],
    [['--last', '4'], 4, 'end'],
    [['--from', '10', '--until', '12'], 4, 'offset'],
    [['--partition', '1'], 15, 'end'],
    [['--from', '2024-12-01T08:00:00.020Z'], 10, 'end'],
    [['--until', '2024-12-01T08:00:00.006Z'], 6, 'time'],
  ])('capture %j', async (flags, messages, stop) => {
    const { code, stdout } = await run(
      ['capture', 'first', '--out', 'a.kcap', '--json', ...flags],
      testFolder(),
      env,
    )
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ messages, stop })
  })

  test('capture refuses flags that make no sense together, before anything is read', async () => {
    const { code, stderr } = await run(['capture', 'first', '--from', '1', '--last', '2'], testFolder(), env)
    expect([code, stderr]).toEqual([1, expect.stringContaining('FLAG_INVALID') as string])
  })

  test('an interrupted capture keeps what was read', async () => {
    const folder = testFolder()
    const running = startCarnet(['capture', 'large', '--out', 'part.kcap'], {
      cwd: folder,
      env: { CARNET_CAPTURES: join(folder, 'captures'), ...env },
    })
    await grown(join(folder, 'part.kcap.partial'), 1_000_000)
    running.child.kill('SIGINT')
    const { code, stdout } = await running.ended
    // On a quick machine it may have come to the end before it heard.
    expect([130, 0]).toContain(code)
    expect(readdirSync(folder)).toEqual(['part.kcap'])
    const { stdout: json } = await run(['show', 'part.kcap', '--json'], folder)
    const { manifest, state } = JSON.parse(json) as {
      manifest: { records: number; stop: string }
      state: string
    }
    expect(state).toBe('whole')
    expect(manifest.records).toBeGreaterThan(0)
    expect(stdout).toContain(`Read ${manifest.records.toLocaleString('en')} messages`)
  })

  test('one that was killed is found, told of, and used', async () => {
    const folder = testFolder()
    const captures = join(folder, 'captures')
    const running = startCarnet(['capture', 'large'], {
      cwd: folder,
      env: { CARNET_CAPTURES: captures, ...env },
    })
    const partial = await grownIn(captures, 1_000_000)
    // While it is written it is no capture that could stand for a broker.
    running.child.kill('SIGSTOP')
    onTestFinished(() => void running.child.kill('SIGKILL'))
    const gone = { KAFKA_BROKERS: '127.0.0.1:1' }
    const notebook = 'count.ipynb'
    writeFileSync(join(folder, notebook), JSON.stringify(COUNTING))
    const whileWritten = await run(['show', partial, '--json'], folder)
    expect(JSON.parse(whileWritten.stdout)).toMatchObject({ state: 'growing' })
    const none = await run(
      ['run', notebook, '--replay', 'when-unreachable', '--param', 'topic=large'],
      folder,
      gone,
    )
    expect([none.code, none.stderr]).toEqual([1, expect.stringContaining('BROKER_UNREACHABLE') as string])
    running.child.kill('SIGKILL')
    await running.ended

    const shown = await run(['show', partial], folder)
    expect([shown.code, shown.stderr]).toEqual([0, ''])
    expect(shown.stdout).toContain('This capture was cut short: it holds what was read until then.')
    expect(shown.stdout).toMatch(/The capture was cut short: \d+ of its \d+ bytes are whole\./)

    const offered = await run(['run', notebook, '--param', 'topic=large'], folder, gone)
    expect(offered.code).toBe(1)
    expect(offered.text).toMatch(
      /To work without the broker, add --replay captures\/large-\S+\.kcap\.partial: the last capture, cut short at \d+ messages of large, read /,
    )
    const used = await run(
      ['run', notebook, '--replay', 'when-unreachable', '--param', 'topic=large'],
      folder,
      gone,
    )
    expect(used.code).toBe(0)
    expect(used.stdout).toContain('Source: replay of the last captures, because --replay when-unreachable')
    const { manifest } = JSON.parse((await run(['show', partial, '--json'], folder)).stdout) as {
      manifest: { records: number }
    }
    const made = (name: string): string => readFileSync(join(folder, 'out', name), 'utf8')
    expect(made('count.ipynb')).toContain(`replay ${manifest.records}`)
    expect(made('count.html')).toContain('replay of the last captures')
  })
})

/** Resolves when a file has so many bytes. */
async function grown(file: string, bytes: number): Promise<void> {
  for (const until = Date.now() + 60_000; Date.now() < until; await wait(2))
    if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) >= bytes) return
  throw new Error(`${file} did not grow`)
}

async function grownIn(folder: string, bytes: number): Promise<string> {
  mkdirSync(folder, { recursive: true })
  for (const until = Date.now() + 60_000; Date.now() < until; await wait(2)) {
    const name = readdirSync(folder).find((n) => n.endsWith('.partial'))
    if (!name) continue
    await grown(join(folder, name), bytes)
    return join(folder, name)
  }
  throw new Error(`nothing was written into ${folder}`)
}
