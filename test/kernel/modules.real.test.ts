import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { testFolder } from '../support/folders'
import { Harness, ofType, plain } from './harness'

test('files of the user that were edited are loaded anew by the next import, with what depends on them', async () => {
  const folder = testFolder()
  mkdirSync(join(folder, 'node_modules', 'carnet'), { recursive: true })
  writeFileSync(join(folder, 'node_modules', 'carnet', 'package.json'), '{"name":"carnet","version":"1.0.0"}')
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text)
  write('inner.ts', 'export const inner = () => 1\n')
  write('outer.ts', "import { inner } from './inner'\nexport const outer = () => 'ts' + inner()\n")
  write('helpers.js', 'exports.help = () => 10')
  write('made.js', "const { help } = require('./helpers'); exports.made = () => 'js' + help()")
  write('made.d.ts', 'export declare const made: () => string')
  const kernel = await Harness.start(folder)
  onTestFinished(() => kernel.client.stop())
  const cell = "import { outer } from './outer'\nimport { made } from './made'\nouter() + made()"
  const value = async (): Promise<unknown> =>
    (ofType((await kernel.run(cell)).published, 'execute_result')[0]?.content.data as Record<string, string>)[
      'text/plain'
    ]
  expect(await value()).toBe("'ts1js10'")
  write('inner.ts', 'export const inner = () => 2.5\n')
  write('helpers.js', 'exports.help = () => 20.5')
  // The compiler looks at files a few times a second.
  for (let i = 0; (await value()) !== "'ts2.5js20.5'"; i++) {
    if (i > 50) throw new Error('it never came')
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
})

test('an error in such a file points into its TypeScript', async () => {
  const folder = testFolder()
  mkdirSync(join(folder, 'node_modules', 'carnet'), { recursive: true })
  writeFileSync(join(folder, 'node_modules', 'carnet', 'package.json'), '{"name":"carnet","version":"1.0.0"}')
  writeFileSync(
    join(folder, 'mine.ts'),
    "interface Shape {\n  n: number\n}\n\nexport function fail(shape: Shape) {\n  for (const x of [1]) if (x) throw new Error('in mine')\n}\n",
  )
  const kernel = await Harness.start(folder)
  onTestFinished(() => kernel.client.stop())
  const { reply } = await kernel.run("import { fail } from './mine'\nfail({ n: 1 })")
  expect(plain(reply)).toMatch(/^Error: in mine\nmine\.ts, line 6 in fail\ncell 1, line 2\n/)
})
