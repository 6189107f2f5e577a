import { describe, expect, test } from 'vitest'
import { checkRun, codeMark } from '../../src/report/run-state'
import { type Cell } from '../../src/report/nbformat'
import { code, error, markdown, notebook } from '../support/report-notebook'

const check =
  (...cells: Cell[]) =>
  () =>
    checkRun(notebook([markdown('# Title'), ...cells]), 'a.ipynb')

describe('a notebook whose outputs are those of one run', () => {
  test('is taken: run from top to bottom, also with numbers left out, and cells without code', () => {
    expect(check(code('a', [], 1), code('  '), code('b', [], 4))).not.toThrow()
    expect(check(markdown('no code at all'))).not.toThrow()
  })

  test('is taken where a cell failed on purpose', () => {
    const meant = code('throw 1', [error('Error', 'on purpose')], 1, {
      metadata: { tags: ['raises-exception'] },
    })
    expect(check(meant)).not.toThrow()
  })

  test('is taken where its code is that which ran, spaces at its ends aside', () => {
    expect(check(code('a\n', [], 1, { metadata: { carnet: { code: codeMark('a') } } }))).not.toThrow()
  })
})

describe('a notebook is refused', () => {
  test('where a cell failed', () => {
    expect(check(code('a', [error('TypeError', 'x is no function\nmore')], 1))).toThrow(
      'code cell 1 ("Title") failed (TypeError: x is no function). Mend the cell',
    )
    expect(check(code('a', [], 1, { metadata: { carnet: { failed: true } } }))).toThrow(/REPORT_CELL_FAILED/)
  })

  test('where a cell was not run', () => {
    expect(check(code('a', [], 1), code('b'))).toThrow(
      /code cell 2 \("Title \(2\)"\) was not run.*REPORT_CELL_NOT_RUN/,
    )
  })

  test('where cells ran in another order, or one of them again', () => {
    expect(check(code('a', [], 2), code('b', [], 1))).toThrow(/code cell 2 .* was run before code cell 1/)
    expect(check(code('a', [], 3), code('b', [], 2), code('c', [], 4))).toThrow(/REPORT_OUT_OF_ORDER/)
  })

  test('where a cell was edited after it ran', () => {
    const edited = code('a + 1', [], 1, { metadata: { carnet: { code: codeMark('a') } } })
    expect(check(edited)).toThrow(/code cell 1 .* was edited after it ran.*REPORT_CELL_STALE/)
  })
})
