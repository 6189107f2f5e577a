import { nearNames } from '../config/near'
import { carnetError, CarnetError } from '../errors'
import { type Cell, type ColumnType } from '../table'
import {
  boolean,
  date,
  integer,
  number,
  schema,
  text,
  timestamp,
  type Bounds,
  type Field,
  type Schema,
} from './schema'

const TYPES: Readonly<Record<ColumnType, (bounds: Bounds) => Field<unknown>>> = {
  text,
  integer,
  number,
  boolean,
  date,
  timestamp,
}
const FIELD_WORDS = ['type', 'min', 'max', 'optional', 'synonyms']
const SCHEMA_WORDS = ['name', 'fields']

/**
 * The schema of a JSON value, in the words of the code: `{"name": "students", "fields": {"age": {"type": "integer", "min":
 * 0, "max": 130, "synonyms": ["âge"], "optional": true}}}`. Only `type` must be there. `name` is for a file that gives none.
 * Every fault is listed at once: throws SCHEMA_JSON_INVALID, and what `schema` throws.
 */
export function schemaFromJson(json: unknown, name?: string): Schema<Record<string, Cell>> {
  const faults: string[] = []
  if (!isObject(json)) throw invalid([`it is ${kindOf(json)}, not an object`])
  faults.push(...unknownWords(json, SCHEMA_WORDS, 'the schema'))
  if (json.name !== undefined && typeof json.name !== 'string')
    faults.push(`its name is ${kindOf(json.name)}, not text`)
  const fields: [string, Field<unknown>][] = []
  if (isObject(json.fields))
    for (const [field, value] of Object.entries(json.fields)) {
      const made = fieldFrom(field, value)
      if (Array.isArray(made)) faults.push(...made)
      else fields.push([field, made])
    }
  else
    faults.push(
      json.fields === undefined ? 'it has no "fields"' : `"fields" is ${kindOf(json.fields)}, not an object`,
    )
  if (faults.length > 0) throw invalid(faults)
  const given = json.name as string | undefined
  return schema(Object.fromEntries(fields), { name: given ?? name })
}

/** The schema as JSON, such that `schemaFromJson` gives it back. */
export function schemaToJson({ name, fields }: Schema<object>): object {
  const entries = Object.entries<Field<unknown>>(fields)
  return {
    name,
    fields: Object.fromEntries(
      entries.map(([field, { type, min, max, isOptional, otherNames }]) => [
        field,
        {
          type,
          ...(min !== undefined && { min }),
          ...(max !== undefined && { max }),
          ...(isOptional && { optional: true }),
          ...(otherNames.length > 0 && { synonyms: otherNames }),
        },
      ]),
    ),
  }
}

type Json = Readonly<Record<string, unknown>>

/** A field, or what is wrong with it. */
function fieldFrom(name: string, json: unknown): Field<unknown> | string[] {
  const its = `field ${JSON.stringify(name)}`
  if (!isObject(json)) return [`${its} is ${kindOf(json)}, not an object such as {"type": "text"}`]
  const faults = unknownWords(json, FIELD_WORDS, its)
  const { type, min, max, optional, synonyms } = json
  const make = typeof type === 'string' && Object.hasOwn(TYPES, type) ? TYPES[type as ColumnType] : undefined
  if (type === undefined) faults.push(`${its} has no "type": one of ${Object.keys(TYPES).join(', ')}`)
  else if (make === undefined)
    faults.push(`${its} has the type ${JSON.stringify(type)}${proposal(type, Object.keys(TYPES))}`)
  for (const [word, bound] of Object.entries({ min, max }))
    if (bound !== undefined && typeof bound !== 'number')
      faults.push(`"${word}" of ${its} is ${kindOf(bound)}, not a number`)
    else if (bound !== undefined && make && type !== 'integer' && type !== 'number')
      faults.push(`${its} of type ${String(type)} cannot have "${word}"`)
  if (optional !== undefined && typeof optional !== 'boolean')
    faults.push(`"optional" of ${its} is ${kindOf(optional)}, not true or false`)
  if (synonyms !== undefined && !isTexts(synonyms))
    faults.push(`"synonyms" of ${its} are not an array of texts`)
  if (faults.length > 0 || !make) return faults
  try {
    const bounds = { ...(typeof min === 'number' && { min }), ...(typeof max === 'number' && { max }) }
    const field = make(bounds).synonyms(...(isTexts(synonyms) ? synonyms : []))
    return optional === true ? field.optional() : field
  } catch (e) {
    if (e instanceof CarnetError) return [`${its}: ${e.what}`]
    throw e
  }
}

function unknownWords(json: Json, known: readonly string[], its: string): string[] {
  return Object.keys(json)
    .filter((word) => !known.includes(word))
    .map((word) => `${its} has ${JSON.stringify(word)}${proposal(word, known)}`)
}

function proposal(word: unknown, known: readonly string[]): string {
  const [near] = typeof word === 'string' ? nearNames(word, known, 1) : []
  return near === undefined ? `, and only ${known.join(', ')} are known` : `; did you mean "${near}"?`
}

const invalid = (faults: readonly string[]): CarnetError => carnetError('SCHEMA_JSON_INVALID', { faults })

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string')

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  if (Array.isArray(value)) return 'an array'
  return typeof value === 'object' ? 'an object' : JSON.stringify(value)
}
