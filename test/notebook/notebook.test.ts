import { mkdtempSync, existsSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type * as Notebook from '../../src/notebook'
import { type Bundle } from '../../src/show'
import { checkup, figure, sample } from '../show/values'

const { cache, resolve } = createRequire(__filename)
const jupyter = resolve('tslab/dist/jupyter.js')
const tslab = resolve('tslab')

/** Stands in for a module of tslab that a kernel has loaded. */
function pretendLoaded(file: string, exports: object): void {
  cache[file] = { exports } as NodeJS.Module
}

interface Message {
  readonly data: Bundle
  readonly metadata: object
  readonly transient: object
}

/** A cell that runs: what is shown in it is collected. */
function runCell(): Message[] {
  const messages: Message[] = []
  pretendLoaded(jupyter, {
    lastWriteDisplayData: (message: Message, update: boolean) => {
      expect(update).toBe(false)
      messages.push(message)
    },
  })
  return messages
}

const texts = (messages: readonly Message[]): string[] => messages.map((m) => m.data['text/plain'])
const libraries = (messages: readonly Message[]): number =>
  messages.filter((m) => m.data['text/html']?.includes('plotly.js v')).length

let notebook: typeof Notebook
beforeEach(async () => {
  vi.resetModules()
  notebook = await import('../../src/notebook')
})
afterEach(() => {
  delete cache[jupyter]
  delete cache[tslab]
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
})

describe('show', () => {
  test('writes one output of several forms into the running cell', async () => {
    const cell = runCell()
    await notebook.show(checkup)
    expect(cell).toHaveLength(1)
    expect(cell[0]).toMatchObject({ metadata: {}, transient: {} })
    expect(Object.keys(cell[0].data).sort()).toEqual(['text/html', 'text/plain'])
  })

  test('writes into the cell that called it, though another runs by then', async () => {
    const first = runCell()
    const shown = notebook.show(new Promise((done) => setTimeout(done, 5, 'late')))
    const second = runCell()
    await notebook.show('soon')
    await shown
    expect(texts(first)).toEqual(['late'])
    expect(texts(second)).toEqual(['soon'])
  })

  test('keeps the order of the calls, and goes on after one that failed', async () => {
    const cell = runCell()
    const failing = notebook.show(Promise.reject(new Error('no')))
    const slow = notebook.show(new Promise((done) => setTimeout(done, 5, 'slow')))
    const fast = notebook.show('fast')
    await expect(failing).rejects.toThrow('no')
    await Promise.all([slow, fast])
    expect(texts(cell)).toEqual(['slow', 'fast'])
  })

  test('prints text where no notebook runs, and loads nothing of tslab', async () => {
    const printed = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
    await notebook.show(checkup)
    expect(String(printed.mock.calls[0]?.[0])).toMatch(
      /^Check-up of 127\.0\.0\.1:9092, topic message\n[^]*✓ It works, with the warnings above\.\n$/,
    )
    expect(cache[jupyter]).toBeUndefined()
  })

  test('prints text where a kernel is there and no cell has run', async () => {
    pretendLoaded(jupyter, { lastWriteDisplayData: null })
    pretendLoaded(tslab, { display: { html: () => expect.unreachable(), text: () => expect.unreachable() } })
    const printed = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
    await notebook.show('text')
    expect(printed).toHaveBeenCalledWith('text\n')
  })

  test('uses the public display of a tslab that has no such function any more', async () => {
    const display = { html: vi.fn(), text: vi.fn() }
    pretendLoaded(jupyter, {})
    pretendLoaded(tslab, { display })
    await notebook.show(checkup)
    await notebook.show('text')
    expect(display.html).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('<table'))
    expect(display.text).toHaveBeenCalledExactlyOnceWith('text')
  })
})

describe('the library of figures', () => {
  test('comes with the first figure, in an output of its own before it', async () => {
    const cell = runCell()
    await notebook.show(figure(sample, 'en'))
    expect(cell).toHaveLength(2)
    expect(cell[0].data['text/plain']).toBe('')
    expect(cell[0].data['text/html']).toMatch(/^<script>[^]*<\/script>$/)
    expect(cell[1].data['text/html']).toContain('<figure')
  })

  test('comes once in a notebook, whatever was printed on a terminal before', async () => {
    vi.spyOn(process.stdout, 'write').mockReturnValue(true)
    await notebook.show(figure(sample, 'en'))
    const cell = runCell()
    await notebook.show(figure(sample, 'en'))
    await notebook.show(figure(sample.slice(1), 'en', { filter: 'age < 23' }))
    expect(libraries(cell)).toBe(1)
    expect(cell).toHaveLength(3)
  })

  test('comes again when the cell that holds it is run again', async () => {
    const first = runCell()
    await notebook.show(figure(sample, 'en'))
    await notebook.show(figure(sample, 'en', { filter: 'age > 20' }))
    const again = runCell()
    await notebook.show(figure(sample.slice(1), 'en'))
    expect([libraries(first), libraries(again)]).toEqual([1, 1])
    expect(again[0].data['text/html']).toBe(first[0].data['text/html'])
  })

  test('is not printed on a terminal', async () => {
    const printed = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
    await notebook.show(figure(sample, 'en'))
    expect(printed).toHaveBeenCalledOnce()
    expect(String(printed.mock.calls[0]?.[0])).toMatch(/^\[Age by field of study\]\n/)
  })
})

describe('param', () => {
  const given = (parameters: unknown): void => {
    vi.stubEnv('CARNET_PARAMS', typeof parameters === 'string' ? parameters : JSON.stringify(parameters))
  }

  test('is the default where nothing is given', () => {
    expect([
      notebook.param('topic', 'message'),
      notebook.param('limit', 10),
      notebook.param('all', false),
    ]).toEqual(['message', 10, false])
  })

  test('has the type of its default', () => {
    given({ topic: '20', limit: ' 1e3 ', all: 'true', empty: '' })
    expect([
      notebook.param('topic', 'message'),
      notebook.param('limit', 10),
      notebook.param('all', false),
      notebook.param('empty', 'x'),
    ]).toEqual(['20', 1000, true, ''])
  })

  test.each([
    ['vingt', 10, 'PARAM_INVALID'],
    ['', 10, 'PARAM_INVALID'],
    ['21,5', 10, 'PARAM_INVALID'],
    ['NaN', 10, 'PARAM_INVALID'],
    ['Infinity', 10, 'PARAM_INVALID'],
    ['yes', true, 'PARAM_INVALID'],
  ])('refuses "%s" for %s', (text, fallback, code) => {
    given({ 'older-than': text })
    const ask = (): unknown =>
      typeof fallback === 'number'
        ? notebook.param('older-than', fallback)
        : notebook.param('older-than', fallback)
    expect(ask).toThrow(
      expect.objectContaining({ code, what: expect.stringContaining('older-than') as string }),
    )
    expect(notebook.params()).toEqual({})
  })

  test('records what was asked for, with the values', () => {
    given({ topic: 'other', unused: 'x' })
    notebook.param('topic', 'message')
    notebook.param('limit', 5)
    expect(notebook.params()).toEqual({ topic: 'other', limit: 5 })
  })

  test('names are no keys of an object', () => {
    given('{"__proto__": "a", "constructor": "b"}')
    expect([
      notebook.param('__proto__', ''),
      notebook.param('constructor', ''),
      notebook.param('toString', 'c'),
    ]).toEqual(['a', 'b', 'c'])
    expect(Object.keys(notebook.params())).toEqual(['__proto__', 'constructor', 'toString'])
  })

  test.each(['{', '[]', 'null', '"x"', '{"a": null}', '{"a": {}}'])('refuses CARNET_PARAMS %s', (json) => {
    given(json)
    expect(() => notebook.param('a', '')).toThrow(expect.objectContaining({ code: 'PARAMS_UNREADABLE' }))
  })

  test('takes numbers and booleans of JSON as they are written', () => {
    given({ limit: 5, all: true })
    expect([notebook.param('limit', 1), notebook.param('all', false)]).toEqual([5, true])
  })
})

describe('outPath', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'carnet-notebook-'))
    vi.stubEnv('CARNET_OUT', join(folder, 'out'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  test('is a path in the output folder, which is made', () => {
    expect(notebook.outPath('students.db')).toBe(join(folder, 'out', 'students.db'))
    expect(existsSync(join(folder, 'out'))).toBe(true)
    expect(notebook.outPath('..a/b.png')).toBe(join(folder, 'out', '..a', 'b.png'))
    expect(existsSync(join(folder, 'out', '..a'))).toBe(true)
  })

  test('is out of the project by default', () => {
    vi.stubEnv('CARNET_OUT', '')
    expect(notebook.outPath('x')).toBe(join(__dirname, '..', '..', 'out', 'x'))
  })

  test.each(['../x', '/etc/x', '..', '.', '', 'a/../../x'])('refuses "%s"', (name) => {
    expect(() => notebook.outPath(name)).toThrow(expect.objectContaining({ code: 'OUT_PATH_OUTSIDE' }))
  })

  test('says which folder cannot be made', () => {
    writeFileSync(join(folder, 'file'), '')
    vi.stubEnv('CARNET_OUT', join(folder, 'file', 'out'))
    expect(() => notebook.outPath('x')).toThrow(
      expect.objectContaining({
        code: 'OUT_FOLDER_UNUSABLE',
        what: expect.stringContaining(join(folder, 'file', 'out')) as string,
      }),
    )
  })
})
