import { Writable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { check } from '../../src/cli/check'
import { checkupLines } from '../../src/cli/check-lines'
import { type Checkup } from '../../src/kafka/checkup'
import { type Lang } from '../../src/words'

const ok: Checkup = {
  kind: 'checkup',
  ok: true,
  target: 'a.example:9092, b.example:9092, topic message',
  steps: [
    {
      layer: 'settings',
      status: 'ok',
      detail: 'KAFKA_BROKERS, KAFKA_CERTS (environment)',
      milliseconds: 1.2,
      parts: [
        {
          name: 'ca.pem',
          status: 'ok',
          detail: 'authority Project CA, valid to 2030-01-01',
          milliseconds: null,
        },
      ],
    },
    {
      layer: 'port',
      status: 'ok',
      detail: 'a.example:9092, b.example:9092',
      milliseconds: 12,
      parts: [
        { name: 'a.example:9092', status: 'ok', detail: 'open', milliseconds: 10 },
        { name: 'b.example:9092', status: 'ok', detail: 'open', milliseconds: 12 },
      ],
    },
    { layer: 'login', status: 'skipped', detail: 'not in the settings', milliseconds: 0 },
    { layer: 'topic', status: 'ok', detail: '3 partitions, 300 messages', milliseconds: 1234 },
  ],
  failure: null,
}
const [settings, port, login] = ok.steps
const warned: Checkup = {
  ...ok,
  steps: [
    settings,
    {
      layer: 'port',
      status: 'warning',
      detail: 'Nothing answers at b.example:9092 (ECONNREFUSED).',
      milliseconds: 12,
      parts: [
        { name: 'a.example:9092', status: 'ok', detail: 'open', milliseconds: 10 },
        {
          name: 'b.example:9092',
          status: 'failed',
          detail: 'Nothing answers at b.example:9092 (ECONNREFUSED).',
          milliseconds: 12,
        },
      ],
    },
    login,
  ],
}
const failed: Checkup = {
  ...ok,
  ok: false,
  target: 'evil\u001b[2J:9092',
  steps: [
    settings,
    port,
    { layer: 'login', status: 'failed', detail: 'The broker refuses the login.', milliseconds: 330 },
    { layer: 'topic', status: 'skipped', detail: 'not reached', milliseconds: 0 },
  ],
  failure: { code: 'LOGIN_REFUSED', what: 'The broker refuses the login.', todo: 'Check the password.' },
}

describe('the lines of a check-up', () => {
  test.each<[string, Checkup, Lang]>([
    ['ok', ok, 'en'],
    ['warned', warned, 'fr'],
    ['failed', failed, 'en'],
  ])('%s', async (name, checkup, lang) => {
    const text = checkupLines(checkup, { lang, colour: false }).join('\n')
    expect(text).not.toContain('\u001b')
    await expect(`${text}\n`).toMatchFileSnapshot(`../golden/check-${name}.txt`)
  })

  test('colours say nothing alone', () => {
    const coloured = checkupLines(failed, { lang: 'en', colour: true }).join('\n')
    expect(coloured).toContain('\u001b[31m✗\u001b[39m')
    expect(coloured.replaceAll(/\u001b\[\d+m/g, '')).toBe(
      checkupLines(failed, { lang: 'en', colour: false }).join('\n'),
    )
  })
})

describe('carnet check with settings that are wrong', () => {
  const before = { ...process.env }
  beforeEach(() => {
    for (const name of Object.keys(process.env)) if (/^(KAFKA|CARNET)_/.test(name)) delete process.env[name]
    process.env.KAFKA_BROKERS = 'localhost'
    process.env.KAFKA_SECURITY_PROTOCOL = 'SSL'
    process.env.KAFKA_CA = '/no/such/ca.pem'
  })
  afterEach(() => {
    process.env = { ...before }
  })

  async function run(options: { topic?: string; json?: boolean }): Promise<{ exit: number; text: string }> {
    let text = ''
    const out = new Writable({
      write: (chunk, _encoding, done) => {
        text += String(chunk)
        done()
      },
    })
    return { exit: await check(options, { out, err: out }), text }
  }

  test('they are the layer that fails, each of them named', async () => {
    const { exit, text } = await run({ topic: 'message' })
    expect(exit).toBe(1)
    expect(text).toContain('✗ settings')
    expect(text).toContain('✗ KAFKA_BROKERS (environment): "localhost" has no port.')
    expect(text).toContain('✗ KAFKA_CA (environment): There is no file /no/such/ca.pem.')
    expect(text).toMatch(/· read +not reached/)
    expect(text).toContain('✗ 2 Kafka settings are wrong.\n→ Correct each of them')
  })

  test('for a program', async () => {
    const { exit, text } = await run({ json: true })
    expect(exit).toBe(1)
    const checkup = JSON.parse(text) as Checkup
    expect(checkup).toMatchObject({ kind: 'checkup', ok: false, failure: { code: 'CONFIG_INVALID' } })
    expect(checkup.steps.map((s) => `${s.layer} ${s.status}`)).toEqual([
      'settings failed',
      'name skipped',
      'port skipped',
      'tls skipped',
      'login skipped',
      'metadata skipped',
      'brokers skipped',
    ])
    expect(checkup.steps[0].parts?.map((p) => p.name)).toEqual([
      'KAFKA_BROKERS (environment)',
      'KAFKA_CA (environment)',
    ])
  })

  test('a single one', async () => {
    process.env.KAFKA_BROKERS = 'localhost:9092'
    const { text } = await run({})
    expect(text).toMatch(/✗ The Kafka setting KAFKA_CA \(environment\) is wrong: .*\n→ Give a PEM file/)
  })
})
