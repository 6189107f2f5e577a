import { readFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { carnet, root } from './support/carnet'
import { notebookOf } from './support/notebook'
import { sqlite } from './support/sqlite'

const folder = mkdtempSync(join(tmpdir(), 'carnet-readme-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('the worked example of the README runs as it stands', async () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8')
  const [, code] = /```ts\n([^]*?)```/.exec(readme) ?? []
  expect(code).toContain("from 'carnet'")
  // Its paths are for a project of one's own: here they go into the test's folder.
  const cell = (code ?? '').replaceAll("'out/", `'${folder}/`)
  const file = join(folder, 'readme.ipynb')
  writeFileSync(file, JSON.stringify(notebookOf(cell)))
  const run = await carnet(['run', file, '--replay', join(root, 'data/students.ndjson'), '--out', folder])
  expect(run.stderr).toBe('')
  expect(run.code).toBe(0)
  expect(sqlite(join(folder, 'students_analysis.db'), 'select count(*) from students')).toEqual([[10]])
  expect(readFileSync(join(folder, 'age_distribution.png')).subarray(1, 4).toString()).toBe('PNG')
})
