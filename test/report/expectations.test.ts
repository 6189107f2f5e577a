import { expect, test } from 'vitest'
import { missedTexts } from '../../src/report/expectations'
import { type Output } from '../../src/report/nbformat'
import { code, display, error, html, stream } from '../support/report-notebook'

const missed = (wanted: unknown, ...outputs: Output[]): string[] =>
  missedTexts(code('x', outputs, 1, { metadata: { expect: wanted } as { expect?: string[] } }))

test('a text is found in any form of any output, without the tags of HTML', () => {
  const outputs = [
    stream('ten rows'),
    html('<td><b>Bio</b>logie &amp; 1 &lt; 2</td>'),
    display({ 'text/plain': 'n = 3' }),
  ]
  expect(missed(['ten rows', 'Biologie & 1 < 2', 'n = 3'], ...outputs)).toEqual([])
  expect(missed(['Physique', '<b>'], ...outputs)).toEqual(['Physique', '<b>'])
})

test('pictures and facts for programs are no text', () => {
  expect(
    missed(['iVBOR', 'carnet'], display({ 'image/png': 'iVBOR', 'application/x+json': { a: 'carnet' } })),
  ).toEqual(['iVBOR', 'carnet'])
})

test('an error that was meant is found by its sentence', () => {
  expect(missed(['TOPIC_UNKNOWN'], error('CarnetError', 'no topic [TOPIC_UNKNOWN]'))).toEqual([])
})

test('nothing is wanted where the metadata want nothing, or something else', () => {
  for (const wanted of [undefined, null, [], 'text', [1, null]]) expect(missed(wanted)).toEqual([])
})
