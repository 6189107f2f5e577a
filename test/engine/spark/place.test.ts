import { describe, expect, test } from 'vitest'
import { placeOfPosition, placeOfRange, type SqlPlace } from '../../../src/engine/spark/client/place'

/** The line with its mark, and where it is. */
const drawn = (place: SqlPlace | null): string[] =>
  place ? [...place.marked, `${place.line}:${place.column} ${place.from}-${place.to}`] : []

describe('a range', () => {
  test('is marked in its line', () => {
    expect(drawn(placeOfRange('SELECT *\n  FROM nowhere\nWHERE 1', 16, 22))).toEqual([
      '  FROM nowhere',
      '       ^^^^^^^',
      '2:8 16-23',
    ])
  })

  test('is counted in code points, as Spark does', () => {
    expect(drawn(placeOfRange("select '😀😀', 1/0", 13, 15))).toEqual([
      "select '😀😀', 1/0",
      '             ^^^',
      '1:14 15-18',
    ])
  })

  test('over several lines is marked to the end of the first', () => {
    expect(drawn(placeOfRange('select a +\n b', 7, 12))).toEqual(['select a +', '       ^^^', '1:8 7-13'])
  })

  test('in a long line is shown with what is around it', () => {
    const [line = '', mark = ''] = drawn(
      placeOfRange(`select ${'x, '.repeat(100)}nope, ${'y, '.repeat(100)}1`, 307, 310),
    )
    expect(line.length).toBeLessThan(110)
    expect(line.slice(mark.indexOf('^'), mark.lastIndexOf('^') + 1)).toBe('nope')
    expect(line).toMatch(/^… .* …$/)
  })

  test('keeps its mark under tabs', () => {
    expect(drawn(placeOfRange('select\tnope', 7, 10)).slice(0, 2)).toEqual(['select nope', '       ^^^^'])
  })

  test('that is none, or of another text, is no place', () => {
    expect(placeOfRange('select 1', -1, -1)).toBeNull()
    expect(placeOfRange('select 1', 5, 4)).toBeNull()
    expect(placeOfRange('select 1', 8, 9)).toBeNull()
    expect(placeOfRange('', 0, 0)).toBeNull()
  })
})

describe('a position', () => {
  test('marks the word that is there', () => {
    expect(drawn(placeOfPosition('select 1\nfrm t', 2, 0))).toEqual(['frm t', '^^^', '2:1 9-12'])
    expect(drawn(placeOfPosition('select ,', 1, 7))).toEqual(['select ,', '       ^', '1:8 7-8'])
  })

  test('at the end of the text marks what is missing there', () => {
    expect(drawn(placeOfPosition('select', 1, 6))).toEqual(['select', '      ^', '1:7 6-6'])
  })

  test('in a line that is not there is no place', () => {
    expect(placeOfPosition('select', 2, 0)).toBeNull()
    expect(placeOfPosition('select', 0, 0)).toBeNull()
  })
})
