import { expect, test } from 'vitest'
import { savedView } from '../../src/show/kinds/saved'
import { saved } from './values'

test('messages of a topic that was made anew are told of', () => {
  const notes = (generation: number, lang: 'en' | 'fr') => {
    const [block] = savedView({ ...saved, generation, note: 'anew' }, lang)
    return block.block === 'table' ? (block.notes ?? []) : []
  }
  expect(notes(1, 'en')[0]).toBe('Lines of statistics: 5')
  expect(notes(2, 'en')[0]).toBe('The topic was made anew; these are messages of generation 2')
  expect(notes(2, 'fr')[0]).toBe('Le topic a été recréé\u00a0; ces messages sont de la génération 2')
})
