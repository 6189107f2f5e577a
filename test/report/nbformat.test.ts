import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  cellHeading,
  checkNotebook,
  codeCells,
  codeOf,
  readNotebook,
  terminalText,
  writeNotebook,
  type Notebook,
} from '../../src/report/nbformat'
import { root } from '../support/carnet'
import { testFolder } from '../support/folders'
import { notebookOf } from '../support/notebook'

const students = join(root, 'notebooks', '01-students.ipynb')

function file(content: unknown): string {
  const path = join(testFolder(), 'a.ipynb')
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

describe('reading and writing', () => {
  test('a notebook comes back as Jupyter wrote it, byte for byte', async () => {
    const copy = join(testFolder(), 'copy.ipynb')
    await writeNotebook(copy, await readNotebook(students))
    expect(readFileSync(copy, 'utf8')).toBe(readFileSync(students, 'utf8'))
  })

  test('texts are strings here and lines in a file; data of JSON types is neither', async () => {
    const outputs = [
      { output_type: 'stream', name: 'stdout', text: ['a\n', 'b'] },
      {
        output_type: 'display_data',
        data: {
          'text/html': ['<b>\n', '</b>'],
          'application/vnd.plotly.v1+json': { a: ['x', 'y'] },
          'application/json': ['x'],
        },
        metadata: { isolated: true },
      },
      { output_type: 'execute_result', execution_count: 3, data: { 'text/plain': 'é' }, metadata: {} },
      { output_type: 'error', ename: 'E', evalue: 'v', traceback: ['one\ntwo', 'three'] },
    ]
    const cell = {
      cell_type: 'code',
      id: 'a',
      metadata: { tags: ['x'] },
      source: ['1\n', '2'],
      outputs,
      execution_count: 3,
    }
    const path = file({ nbformat: 4, nbformat_minor: 5, metadata: { own: 1 }, cells: [cell] })
    const notebook = await readNotebook(path)
    expect(notebook.metadata).toEqual({ own: 1 })
    expect(codeCells(notebook)[0]).toEqual({
      ...cell,
      source: '1\n2',
      outputs: [
        { ...outputs[0], text: 'a\nb' },
        { ...outputs[1], data: { ...outputs[1]?.data, 'text/html': '<b>\n</b>' } },
        outputs[2],
        outputs[3],
      ],
    })
    await writeNotebook(path, notebook)
    const written = JSON.parse(readFileSync(path, 'utf8')) as { cells: (typeof cell)[] }
    const [display, result] = [outputs[1], { ...outputs[2], data: { 'text/plain': ['é'] } }]
    expect(written.cells).toEqual([{ ...cell, outputs: [outputs[0], display, result, outputs[3]] }])
  })

  test('a file is replaced whole, and nothing is left beside it', async () => {
    const folder = testFolder()
    const path = join(folder, 'a.ipynb')
    await writeNotebook(path, notebookOf('1'))
    await writeNotebook(path, notebookOf('2'))
    expect(codeOf(await readNotebook(path))).toBe('2')
    expect(readdirSync(folder)).toEqual(['a.ipynb'])
    const cyclic = notebookOf('3')
    cyclic.metadata.self = cyclic
    await expect(writeNotebook(path, cyclic)).rejects.toThrow(/circular/)
    expect(readdirSync(folder)).toEqual(['a.ipynb'])
    expect(codeOf(await readNotebook(path))).toBe('2')
  })

  test.each([
    ['not JSON', '{', 'NOTEBOOK_NOT_JSON'],
    ['empty', '', 'NOTEBOOK_NOT_JSON'],
    ['null', null, 'NOTEBOOK_FORMAT'],
    ['a list', [], 'NOTEBOOK_FORMAT'],
    ['of format 3', { nbformat: 3, worksheets: [] }, 'NOTEBOOK_FORMAT'],
    ['without cells', { nbformat: 4 }, 'NOTEBOOK_FORMAT'],
    ['with a cell that is none', { nbformat: 4, cells: [null] }, 'NOTEBOOK_FORMAT'],
    [
      'with a cell of another kind',
      { nbformat: 4, cells: [{ cell_type: '__proto__', source: '' }] },
      'NOTEBOOK_FORMAT',
    ],
    [
      'with code that is no text',
      { nbformat: 4, cells: [{ cell_type: 'code', source: 1 }] },
      'NOTEBOOK_FORMAT',
    ],
    [
      'with an output that is none',
      {
        nbformat: 4,
        cells: [{ cell_type: 'code', source: '', outputs: [{ output_type: 'stream', text: null }] }],
      },
      'NOTEBOOK_FORMAT',
    ],
  ])('%s is refused', async (_what, content, code) => {
    await expect(readNotebook(file(content))).rejects.toMatchObject({ code })
  })

  test('a file that is not there, or a folder, is refused', async () => {
    await expect(readNotebook(join(testFolder(), 'none.ipynb'))).rejects.toMatchObject({
      code: 'NOTEBOOK_UNREADABLE',
      details: { reason: 'ENOENT' },
    })
    await expect(readNotebook(testFolder())).rejects.toMatchObject({ details: { reason: 'EISDIR' } })
  })
})

describe('cellHeading', () => {
  test('is the nearest heading before the cell, without its marks', () => {
    const notebook = notebookOf('1', '# `Read` *all* ##', '2', '# A\n\ntext\n\n## B\n', '3')
    expect([0, 2, 4].map((place) => cellHeading(notebook, place))).toEqual(['', 'Read all', 'B'])
  })

  test('tells cells under the same heading apart by a number, wherever they are', () => {
    const notebook = notebookOf('# A', '1', '2', '# B', '3', '# A', '4')
    expect([1, 2, 4, 6].map((place) => cellHeading(notebook, place))).toEqual(['A', 'A (2)', 'B', 'A (3)'])
  })

  test('is not taken from code within the text, nor from a line that only looks like one', () => {
    const notebook = notebookOf('# A\n```sh\n# comment\n```\n#hashtag\n', '1')
    expect(cellHeading(notebook, 1)).toBe('A')
  })

  test('of the shipped notebook is there for every cell, and never twice', async () => {
    const notebook = await readNotebook(students)
    const headings = notebook.cells.flatMap((cell, i) =>
      cell.cell_type === 'code' ? [cellHeading(notebook, i)] : [],
    )
    expect(headings).not.toContain('')
    expect(new Set(headings).size).toBe(headings.length)
  })
})

describe('terminalText', () => {
  test('is the plain text of the cells tagged terminal, in order, streams included', () => {
    const notebook = notebookOf('1', '2', '3')
    const [first, second, third] = codeCells(notebook)
    first?.outputs.push({ output_type: 'stream', name: 'stdout', text: 'untagged' })
    if (second) second.metadata.tags = ['other', 'terminal']
    second?.outputs.push(
      {
        output_type: 'display_data',
        data: { 'text/plain': 'table\n\n', 'text/html': '<table>' },
        metadata: {},
      },
      { output_type: 'stream', name: 'stderr', text: 'warned\n' },
      { output_type: 'display_data', data: { 'text/html': 'no text' }, metadata: {} },
    )
    if (third) third.metadata.tags = ['terminal']
    third?.outputs.push(
      { output_type: 'execute_result', execution_count: 1, data: { 'text/plain': 'é' }, metadata: {} },
      { output_type: 'error', ename: 'E', evalue: 'v', traceback: ['t'] },
    )
    expect(terminalText(notebook)).toBe('table\n\nwarned\n\né')
  })

  test('is empty where nothing is tagged', () => {
    expect(terminalText(notebookOf('1'))).toBe('')
    expect(terminalText(notebookOf())).toBe('')
  })
})

describe('checkNotebook', () => {
  test('finds nothing in the notebooks that are shipped', async () => {
    for (const name of readdirSync(join(root, 'notebooks')).filter((f) => f.endsWith('.ipynb')))
      expect(checkNotebook(await readNotebook(join(root, 'notebooks', name)))).toEqual([])
  })

  const changed = (change: (notebook: Notebook) => void, ...sources: string[]): string[] => {
    const notebook = notebookOf(...(sources.length > 0 ? sources : ['1', '2']))
    change(notebook)
    return checkNotebook(notebook)
  }
  const first = (notebook: Notebook) => codeCells(notebook)[0]

  test.each<[string, (n: Notebook) => void]>([
    ['Its format is 4.4, not 4.5.', (n) => (n.nbformat_minor = 4)],
    [
      'Its kernel is python3, not tslab.',
      (n) => (n.metadata.kernelspec = { name: 'python3', display_name: '' }),
    ],
    ['Its kernel is not given, not tslab.', (n) => delete n.metadata.kernelspec],
    [
      'Its language is javascript, not typescript.',
      (n) => (n.metadata.language_info = { name: 'javascript' }),
    ],
    ['Its part 1 has no id.', (n) => delete n.cells[0]?.id],
    ['The id "a b" is not allowed.', (n) => Object.assign(n.cells[0] ?? {}, { id: 'a b' })],
    ['The id "cell-0" is there twice.', (n) => Object.assign(n.cells[1] ?? {}, { id: 'cell-0' })],
    [
      'Code cell 1 (cell-0) holds an execution count.',
      (n) => Object.assign(first(n) ?? {}, { execution_count: 1 }),
    ],
    [
      'Code cell 1 (cell-0) holds outputs.',
      (n) => first(n)?.outputs.push({ output_type: 'stream', name: 'stdout', text: '' }),
    ],
  ])('%s', (fault, change) => {
    expect(changed(change)).toEqual([fault])
  })

  test.each([
    ['await (async () => 1)()', 'begins with "await ("'],
    ["import { a } from '../src/a'", 'imports src or dist'],
    ["import '../dist'", 'imports src or dist'],
    ["const a = require('./dist/a')", 'imports src or dist'],
    ["const a = await import('../../src/index.js')", 'imports src or dist'],
    ['const = 1', 'does not parse: line 1, column 7: '],
  ])('code %j', (source, fault) => {
    expect(changed(() => {}, source).join('\n')).toContain(`Code cell 1 (cell-0) ${fault}`)
  })

  test.each([
    'const a = await load()\nawait (a)',
    "import { a } from 'carnet'",
    "import { a } from './sources'",
    "const path = '../src/a'",
    'for await (const x of y) {}',
  ])('code %j is as it should be', (source) => {
    expect(changed(() => {}, source)).toEqual([])
  })
})
