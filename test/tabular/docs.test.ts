import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runInThisContext } from 'node:vm'
import { expect, onTestFinished, test, vi } from 'vitest'
import ts from 'typescript'
import * as carnet from '../../src/index'
import { plainText } from '../../src/show'

const root = join(__dirname, '..', '..')

test('the example of docs/other-sources.md runs as it stands, and its last line shows what stands below', async () => {
  // When the file of the example was read, in the output that stands there.
  vi.stubEnv('SOURCE_DATE_EPOCH', '1795536000')
  onTestFinished(() => void vi.unstubAllEnvs())
  const page = readFileSync(join(root, 'docs/other-sources.md'), 'utf8')
  const [, code = '', output] = /```ts\n([^]*?)```\n\n```\n([^]*?)```/.exec(page) ?? []
  expect(code).toContain("from 'carnet'")
  const shown: string[] = []
  const show = async (value: unknown): Promise<void> => void shown.push(plainText(value, 'en'))
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  })
  const run = runInThisContext(`(async (require, exports) => {${outputText}})`) as (
    require: (name: string) => unknown,
    exports: object,
  ) => Promise<void>
  await run((name) => (name === 'carnet' ? { ...carnet, show } : null), {})
  expect(shown).toHaveLength(2)
  expect(`${shown[1]}\n`).toBe(output)
})
