import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runInThisContext } from 'node:vm'
import ts from 'typescript'
import { afterAll, expect, test } from 'vitest'
import * as carnet from '../../src/index'
import { plainText } from '../../src/show'
import { query, temporaryFolder } from './reading'
import { parsedOf } from './students'

// Danfo takes its second to load here, not in the test.
carnet.toFrame(parsedOf())

const folder = temporaryFolder()
afterAll(folder.remove)

const page = readFileSync(join(__dirname, '..', '..', 'docs', 'store.md'), 'utf8')

test('the first example of docs/store.md runs as it stands, and the file has the tables that stand there', async () => {
  const [, code = ''] = /```ts\n([^]*?)```/.exec(page) ?? []
  const file = folder.file()
  const shown: string[] = []
  const here = {
    ...carnet,
    openStore: (path: string) => {
      expect(path).toBe('out/students_analysis.db')
      return carnet.openStore(file)
    },
    show: async (value: unknown): Promise<void> => void shown.push(plainText(value, 'en')),
  }
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  })
  const run = runInThisContext(`(async (require, exports) => {${outputText}})`) as (
    require: (name: string) => unknown,
    exports: object,
  ) => Promise<void>
  await run((name) => (name === 'carnet' ? here : null), {})
  expect(shown).toEqual([expect.stringMatching(/Rows of students +10 +0 +0/)])

  const told = [...page.matchAll(/^\| `(\w+)` +\| ((?:`\w+`(?:, )?)+) *\|$/gm)].map(([, table, columns]) => [
    table,
    columns.replaceAll('`', '').trim().split(', '),
  ])
  const tables = query(file, "SELECT name FROM sqlite_schema WHERE type = 'table'").map(({ name }) => [
    name,
    query(file, `SELECT name FROM pragma_table_info('${String(name)}')`).map((c) => c.name),
  ])
  expect(Object.fromEntries(told)).toEqual(Object.fromEntries(tables))
  const views = query(file, "SELECT name FROM sqlite_schema WHERE type = 'view'").map(({ name }) => name)
  expect(views.filter((name) => !page.includes(`\`${String(name)}\``))).toEqual([])
  expect(views).toHaveLength(6)
})
