import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { installKernelspec, kernelArgv } from '../../src/kernel/kernelspec'
import { isGone, parentOf } from '../../src/kernel/parent'
import { findProject } from '../../src/kernel/project'
import { syntaxFaults } from '../../src/kernel/syntax'
import { toCodePoints, toUtf16 } from '../../src/kernel/text-positions'
import { testFolder } from '../support/folders'

describe('the parent of a kernel', () => {
  const alive = (): boolean => true
  const dead = (): boolean => false

  test('is the one that is named, else the parent process', () => {
    expect(parentOf({ JPY_PARENT_PID: '12' }, 7)).toEqual({ ppid: 7, named: 12 })
    for (const JPY_PARENT_PID of [undefined, '', '0', '-1', 'x', '1.5'])
      expect(parentOf({ JPY_PARENT_PID }, 7)).toEqual({ ppid: 7, named: null })
  })

  test.each([
    ['nobody was named, same parent', { ppid: 7, named: null }, 7, dead, false],
    ['nobody was named, another parent', { ppid: 7, named: null }, 1, alive, true],
    ['the parent is the one named', { ppid: 7, named: 7 }, 7, dead, false],
    ['it was gone before it could be looked at', { ppid: 1, named: 7 }, 1, dead, true],
    ['a program stands between', { ppid: 9, named: 7 }, 9, alive, false],
    ['a program stands between, and the one named dies', { ppid: 9, named: 7 }, 9, dead, true],
    ['it is in another container', { ppid: 0, named: 7 }, 0, dead, false],
  ])('%s', (_what, parent, ppid, isAlive, gone) => {
    expect(isGone(parent, ppid, isAlive)).toBe(gone)
  })
})

describe('positions', () => {
  const text = "a😀é'😀"

  test('are counted in characters by Jupyter, in UTF-16 units by JavaScript', () => {
    expect([0, 1, 2, 3, 4, 5].map((n) => toUtf16(text, n))).toEqual([0, 1, 3, 4, 5, 7])
    expect([0, 1, 3, 4, 5, 7].map((n) => toCodePoints(text, n))).toEqual([0, 1, 2, 3, 4, 5])
  })

  test('that are not given, or lie behind the text, are its end', () => {
    expect([toUtf16(text, undefined), toUtf16(text, null), toUtf16(text, 99)]).toEqual([7, 7, 7])
    expect(toUtf16('', 0)).toBe(0)
  })
})

describe('the project of a notebook', () => {
  test('is the nearest folder up whose node_modules has carnet, else the one of carnet', () => {
    const folder = testFolder()
    const notebooks = join(folder, 'project', 'notebooks', 'deep')
    const carnet = join(folder, 'project', 'node_modules', 'carnet')
    mkdirSync(notebooks, { recursive: true })
    expect(findProject(notebooks, '/carnet')).toBe('/carnet')
    mkdirSync(carnet, { recursive: true })
    expect(findProject(notebooks, '/carnet')).toBe('/carnet')
    writeFileSync(join(carnet, 'package.json'), '{}')
    expect(findProject(notebooks, '/carnet')).toBe(join(folder, 'project'))
  })
})

describe('the kernelspec', () => {
  test('is named tslab, so that notebooks open under either kernel, and starts this Node by its path', () => {
    const prefix = testFolder()
    const file = installKernelspec(prefix)
    installKernelspec(prefix)
    expect(file).toBe(join(prefix, 'share', 'jupyter', 'kernels', 'tslab', 'kernel.json'))
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
      argv: kernelArgv(),
      display_name: 'TypeScript (carnet)',
      language: 'typescript',
      interrupt_mode: 'message',
    })
    expect(kernelArgv()).toEqual([
      process.execPath,
      '--max-semi-space-size=64',
      join(__dirname, '..', '..', 'dist', 'kernel', 'main.js'),
      '{connection_file}',
    ])
  })
})

describe('syntaxFaults', () => {
  test.each([
    '',
    'const a: number = "types are not checked"',
    'await x\nfor await (const a of b) {}',
    '// é',
    '1 +\n1',
  ])('finds none in %j', (source) => {
    expect(syntaxFaults(source)).toEqual([])
  })

  test('tells line and column', () => {
    expect(syntaxFaults('const a = 1\n  const = 2')[0]).toEqual({
      line: 2,
      column: 9,
      text: expect.stringContaining('expected') as string,
    })
    expect(syntaxFaults('function f() {')).toHaveLength(1)
  })
})
