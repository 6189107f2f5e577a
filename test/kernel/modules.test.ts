import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { EditedModules, UserModules } from '../../src/kernel/modules'
import { testFolder } from '../support/folders'

describe('the files of the user that a cell imports', () => {
  const output = (name: string, ...required: string[]): { path: string; data: string } => ({
    path: join('/project', name),
    data: required.map((r) => `const x = require("${r}");`).join('\n'),
  })

  test('are run anew with those that depend on them, however far', () => {
    const modules = new UserModules()
    const [a, b, c, other] = [
      output('a.js', './lib/b'),
      output('lib/b.js', '../c.js', 'path'),
      output('c.js'),
      output('other.js', './d'),
    ]
    expect(modules.withDependents([a, b, c, other])).toEqual([a, b, c, other])
    const edited = { ...c, data: 'edited' }
    expect(modules.withDependents([edited])).toEqual([a, b, edited])
    expect(modules.withDependents([])).toEqual([])
  })

  test('may depend on each other', () => {
    const modules = new UserModules()
    const [a, b] = [output('a.js', './b'), output('b.js', './a')]
    modules.withDependents([a, b])
    expect(modules.withDependents([b])).toEqual([a, b])
  })
})

describe('loaded modules that were edited', () => {
  const moduleOf = (filename: string, ...children: NodeJS.Module[]): NodeJS.Module =>
    ({ filename, children }) as NodeJS.Module

  test('are forgotten with those that loaded them; packages are not', () => {
    const folder = testFolder()
    mkdirSync(join(folder, 'node_modules', 'p'), { recursive: true })
    const file = (name: string): string => {
      writeFileSync(join(folder, name), '1')
      return join(folder, name)
    }
    const inner = moduleOf(file('inner.js'))
    const outer = moduleOf(file('outer.js'), inner)
    const other = moduleOf(file('other.js'))
    const packaged = moduleOf(file('node_modules/p/index.js'))
    const all = [inner, outer, other, packaged]
    const cache = Object.fromEntries(all.map((m) => [m.filename, m]))
    const edited = new EditedModules(cache)
    edited.look()
    edited.forget()
    expect(Object.values(cache)).toEqual(all)
    writeFileSync(inner.filename, 'edited')
    writeFileSync(packaged.filename, 'edited')
    edited.forget()
    expect(Object.values(cache)).toEqual([other, packaged])
    rmSync(other.filename)
    edited.forget()
    expect(Object.values(cache)).toEqual([packaged])
  })
})
