import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { boolean, date, integer, number, schema, text, timestamp } from '../../src/parse/schema'
import { schemaFromJson, schemaToJson } from '../../src/parse/schema-json'

describe('schemaFromJson', () => {
  test('makes fields of every type, with all that they may say', () => {
    const made = schemaFromJson({
      name: 'students',
      fields: {
        nom: { type: 'text' },
        age: { type: 'integer', min: 0, max: 130, synonyms: ['âge'], optional: true },
        note: { type: 'number', max: 20 },
        actif: { type: 'boolean' },
        ne: { type: 'date', optional: false },
        inscrit: { type: 'timestamp' },
      },
    })
    expect(made.name).toBe('students')
    expect(Object.keys(made.fields)).toEqual(['nom', 'age', 'note', 'actif', 'ne', 'inscrit'])
    expect(made.fields.age).toMatchObject({
      type: 'integer',
      min: 0,
      max: 130,
      otherNames: ['âge'],
      isOptional: true,
    })
    expect(made.fields.ne).toMatchObject({ type: 'date', isOptional: false, otherNames: [] })
  })

  test('takes a name for a schema that gives none', () => {
    const fields = { a: { type: 'text' } }
    expect(schemaFromJson({ fields }).name).toBe('rows')
    expect(schemaFromJson({ fields }, 'students').name).toBe('students')
    expect(schemaFromJson({ fields, name: 'teachers' }, 'students').name).toBe('teachers')
  })

  test('takes fields with the names of the prototype', () => {
    const json: unknown = JSON.parse(
      '{"fields":{"__proto__":{"type":"text"},"constructor":{"type":"integer"}}}',
    )
    expect(Object.keys(schemaFromJson(json).fields)).toEqual(['__proto__', 'constructor'])
  })

  test.each([
    [null, 'it is null, not an object'],
    [[], 'it is an array, not an object'],
    ['{}', 'it is "{}", not an object'],
    [{}, 'it has no "fields"'],
    [{ fields: [] }, '"fields" is an array, not an object'],
    [{ fieds: {} }, 'the schema has "fieds"; did you mean "fields"?; it has no "fields"'],
    [{ name: 1, fields: { a: { type: 'text' } } }, 'its name is 1, not text'],
    [{ fields: { a: 'text' } }, 'field "a" is "text", not an object such as {"type": "text"}'],
    [
      { fields: { a: {} } },
      'field "a" has no "type": one of text, integer, number, boolean, date, timestamp',
    ],
    [{ fields: { a: { type: 'integr' } } }, 'field "a" has the type "integr"; did you mean "integer"?'],
    [
      { fields: { a: { type: 'uuid' } } },
      'field "a" has the type "uuid", and only text, integer, number, boolean, date, timestamp are known',
    ],
    [{ fields: { a: { type: 'constructor' } } }, 'field "a" has the type "constructor"'],
    [{ fields: { a: { type: 'text', optionel: true } } }, 'has "optionel"; did you mean "optional"?'],
    [{ fields: { a: { type: 'text', min: 1 } } }, 'field "a" of type text cannot have "min"'],
    [{ fields: { a: { type: 'integer', min: '0' } } }, '"min" of field "a" is "0", not a number'],
    [
      { fields: { a: { type: 'integer', min: 3, max: 2 } } },
      'field "a": A field of type integer cannot have',
    ],
    [{ fields: { a: { type: 'text', optional: 1 } } }, '"optional" of field "a" is 1, not true or false'],
    [{ fields: { a: { type: 'text', synonyms: 'b' } } }, '"synonyms" of field "a" are not an array of texts'],
    [{ fields: { a: { type: 'text', synonyms: ['-'] } } }, 'cannot have the synonym "-"'],
  ])('refuses %j', (json, fault) => {
    expect(() => schemaFromJson(json)).toThrow(
      expect.objectContaining({
        code: 'SCHEMA_JSON_INVALID',
        what: expect.stringContaining(fault) as string,
      }),
    )
  })

  test('lists every fault at once', () => {
    const json = { fields: { a: { type: 'txt' }, b: { type: 'text', mn: 1 }, c: 1 } }
    expect(() => schemaFromJson(json)).toThrow(
      expect.objectContaining({
        details: {
          faults: [
            expect.stringContaining('"txt"') as string,
            expect.stringContaining('"mn"') as string,
            expect.stringContaining('"c"') as string,
          ],
        },
      }),
    )
  })

  test('refuses what schema refuses', () => {
    expect(() => schemaFromJson({ fields: {} })).toThrow(expect.objectContaining({ code: 'SCHEMA_EMPTY' }))
    const alike = { a: { type: 'text' }, b: { type: 'text', synonyms: ['A'] } }
    expect(() => schemaFromJson({ fields: alike })).toThrow(
      expect.objectContaining({ code: 'SCHEMA_FIELDS_ALIKE' }),
    )
  })
})

describe('schemaToJson', () => {
  test('is what a schema file says', () => {
    const made = schema(
      { nom: text().synonyms('lastName'), age: integer({ min: 0, max: 130 }).optional() },
      { name: 'students' },
    )
    expect(schemaToJson(made)).toEqual({
      name: 'students',
      fields: {
        nom: { type: 'text', synonyms: ['lastName'] },
        age: { type: 'integer', min: 0, max: 130, optional: true },
      },
    })
  })

  test('goes back and forth', () => {
    const field = fc.oneof(
      fc.constantFrom(
        text(),
        integer(),
        integer({ max: 3 }),
        number({ min: 0.5 }),
        boolean(),
        date(),
        timestamp(),
      ),
      fc.constant(text().synonyms('x1', 'x2').optional()),
    )
    fc.assert(
      fc.property(field, fc.boolean(), (f, isOptional) => {
        const made = schema({ a: isOptional ? f.optional() : f }, { name: 'n' })
        const json = schemaToJson(made)
        expect(schemaToJson(schemaFromJson(JSON.parse(JSON.stringify(json))))).toEqual(json)
      }),
    )
  })
})
