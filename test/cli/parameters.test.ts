import { describe, expect, test } from 'vitest'
import { checkParameters, readParameters } from '../../src/cli/parameters'
import { type Notebook } from '../../src/report/nbformat'

const notebook = (...code: string[]): Notebook => ({
  nbformat: 4,
  nbformat_minor: 5,
  metadata: {},
  cells: code.map((source, i) => ({
    cell_type: 'code',
    id: `c${i}`,
    metadata: {},
    source,
    outputs: [],
    execution_count: null,
  })),
})

describe('readParameters', () => {
  test('takes name=value; the value may be empty or hold equals signs', () => {
    expect([...readParameters(['topic=message', 'filter=a=b', 'note='])]).toEqual([
      ['topic', 'message'],
      ['filter', 'a=b'],
      ['note', ''],
    ])
  })

  test.each(['limit', '=3', ''])('refuses %j', (text) => {
    expect(() => readParameters([text])).toThrow(expect.objectContaining({ code: 'PARAM_MALFORMED' }))
  })
})

describe('checkParameters', () => {
  const students = notebook("const topic = param('topic', 'message')", 'const limit = param("limit", 10)')

  test('lets the notebook have what it asks for', () => {
    expect(() => checkParameters(new Map([['limit', '3']]), students)).not.toThrow()
    expect(() => checkParameters(new Map(), students)).not.toThrow()
  })

  test('proposes the near name, else lists the names', () => {
    const refusal = (name: string, nb: Notebook): unknown => {
      try {
        checkParameters(new Map([[name, '1']]), nb)
        return null
      } catch (e) {
        return e
      }
    }
    expect(refusal('limt', students)).toMatchObject({ code: 'PARAM_UNKNOWN', todo: 'Did you mean "limit"?' })
    expect(refusal('colour', students)).toMatchObject({ todo: 'It takes topic, limit.' })
    expect(refusal('colour', notebook('1 + 1'))).toMatchObject({ details: { known: [] } })
  })

  test('refuses nothing where names are made up while the notebook runs', () => {
    expect(() => checkParameters(new Map([['x', '1']]), notebook('param(name, 1)'))).not.toThrow()
  })
})
