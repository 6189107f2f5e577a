import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readConfig } from '../../src/config'
import { openClient } from '../../src/kafka/client'
import { carnet, root, startCarnet, type Ended } from '../support/carnet'
import { kafkaMissing, startTestKafka, type TestKafka } from '../support/kafka'
import { notebookOf } from '../support/notebook'
import { livingProcesses } from '../support/processes'
import { sqlite } from '../support/sqlite'

const folder = mkdtempSync(join(tmpdir(), 'carnet-start-'))
const captures = join(folder, 'captures')
const broker = join(folder, 'kafka')
const out = (name: string): string => join(folder, name)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const start = (name: string, args: string[] = [], env: NodeJS.ProcessEnv = {}): Promise<Ended> =>
  carnet(['start', '--out', out(name), ...args], {
    env: { CARNET_CAPTURES: captures, CARNET_KAFKA_FOLDER: broker, ...env },
  })

/** The seed's table: Filière, Nombre, Moyenne, Min, Max, Écart-type. */
const SEED = [
  ['Biologie', 3, 23, 23, 23, 0],
  ['Informatique', 4, 22, 22, 22, 0],
  ['Physique', 3, 19, 19, 19, 0],
]
const statisticsOf = (db: string, filter: string): unknown[][] =>
  sqlite(
    db,
    `select group_value, n, mean, min, max, sd from statistics
     where filter = '${filter}' and run = (select id from runs order by saved_at desc limit 1)
     order by group_value`,
  )

function expectTheSeedsFigures(run: Ended, name: string): void {
  expect(run.text).toMatch(/Biologie\s+3\s.*23\.0\s+23\s+23\s+0\.0/)
  expect(run.text).toMatch(/Informatique\s+4\s.*22\.0\s+22\s+22\s+0\.0/)
  expect(run.text).toMatch(/Physique\s+3\s.*19\.0\s+19\s+19\s+0\.0/)
  expect(run.text).toMatch(/21\.4\b/)
  expect(run.text).toMatch(/21\.33/)
  const db = join(out(name), 'students_analysis.db')
  expect(statisticsOf(db, 'all rows')).toEqual(SEED)
  expect(statisticsOf(db, 'age > 20')).toEqual(SEED.slice(0, 2))
}

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

const noKafka = await kafkaMissing()

describe.skipIf(noKafka)(`npm start from a real Kafka${noKafka ? ` (left out: ${noKafka})` : ''}`, () => {
  let first: Ended
  beforeAll(async () => {
    first = await start('first')
  })

  test('ends well, and says which source it chose and why', () => {
    expect(first.stderr).toBe('')
    expect(first.code).toBe(0)
    expect(first.text).toMatch(/Source: a local Apache Kafka at 127\.0\.0\.1:\d+, because no settings given/)
  })

  test("gives the seed's figures, in the terminal and in the database", () => {
    expectTheSeedsFigures(first, 'first')
  })

  test('shows that every message was accounted for', () => {
    expect(
      sqlite(
        join(out('first'), 'students_analysis.db'),
        'select read, parsed, rejected, tombstones, empty from runs',
      ),
    ).toEqual([[10, 10, 0, 0, 0]])
  })

  test('makes a database of one file, a picture, the executed notebook and the report', () => {
    expect(readdirSync(out('first')).sort()).toEqual([
      '01-students.html',
      '01-students.ipynb',
      'age_distribution.png',
      'students_analysis.db',
    ])
    expect(readFileSync(join(out('first'), 'age_distribution.png')).subarray(0, 8)).toEqual(PNG)
    const db = join(out('first'), 'students_analysis.db')
    const tables = sqlite(db, "select name from sqlite_schema where type = 'table'").flat()
    expect(tables).toEqual(expect.arrayContaining(['students', 'rejects', 'statistics', 'positions', 'runs']))
    expect(sqlite(db, 'select count(*) from students')).toEqual([[10]])
    expect(sqlite(db, 'select topic, "partition", next_offset from positions_readable')).toEqual([
      ['message', 0, 10],
    ])
  })

  test('gives the same figures again, and adds nothing twice', async () => {
    const again = await start('first')
    expect(again.code).toBe(0)
    expectTheSeedsFigures(again, 'first')
    expect(sqlite(join(out('first'), 'students_analysis.db'), 'select count(*) from students')).toEqual([
      [10],
    ])
  })

  test('from the capture it left, gives the same figures without a broker', async () => {
    const capture = readdirSync(captures).find((f) => f.endsWith('.kcap'))
    const replay = await start('replay', ['--replay', join(captures, capture ?? '')])
    expect(replay.code).toBe(0)
    expect(replay.text).toContain(`replay of the capture ${capture}`)
    expectTheSeedsFigures(replay, 'replay')
  })

  test('leaves no broker and no kernel', () => {
    expect(livingProcesses(folder)).toEqual([])
  })
})

describe('npm start without Kafka', () => {
  test('replays the shipped capture on a machine without Python, and says so', async () => {
    const path = (process.env.PATH ?? '').split(delimiter).filter((d) => !existsSync(join(d, 'python3')))
    const run = await start('no-python', [], { PATH: path.join(delimiter) })
    expect(run.code).toBe(0)
    expect(run.text).toMatch(/Source: replay of the capture students\.ndjson, because .*no Python/)
    expectTheSeedsFigures(run, 'no-python')
    expect(readFileSync(join(out('no-python'), '01-students.html'), 'utf8')).toContain(
      'replay of the capture students.ndjson',
    )
  })

  test('explains a named broker that does not answer, offers the last capture, and does not replace it', async () => {
    await carnet(['run', join(root, 'notebooks/01-students.ipynb'), '--out', out('named')], {
      env: { CARNET_CAPTURES: captures, KAFKA_BROKERS: '127.0.0.1:1' },
    }).then((run) => {
      expect(run.code).toBe(1)
      expect(run.text).toContain('127.0.0.1:1')
      expect(run.stderr).toMatch(/\[[A-Z_]+\]/)
      expect(existsSync(join(out('named'), '01-students.html'))).toBe(false)
      if (!noKafka)
        expect(run.text).toMatch(/add --replay .*\.kcap: the last capture, 10 messages of message, read 20/)
    })
  })
})

describe('carnet run', () => {
  const notebook = (name: string, ...cells: string[]): string => {
    const file = join(folder, `${name}.ipynb`)
    writeFileSync(file, JSON.stringify(notebookOf(...cells)))
    return file
  }
  const run = (file: string, ...args: string[]): Promise<Ended> =>
    carnet(['run', file, '--replay', join(root, 'data/students.ndjson'), '--out', out('run'), ...args])

  test('fails with a cell, keeps the executed notebook with that cell marked, and writes no report', async () => {
    const ended = await run(
      notebook(
        'failing',
        '# Fine',
        'const one = 1',
        '# Broken',
        'throw new RangeError("too far")',
        'one + 1',
      ),
    )
    expect(ended.code).toBe(1)
    expect(ended.stderr).toContain('Cell 2 ("Broken") failed: RangeError: too far.')
    const executed = JSON.parse(readFileSync(join(out('run'), 'failing.ipynb'), 'utf8')) as {
      cells: { metadata: object; outputs?: { output_type: string }[] }[]
    }
    expect(executed.cells[3]?.metadata).toMatchObject({ carnet: { failed: true } })
    expect(executed.cells[3]?.outputs?.map((o) => o.output_type)).toEqual(['error'])
    expect(executed.cells[4]?.outputs).toEqual([])
    expect(existsSync(join(out('run'), 'failing.html'))).toBe(false)
  })

  test('fails with a promise rejected and never handled', async () => {
    const ended = await run(notebook('rejected', 'void Promise.reject(new Error("nobody listens"))'))
    expect(ended.code).toBe(1)
    expect(ended.stderr).toContain('nobody listens')
  })

  test('hands parameters to the notebook, refuses one it does not have, and prints JSON', async () => {
    const file = notebook(
      'parameters',
      "import { outPath, param } from 'carnet'\nimport { writeFileSync } from 'fs'\n" +
        "writeFileSync(outPath('seen.json'), JSON.stringify([param('limit', 10), param('name', 'x')]))",
    )
    const ended = await run(file, '--param', 'limit=3', '--param', 'name=a=b', '--json')
    expect(ended.code).toBe(0)
    expect(JSON.parse(readFileSync(join(out('run'), 'seen.json'), 'utf8'))).toEqual([3, 'a=b'])
    const result = JSON.parse(ended.stdout) as { ok: boolean; files: string[] }
    expect(result.ok).toBe(true)
    expect(result.files.map((f) => f.split('/').pop())).toEqual([
      'parameters.html',
      'parameters.ipynb',
      'seen.json',
    ])
    const refused = await run(file, '--param', 'limt=3', '--json')
    expect(refused.code).toBe(1)
    expect(JSON.parse(refused.stdout)).toMatchObject({ ok: false, error: { code: 'PARAM_UNKNOWN' } })
  })

  test('interrupted in a cell, it ends as a shell expects and leaves no process and no half-written file', async () => {
    const file = notebook('endless', 'await new Promise((r) => setTimeout(r, 600_000))')
    const running = startCarnet([
      'run',
      file,
      '--replay',
      join(root, 'data/students.ndjson'),
      '--out',
      out('end'),
    ])
    await running.until(/Source:/)
    await new Promise((r) => setTimeout(r, 3000))
    running.child.kill('SIGINT')
    expect((await running.ended).code).toBe(130)
    expect(livingProcesses(out('end'))).toEqual([])
    expect(readdirSync(out('end')).filter((f) => !f.endsWith('.ipynb'))).toEqual([])
  })
})

describe.skipIf(noKafka)(`a topic of one's own${noKafka ? ` (left out: ${noKafka})` : ''}`, () => {
  let kafka: TestKafka
  beforeAll(async () => {
    kafka = await startTestKafka()
    const client = openClient(readConfig({ brokers: kafka.bootstrap }, {}))
    await client.createTopic('etudiants', { partitions: 1, settings: { 'retention.ms': '-1' } })
    const student = (age: number): string =>
      JSON.stringify({ nom: 'Martin', prenom: 'Zoé', age, filiere: 'Chimie' })
    await client.send(
      'etudiants',
      [student(21), '{"nom": "coupé', student(25), null].map((value) => ({
        key: null,
        value: value === null ? null : Buffer.from(value),
      })),
    )
    await client.close()
  })
  afterAll(() => kafka.stop())

  test('with a message that cannot be parsed: the run ends well, the reject is in the report', async () => {
    const ended = await start('dirty', ['--param', 'topic=etudiants'], { KAFKA_BROKERS: kafka.bootstrap })
    expect(ended.code).toBe(0)
    expect(ended.text).toContain(`Source: Kafka at ${kafka.bootstrap}, because it is named in the settings`)
    const db = join(out('dirty'), 'students_analysis.db')
    expect(sqlite(db, 'select topic, "partition", "offset", code from rejects_readable')).toEqual([
      ['etudiants', 0, 1, 'JSON_INVALID'],
    ])
    const report = readFileSync(join(out('dirty'), '01-students.html'), 'utf8')
    expect(report).toMatch(/etudiants\[0\][^<]*1|etudiants.*offset/s)
    expect(report).toContain('coupé')
    expect(statSync(join(out('dirty'), 'age_distribution.png')).size).toBeGreaterThan(5_000)
  })

  test('a topic that is not there: the cell fails, the near name is proposed', async () => {
    const ended = await start('typo', ['--param', 'topic=etudiant'], { KAFKA_BROKERS: kafka.bootstrap })
    expect(ended.code).toBe(1)
    expect(ended.stderr).toContain('etudiants')
  })

  test('carnet check says that all is well, or what is not', async () => {
    const env = { KAFKA_BROKERS: kafka.bootstrap }
    const well = await carnet(['check', 'etudiants', '--json'], { env })
    expect(well.code).toBe(0)
    expect(JSON.parse(well.stdout)).toMatchObject({ ok: true, failure: null })
    const typo = await carnet(['check', 'etudiant'], { env })
    expect(typo.code).toBe(1)
    expect(typo.stdout).toContain('etudiants')
  })
})

test('every command explains itself', async () => {
  const top = await carnet(['--help'])
  expect(top.code).toBe(0)
  for (const command of ['start', 'run', 'check', 'lab', 'broker']) {
    expect(top.stdout).toContain(command)
    const help = await carnet([command, '--help'])
    expect([command, help.code]).toEqual([command, 0])
    expect(help.stdout).toContain('Usage: carnet')
  }
  const unknown = await carnet(['strat'])
  expect(unknown.code).not.toBe(0)
  expect(unknown.stderr).toContain('start')
})
