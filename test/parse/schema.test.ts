import { describe, expect, test } from 'vitest'
import { boolean, date, integer, number, schema, text, timestamp } from '../../src/parse/schema'

describe('schema', () => {
  test('keeps fields in their order, with a name', () => {
    const student = schema({ nom: text(), age: integer({ min: 0 }) }, { name: 'students' })
    expect(student.name).toBe('students')
    expect(Object.keys(student.fields)).toEqual(['nom', 'age'])
    expect(student.fields.age).toMatchObject({ type: 'integer', min: 0, isOptional: false })
    expect(student.fields.age).not.toHaveProperty('max')
  })

  test('is called rows by default, and cannot be changed', () => {
    const s = schema({ a: text() })
    expect(s.name).toBe('rows')
    expect(Object.isFrozen(s) && Object.isFrozen(s.fields) && Object.isFrozen(s.fields.a)).toBe(true)
  })

  test('optional() keeps type and bounds', () => {
    expect(number({ min: 0, max: 20 }).optional()).toMatchObject({
      type: 'number',
      min: 0,
      max: 20,
      isOptional: true,
    })
    expect(boolean().optional().optional().isOptional).toBe(true)
    expect(timestamp().type).toBe('timestamp')
  })

  test('synonyms() adds names, and keeps the rest', () => {
    const field = integer({ min: 0, max: 130 }).synonyms('years').optional().synonyms('âge_ans', 'Alter')
    expect(field).toMatchObject({
      min: 0,
      max: 130,
      isOptional: true,
      otherNames: ['years', 'âge_ans', 'Alter'],
    })
    expect(text().otherNames).toEqual([])
    expect(date().type).toBe('date')
  })

  test.each([
    ['no fields', () => schema({}), 'SCHEMA_EMPTY'],
    ['a blank name', () => schema({ a: text() }, { name: ' ' }), 'SCHEMA_NAME_INVALID'],
    ['fields alike', () => schema({ prenom: text(), Prénom: text() }), 'SCHEMA_FIELDS_ALIKE'],
    [
      'a synonym that is another field',
      () => schema({ nom: text().synonyms('Pré-nom'), prenom: text() }),
      'SCHEMA_FIELDS_ALIKE',
    ],
    [
      'a synonym of two fields',
      () => schema({ a: text().synonyms('x'), b: text().synonyms('X') }),
      'SCHEMA_FIELDS_ALIKE',
    ],
    ['a synonym of signs alone', () => text().synonyms('--'), 'FIELD_SYNONYM_INVALID'],
    ['bounds the wrong way round', () => integer({ min: 3, max: 2 }), 'FIELD_BOUNDS_INVALID'],
    ['a bound that is no whole number', () => integer({ min: 0.5 }), 'FIELD_BOUNDS_INVALID'],
    ['a bound beyond 2^53', () => integer({ max: 2 ** 60 }), 'FIELD_BOUNDS_INVALID'],
    ['a bound that is NaN', () => number({ max: NaN }), 'FIELD_BOUNDS_INVALID'],
  ])('refuses %s', (_what, make, code) => {
    expect(make).toThrow(expect.objectContaining({ code }))
  })
})
