import { createRequire } from 'node:module'
import { join } from 'node:path'
import type TypeScript from 'typescript'
import { beforeAll, describe, expect, test } from 'vitest'

/** The compiler of notebook cells: the TypeScript that tslab brings. */
const ts = createRequire(__filename)('@tslab/typescript-for-tslab') as typeof TypeScript

const src = join(__dirname, '../../src')
const HEAD = `
import { parse } from '${src}/parse/parse'
import { boolean, date, integer, number, schema, text, timestamp } from '${src}/parse/schema'
import { type Batch } from '${src}/source/batch'
declare const batch: Batch
const student = schema({
  nom: text(), age: integer({ min: 0, max: 130 }), note: number().optional(), ne: date().synonyms('born'),
  actif: boolean(), inscrit: timestamp(),
})
const parsed = parse(batch, student)
`

const cells: Readonly<Record<string, string>> = {
  right: `
    for (const row of parsed.rows) { const years: number = row.age; const born: string = row.ne }
    const note: number | null | undefined = parsed.rows.at(0)?.note
    parsed.rows.column('filiere' as 'nom').values.length`,
  'a wrong column': `for (const row of parsed.rows) row.agee`,
  'a wrong column by name': `parsed.rows.column('agee')`,
  'a wrong type': `for (const row of parsed.rows) { const age: string = row.age }`,
  'a value that may be missing': `for (const row of parsed.rows) { const note: number = row.note }`,
  'a date that is no Date': `for (const row of parsed.rows) row.ne.getFullYear()`,
  'a wrong type of field': `schema({ age: integr() })`,
  'a wrong option': `parse(batch, student, { mod: 'strict' })`,
}

describe(`a notebook cell, compiled by TypeScript ${ts.version}`, () => {
  const found = new Map<string, string[]>()

  beforeAll(() => {
    const files = new Map(Object.entries(cells).map(([name, code]) => [`/cells/${name}.ts`, HEAD + code]))
    const options: TypeScript.CompilerOptions = {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.CommonJS,
      moduleResolution: ts.ModuleResolutionKind.NodeJs,
      esModuleInterop: true,
      strict: true,
      skipLibCheck: true,
      noEmit: true,
      types: ['node'],
      typeRoots: [join(src, '../node_modules/@types')],
    }
    const host = ts.createCompilerHost(options)
    const read = host.readFile.bind(host)
    const exists = host.fileExists.bind(host)
    host.readFile = (file) => files.get(file) ?? read(file)
    host.fileExists = (file) => files.has(file) || exists(file)
    const source = host.getSourceFile.bind(host)
    host.getSourceFile = (file, target, ...rest) => {
      const code = files.get(file)
      return code === undefined ? source(file, target, ...rest) : ts.createSourceFile(file, code, target)
    }
    const program = ts.createProgram([...files.keys()], options, host)
    for (const name of Object.keys(cells)) {
      const faults = program.getSemanticDiagnostics(program.getSourceFile(`/cells/${name}.ts`))
      const lines = faults.map((f) => ts.flattenDiagnosticMessageText(f.messageText, ' '))
      found.set(name, lines)
    }
  }, 120_000)

  test('is of the version that notebooks have', () => {
    expect(ts.version).toMatch(/^5\.0\./)
  })

  test('that is right has no fault', () => {
    expect(found.get('right')).toEqual([])
  })

  test.each([
    ['a wrong column', /Property 'agee' does not exist/],
    ['a wrong column by name', /'"agee"' is not assignable/],
    ['a wrong type', /'number' is not assignable to type 'string'/],
    ['a value that may be missing', /'number \| null' is not assignable to type 'number'/],
    ['a date that is no Date', /'getFullYear' does not exist on type 'string'/],
    ['a wrong type of field', /Cannot find name 'integr'/],
    ['a wrong option', /'mod' does not exist in type 'ParseOptions'/],
  ])('with %s does not compile', (name, fault) => {
    expect(found.get(name)).toEqual([expect.stringMatching(fault)])
  })
})
