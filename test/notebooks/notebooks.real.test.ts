import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readConfig } from '../../src/config'
import { type KafkaClient, openClient } from '../../src/kafka/client'
import { executeNotebook } from '../../src/report/execute'
import { type CodeCell, codeCells, type Notebook, type Output, readNotebook } from '../../src/report/nbformat'
import { carnet, cleanEnv, type Ended, root, startCarnet } from '../support/carnet'
import { kafkaMissing, startTestKafka, type TestKafka } from '../support/kafka'
import { sqlite } from '../support/sqlite'

// The notebooks beside the first one (test/cli/start.real.test.ts has that), as a user runs them.
const folder = mkdtempSync(join(tmpdir(), 'carnet-notebooks-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const sample = join(root, 'data', 'etudiants.ndjson.gz')
const notebooks = join(root, 'notebooks')
const out = (name: string): string => join(folder, name)
const env = { CARNET_CAPTURES: join(folder, 'captures') }

const run = (name: string, to: string, ...args: string[]): Promise<Ended> =>
  carnet(['run', join(notebooks, `${name}.ipynb`), '--out', out(to), ...args], { env })

const textOf = (output: Output): string => {
  if (output.output_type === 'stream') return output.text
  if (output.output_type === 'error') return output.evalue
  const text = output.data['text/plain']
  return typeof text === 'string' ? text : ''
}

const cellOf = (notebook: Notebook, id: string): CodeCell => {
  const cell = codeCells(notebook).find((c) => c.id === id)
  if (!cell) throw new Error(`there is no cell ${id}`)
  return cell
}

/** The plain text of each output of a cell. */
const textsIn = (notebook: Notebook, id: string): string[] => cellOf(notebook, id).outputs.map(textOf)

const executed = (to: string, name: string): Promise<Notebook> => readNotebook(join(out(to), `${name}.ipynb`))
const report = (to: string, name: string): string => readFileSync(join(out(to), `${name}.html`), 'utf8')

const count = (to: string, table: string): unknown =>
  sqlite(join(out(to), 'collected.db'), `SELECT count(*) FROM ${table}`)[0][0]

/** Runs a notebook on the shipped capture as it runs where carnet's own kernel is not installed. */
async function underStockKernel(name: string, to: string, more: NodeJS.ProcessEnv = {}): Promise<Notebook> {
  const notebook = await readNotebook(join(notebooks, `${name}.ipynb`))
  const tslab = join(root, 'node_modules', 'tslab', 'bin', 'tslab')
  const { failure } = await executeNotebook(notebook, {
    argv: [process.execPath, tslab, 'kernel', '--config-path', '{connection_file}'],
    cwd: notebooks,
    env: cleanEnv({ ...env, CARNET_REPLAY: sample, CARNET_OUT: out(to), ...more }),
  })
  expect(failure).toBeNull()
  return notebook
}

describe('02-explore-a-topic from the shipped capture', () => {
  let ended: Ended
  let notebook: Notebook
  beforeAll(async () => {
    ended = await run('02-explore-a-topic', 'explored', '--replay', sample)
    expect(ended.code, ended.text).toBe(0)
    notebook = await executed('explored', '02-explore-a-topic')
  })

  test('tells what each message became, and prints the schema to paste', () => {
    expect(textsIn(notebook, 'parse').join('')).toMatch(/\b2,000\s+1,874\s+75\s+40\s+11\b/)
    expect(ended.stdout).toContain("nom: text().synonyms('surname', 'lastName')")
    expect(ended.stdout).toContain('replayed')
  })

  test('shows the way of a message, and what changed along the topic', () => {
    expect(textsIn(notebook, 'explain').join('')).toContain('etudiants[0]')
    expect(textsIn(notebook, 'drift').join('')).toContain('birthDate')
  })

  test('runs under the stock kernel', async () => {
    const stock = await underStockKernel('02-explore-a-topic', 'stock')
    expect(textsIn(stock, 'infer')).toEqual(textsIn(notebook, 'infer'))
  })

  test('has its report', () => {
    expect(report('explored', '02-explore-a-topic')).toContain('<h1>Explore a topic: what is in it?</h1>')
  })
})

describe('03-collect from the shipped capture', () => {
  let ended: Ended
  let notebook: Notebook
  beforeAll(async () => {
    ended = await run('03-collect', 'collected', '--replay', sample)
    expect(ended.code, ended.text).toBe(0)
    notebook = await executed('collected', '03-collect')
  })

  test('collects what the capture holds, in two runs, and nothing with the third', () => {
    expect(textsIn(notebook, 'first').at(-1)).toContain('500 messages of etudiants collected')
    expect(textsIn(notebook, 'stop').at(-1)).toContain('1,500 messages of etudiants collected')
    expect(textsIn(notebook, 'resume').at(0)).toContain('going on at [0] 638, [1] 655, [2] 707')
    expect(textsIn(notebook, 'resume').at(1)).toMatch(/Rows of etudiants +0 +0 +0/)
    expect(count('collected', 'etudiants')).toBe(1891)
    expect(count('collected', 'rejects')).toBe(93)
    expect(ended.stdout).toContain('Reading goes on at etudiants[0] 638, etudiants[1] 655, etudiants[2] 707')
  })

  test('shows the table and the chart once each, as they were at the end', () => {
    const shown = cellOf(notebook, 'follow').outputs.filter((o) => o.output_type === 'display_data')
    expect(shown.filter((o) => 'image/png' in o.data)).toHaveLength(1)
    expect(shown.map(textOf).filter((t) => /^Biologie +220 +9\.74 +5\.66$/m.test(t))).toHaveLength(1)
    const [[n, mean]] = sqlite(
      join(out('collected'), 'collected.db'),
      "SELECT count(note), avg(note) FROM etudiants WHERE filiere = 'Biologie'",
    )
    expect([n, Number(mean).toFixed(2)]).toEqual([220, '9.74'])
  })

  test('says of which messages the figures are, and when they were captured', () => {
    expect(textsIn(notebook, 'fresh').join('')).toContain(
      '2,000 messages of etudiants[0] 0–637, etudiants[1] 0–654, etudiants[2] 0–706, read 2025-01-15 09:00:00 UTC',
    )
    expect(report('collected', '03-collect')).toContain('<h1>Collect a topic into a database</h1>')
  })

  test('runs again on its database, under the stock kernel and in French: nothing twice', async () => {
    const again = await underStockKernel('03-collect', 'collected', { CARNET_LANG: 'fr' })
    expect(textsIn(again, 'stop').join('')).toContain('0 message de etudiants')
    expect(textsIn(again, 'follow').join('')).toMatch(/^Biologie +220 +9,74 +5,66$/m)
    expect(count('collected', 'etudiants')).toBe(1891)
    expect(count('collected', 'rejects')).toBe(93)
  })
})

const noKafka = await kafkaMissing()

describe.skipIf(noKafka)(`the notebooks from a broker${noKafka ? ` (left out: ${noKafka})` : ''}`, () => {
  let kafka: TestKafka
  let client: KafkaClient
  beforeAll(async () => {
    kafka = await startTestKafka()
    client = openClient(readConfig({ brokers: kafka.bootstrap }, {}))
    const loaded = await carnet(['load', sample, 'etudiants', '--create'], {
      env: { KAFKA_BROKERS: kafka.bootstrap },
    })
    expect(loaded.code, loaded.text).toBe(0)
  })
  afterAll(async () => {
    await client?.close()
    await kafka?.stop()
  })

  test('02-explore-a-topic shows a topic that has no capture yet', async () => {
    const explored = await carnet(
      ['run', join(notebooks, '02-explore-a-topic.ipynb'), '--out', out('explored-live')],
      { env: { ...env, KAFKA_BROKERS: kafka.bootstrap } },
    )
    expect(explored.code, explored.text).toBe(0)
    const notebook = await executed('explored-live', '02-explore-a-topic')
    expect(textsIn(notebook, 'parse').join('')).toMatch(/\b2,000\s+1,874\s+75\s+40\s+11\b/)
    expect(textsIn(notebook, 'fresh').join('')).not.toContain('replayed')
  })

  test('03-collect takes in what comes while it is looked on, and says how fresh it is', async () => {
    const running = startCarnet(
      ['run', join(notebooks, '03-collect.ipynb'), '--out', out('live'), '--param', 'seconds=5'],
      { env: { ...env, KAFKA_BROKERS: kafka.bootstrap } },
    )
    await running.until(/✓ Ask the database/)
    const late = { nom: 'Noël', prenom: 'Ève', age: 20, filiere: 'Astronomie', note: 18.5 }
    const value = Buffer.from(JSON.stringify(late))
    await client.send(
      'etudiants',
      [0, 1, 2].map((partition) => ({ partition, key: null, value })),
    )
    const { code, text, stdout } = await running.ended
    expect(code, text).toBe(0)
    const notebook = await executed('live', '03-collect')
    expect(textsIn(notebook, 'follow').join('')).toMatch(/^Astronomie +3 +18\.5 /m)
    expect(stdout).toContain('1,503 messages of etudiants collected')
    expect(textsIn(notebook, 'fresh').join('')).toContain('etudiants[0] 0–638')
    expect(count('live', 'etudiants')).toBe(1894)
    expect(count('live', 'gaps')).toBe(0)
  })
})
