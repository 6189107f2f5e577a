import { createRequire } from 'node:module'
import { join } from 'node:path'
import type * as TypeScript from 'typescript'
import { expect, test, vi } from 'vitest'

// A compiler and the sources take their time to load.
vi.setConfig({ testTimeout: 120_000 })

// What a notebook cell is checked with: tslab's own TypeScript, and its options, which are not the strict ones.
const ts = createRequire(__filename)('@tslab/typescript-for-tslab') as typeof TypeScript
const options: TypeScript.CompilerOptions = {
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Node10,
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.es2022.d.ts'],
  types: ['node'],
  esModuleInterop: true,
  skipLibCheck: true,
  noEmit: true,
}

const cell = `
import { and, col, count, first, max, mean, min, sd, sum } from '../../src/query'
import { descending, from } from '../../src/question'
import { date, integer, number, schema, text } from '../../src/parse/schema'
const student = schema({ nom: text(), age: integer({ min: 0, max: 130 }), filiere: text(), note: number().optional(), ne: date() })
const byFiliere = from(student).where(col('age').gt(20)).groupBy('filiere')
  .summarise({ n: count(), mean: mean('age'), min: min('age'), max: max('age'), sd: sd('age') })
const row: { filiere: string; n: number; mean: number; min: number; max: number; sd: number } = (await byFiliere.run(null)).at(0)
const derived = from(student).derive({ decade: col('age').div(10), u: col('nom').upper(), adult: col('age').gte(18) })
const other: { decade: number; adult: boolean; f: string } =
  (await derived.groupBy('decade', 'adult').summarise({ f: first('u') }).orderBy(descending('f')).run(null)).at(0)
from(student).where(col('agee').gt(20)) // there is no column \\"agee\\"
from(student).where(col('nom').gt(20)) // the column \\"nom\\" holds values of another type
from(student).where(col('age').eq('20')) // the column \\"age\\" holds values of another type
from(student).where(and(col('age').gt(1), col('zzz').eq('x'))) // there is no column \\"zzz\\"
from(student).groupBy('filier') // '"filier"' is not assignable
from(student).summarise({ n: count(), s: sum('nom') }) // the column \\"nom\\" holds values of another type
from(student).summarise({ s: mean('agee') }) // there is no column \\"agee\\"
from(student).derive({ d: col('nom').mul(2) }) // the column \\"nom\\" holds values of another type
from(student).where(col('age').div(10).startsWith('x')) // not assignable to method's 'this'
byFiliere.orderBy('age') // '"age"' is not assignable
from(student).local((row) => row.agee > 20, 'older') // Property 'agee' does not exist
const wrong: { mean: string } = (await byFiliere.run(null)).at(0) // 'mean' are incompatible
`.trim()

test('a notebook cell compiles where it is right, and reads what is wrong where it is not', () => {
  expect(ts.version).toBe('5.0.4')
  const file = join(__dirname, 'cell.ts')
  const host = ts.createCompilerHost(options)
  const onDisk = { ...host }
  host.fileExists = (name) => name === file || onDisk.fileExists(name)
  host.getSourceFile = (name, ...rest) =>
    name === file
      ? ts.createSourceFile(name, cell, ts.ScriptTarget.ES2022)
      : onDisk.getSourceFile(name, ...rest)
  const program = ts.createProgram([file], options, host)
  const source = program.getSourceFile(file)
  const found = program.getSemanticDiagnostics(source).map(({ start = 0, messageText }) => ({
    line: cell.slice(0, start).split('\n').length - 1,
    message: ts.flattenDiagnosticMessageText(messageText, '\n'),
  }))
  const expected = cell.split('\n').flatMap((line, i) => {
    const [, words] = / \/\/ (.*)$/.exec(line) ?? []
    return words === undefined ? [] : [{ line: i, message: expect.stringContaining(words) as string }]
  })
  expect(found).toEqual(expected)
})
