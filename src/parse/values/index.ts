import { type Field } from '../schema'
import { toBoolean } from './boolean'
import { toDate } from './date'
import { integerCoercer, numberCoercer } from './number'
import { toText } from './text'
import { toTimestamp } from './timestamp'
import { type Coercer } from './value'

export type SchemaFields = Readonly<Record<string, Field<unknown>>>

/** The coercers of all fields, in their order. */
export const coercersOf = (fields: SchemaFields): readonly Coercer[] => Object.values(fields).map(coercerOf)

/** The coercer of a field: one file a type. */
export function coercerOf(field: Field<unknown>): Coercer {
  switch (field.type) {
    case 'text':
      return toText
    case 'integer':
      return integerCoercer(field)
    case 'number':
      return numberCoercer(field)
    case 'boolean':
      return toBoolean
    case 'date':
      return toDate
    case 'timestamp':
      return toTimestamp
  }
}
