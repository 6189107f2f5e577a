import { type Enum, type Field, type MapField, type Type } from 'protobufjs'
import { decimalOf } from '../binary/avro/logical'
import { exact, shortest } from '../binary/cursor'

type Fields = Readonly<Record<string, unknown>>
type Convert = (value: unknown) => unknown

/**
 * The fields of a decoded message under their names in the schema. A field that is not there is left out where the schema
 * tells it from one that is zero; else it has its zero, as proto3 has it. Longs beyond 2^53 are bigints, enums their
 * names, `google.protobuf.Timestamp` a Date, wrappers their value, decimals exact.
 */
export function fieldsOf(type: Type, message: object): Fields {
  const fields = Object.create(null) as Record<string, unknown>
  for (const { key, name, absent, convert } of readersOf(type)) {
    if (Object.hasOwn(message, key)) fields[name] = convert((message as Fields)[key])
    else if (absent !== undefined) fields[name] = absent
  }
  return fields
}

interface FieldReader {
  readonly key: string
  readonly name: string
  /** What stands for the field where the message does not have it; undefined: nothing. */
  readonly absent: unknown
  readonly convert: Convert
}

const readers = new WeakMap<Type, readonly FieldReader[]>()

function readersOf(type: Type): readonly FieldReader[] {
  const known = readers.get(type)
  if (known) return known
  const made = type.fieldsArray.map((field): FieldReader => {
    const convert = converterOf(field)
    const each = isMap(field)
      ? mapOf(field.keyType, convert)
      : field.repeated
        ? (values: unknown) => (values as unknown[]).map(convert)
        : convert
    return {
      key: field.name,
      name: field.declaringField?.name ?? field.name,
      absent: hasZero(field) ? zeroOf(field, convert) : undefined,
      convert: each,
    }
  })
  readers.set(type, made)
  return made
}

const isMap = (field: Field): field is Field & Pick<MapField, 'keyType'> => field.map

/** Whether a field that is not there has the zero of its type. Lists and maps are always there. */
const hasZero = (field: Field): boolean =>
  !field.map && !field.repeated && !field.hasPresence && !isMessage(field.resolvedType)

const isMessage = (type: Type | Enum | null): type is Type => type !== null && 'fieldsArray' in type

const zeroOf = ({ bytes, typeDefault }: Field, convert: Convert): unknown =>
  bytes ? Buffer.alloc(0) : convert(typeDefault)

function converterOf({ resolvedType, type }: Field): Convert {
  if (isMessage(resolvedType)) return messageOf(resolvedType)
  if (resolvedType) {
    const { valuesById } = resolvedType
    return (value) => valuesById[value as number] ?? value
  }
  if (/64$/.test(type)) return long
  return type === 'float' ? (value) => shortest(value as number) : (value) => value
}

const long: Convert = (value) => exact((value as { toBigInt(): bigint }).toBigInt())

/** Keys of 64 bits are their bytes until here. */
function mapOf(keyType: string, convert: Convert): Convert {
  const keyOf = /64$/.test(keyType)
    ? (bytes: string): string => {
        const n = Buffer.from(bytes, 'latin1')
        return String(/^u|^fixed/.test(keyType) ? n.readBigUInt64LE() : n.readBigInt64LE())
      }
    : (key: string): string => key
  return (map) => {
    const fields = Object.create(null) as Record<string, unknown>
    for (const [key, value] of Object.entries(map as Fields)) fields[keyOf(key)] = convert(value)
    return fields
  }
}

function messageOf(type: Type): Convert {
  const known = WELL_KNOWN[type.fullName]
  return known
    ? (value) => known(fieldsOf(type, value as object))
    : (value) => fieldsOf(type, value as object)
}

const valueIn: Convert = (fields) => (fields as Fields).value

/** `1.5s`, as in Protobuf's JSON. */
const durationOf: Convert = (fields) => {
  const { seconds, nanos } = fields as { seconds: number | bigint; nanos: number }
  const sign = seconds < 0 || nanos < 0 ? '-' : ''
  let fraction = String(Math.abs(nanos)).padStart(9, '0')
  while (fraction.endsWith('0')) fraction = fraction.slice(0, -1)
  return `${sign}${String(seconds).replace('-', '')}${fraction && '.'}${fraction}s`
}

/** https://protobuf.dev/reference/protobuf/google.protobuf/ and what Confluent and Google add. */
const WELL_KNOWN: Readonly<Record<string, Convert>> = Object.assign(
  Object.create(null) as Record<string, Convert>,
  {
    '.google.protobuf.Timestamp': (fields: Fields) => {
      const { seconds, nanos } = fields as { seconds: number | bigint; nanos: number }
      return new Date(Number(seconds) * 1000 + Math.floor(nanos / 1e6))
    },
    '.google.protobuf.Duration': durationOf,
    '.google.protobuf.Struct': ({ fields }: Fields) => fields,
    '.google.protobuf.ListValue': ({ values }: Fields) => values,
    // The one of its kinds that is there; a null is kept as an enum.
    '.google.protobuf.Value': ({ nullValue, ...kinds }: Fields) =>
      nullValue === undefined ? Object.values(kinds)[0] : null,
    '.google.protobuf.FieldMask': ({ paths }: Fields) => (paths as string[]).join(','),
    ...Object.fromEntries(
      ['Double', 'Float', 'Int64', 'UInt64', 'Int32', 'UInt32', 'Bool', 'String', 'Bytes'].map((name) => [
        `.google.protobuf.${name}Value`,
        valueIn,
      ]),
    ),
    '.google.type.Decimal': valueIn,
    '.google.type.Date': ({ year, month, day }: Fields) =>
      [String(year).padStart(4, '0'), ...[month, day].map((n) => String(n).padStart(2, '0'))].join('-'),
    '.confluent.type.Decimal': ({ value, scale }: Fields) => decimalOf(value, Number(scale)),
  },
)
