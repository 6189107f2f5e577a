import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runInThisContext } from 'node:vm'
import ts from 'typescript'
import { expect, onTestFinished, test, vi } from 'vitest'
import * as carnet from '../../src/index'
import { plainText } from '../../src/show'
import { testFolder } from '../support/folders'
import { parsedOf } from './students'

// Danfo takes its second to load here, not in the test.
carnet.toFrame(parsedOf())

const root = join(__dirname, '..', '..')
const page = (name: string): string => readFileSync(join(root, 'docs', name), 'utf8')

/** The code blocks of the part of a page under that heading. */
function blocksUnder(text: string, heading: string): string[] {
  const part = text.slice(text.indexOf(`\n## ${heading}\n`) + 1).split('\n## ')[0]
  return [...part.matchAll(/```\w*\n([^]*?)```/g)].map(([, block]) => block)
}

/** Runs code of a page as a notebook would; returns what it shows. */
async function run(code: string, names: Readonly<Record<string, unknown>>): Promise<string[]> {
  const shown: string[] = []
  const show = async (value: unknown): Promise<void> => void shown.push(plainText(value, 'en'))
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  })
  const given = { ...names, show }
  const work = runInThisContext(
    `(async (require, exports, ${Object.keys(given).join(', ')}) => {${outputText}})`,
  ) as (...values: unknown[]) => Promise<void>
  await work(
    (name: string) => (name === 'carnet' ? { ...carnet, ...given } : null),
    {},
    ...Object.values(given),
  )
  return shown
}

test('the examples of docs/store.md that ask and export run as they stand', async () => {
  vi.stubEnv('SOURCE_DATE_EPOCH', '1795536000')
  const folder = testFolder()
  const store = carnet.openStore(join(folder, 'students_analysis.db'))
  onTestFinished(() => {
    store.close()
    vi.unstubAllEnvs()
  })
  const [saving] = blocksUnder(page('store.md').replace('# The database', '## The database'), 'The database')
  const openStore = (): unknown => ({ ...store, save: store.save.bind(store), close: () => undefined })
  await run(saving, { openStore })

  const [asking, output] = blocksUnder(page('store.md'), 'Asking it')
  const shown = await run(asking, { openStore: () => store })
  expect(shown).toHaveLength(5)
  expect(shown[2]).toMatch(
    /^Number of rows; mean of age by filiere, where age > 20\n.*10 messages of message\[0\] 0–9/,
  )
  expect(`${shown[4]}\n`).toBe(output)

  const [exporting] = blocksUnder(page('store.md'), 'Taking it elsewhere')
  const inFolder = (file: string): string => join(folder, file)
  const here = {
    export: (what: string, file: string, options: carnet.ExportOptions) =>
      store.export(what, inFolder(file), options),
    snapshot: (file: string) => store.snapshot(inFolder(file)),
  }
  await run(exporting, { store: here })
  expect(readFileSync(inFolder('out/students.csv'), 'utf8')).toMatch(/^\ufeffsource;partition;/)
  const copy = carnet.openStore(inFolder('out/copy.db'))
  onTestFinished(() => copy.close())
  expect(copy.query('students').length).toBe(10)
  const ages = await carnet.readParquet(
    inFolder('out/ages.parquet'),
    carnet.schema({ filiere: carnet.text(), age: carnet.integer() }),
  )
  expect(ages.rows.length).toBe(10)
})

test('the example of docs/questions.md on a capture runs as it stands', async () => {
  const [code] = blocksUnder(page('questions.md'), 'Where it runs')
  const student = carnet.schema(
    { nom: carnet.text(), prenom: carnet.text(), age: carnet.integer(), filiere: carnet.text() },
    { name: 'students' },
  )
  const byFiliere = carnet
    .from(student)
    .where(carnet.col('age').gt(20))
    .groupBy('filiere')
    .summarise({ n: carnet.count() })
  const connect = (options: carnet.ConnectOptions): unknown => carnet.connect(options)
  const shown = await run(code, { ...carnet, connect, student, byFiliere })
  expect(shown).toEqual([expect.stringMatching(/^Biologie +3$\nInformatique +4$/m)])
})
