import { Rows, type Found } from '../parse/formats/format'
import { type Item } from '../parse/item'
import { type FieldMatcher, matcherOf } from '../parse/match'
import { Refusal } from '../parse/refusal'
import { RowBuilder } from '../parse/row'
import { type Field } from '../parse/schema'
import { decode, type Encoding } from '../parse/text'
import { coercerOf } from '../parse/values'
import { Mended, MISSING, Unfit } from '../parse/values/value'
import { type KafkaRecord } from '../record'
import { framingOf } from '../registry/framing'
import { seenAs, writtenAs } from './coerced'
import { type ExplainedField, type Explanation } from './explanation'

type SchemaFields = Readonly<Record<string, Field<unknown>>>

/** What was found in a message, as the steps that led there. `index` is the row that is meant where it has several. */
export function explainMessage(
  fields: SchemaFields,
  record: KafkaRecord,
  found: Found | null,
  index: number,
): Explanation {
  const several = found instanceof Rows
  const one = several ? (found.items[index] ?? null) : found
  const item = one instanceof Refusal ? null : one
  const refusal = one instanceof Refusal ? one : item && new RowBuilder(fields).add(item)
  const [format = null, ...within] = (item?.format ?? (several ? found.format : ''))
    .split(' in ')
    .filter(Boolean)
  return {
    kind: 'explanation',
    record,
    index: several && item ? index : null,
    rows: several ? found.items.length : Number(item !== null),
    schemaId: (record.value && framingOf(record.headers, record.value)?.id) ?? null,
    encoding: encodingOf(record, format, within, refusal),
    format,
    within: within.filter((outer) => !isEncoding(outer)),
    outside: item?.outside ?? [],
    ...(item ? fieldsOf(fields, item) : { fields: [], left: [] }),
    outcome: refusal ? 'reject' : item ? 'row' : record.value === null ? 'tombstone' : 'empty',
    reject: refusal && {
      stage: refusal.stage,
      code: refusal.code,
      reason: refusal.reason,
      position: refusal.position,
      details: refusal.details,
    },
  }
}

const BINARY = /^(avro|cbor|messagepack|protobuf)\b/
const ENCODINGS: readonly string[] = ['UTF-8', 'UTF-16', 'windows-1252'] satisfies Encoding[]
const isEncoding = (outer: string): boolean => ENCODINGS.includes(outer)

/** Formats say an encoding that is not UTF-8; of what has no format, the bytes are looked at. */
function encodingOf(
  { value, headers }: KafkaRecord,
  format: string | null,
  within: readonly string[],
  refusal: Refusal | null,
): string | null {
  if (format !== null) return BINARY.test(format) ? null : (within.find(isEncoding) ?? 'UTF-8')
  if (!value || value.length === 0 || refusal?.stage === 'bytes' || refusal?.code === 'BINARY_INVALID')
    return null
  return decode(framingOf(headers, value)?.payload ?? value)?.encoding ?? null
}

function fieldsOf(fields: SchemaFields, item: Item): Pick<Explanation, 'fields' | 'left'> {
  const names = Object.keys(item.fields)
  const matcher = matcherOf(fields)
  const shape = matcher.shapeOf(names)
  if (shape instanceof Refusal) return { fields: [], left: names.filter((name) => !matcher.isField(name)) }
  const explained = Object.entries(fields).map(([column, field], i) => {
    const name = shape.found[i] ?? null
    return {
      column,
      type: field.type,
      name,
      match: matchOf(column, name, matcher),
      ...valueOf(field, item, name),
    }
  })
  return { fields: explained, left: names.filter((name) => !shape.found.includes(name)) }
}

function matchOf(column: string, name: string | null, matcher: FieldMatcher): ExplainedField['match'] {
  if (name === null) return null
  if (name === column) return 'exact'
  return matcher.indexOf(name) >= 0 ? 'alike' : 'common'
}

function valueOf(
  field: Field<unknown>,
  item: Item,
  name: string | null,
): Pick<ExplainedField, 'written' | 'repair' | 'cell' | 'problem'> {
  const { value, coerced } = seenAs(coercerOf(field), item, name)
  const nothing = { written: writtenAs(value), repair: null, cell: null, problem: null }
  if (coerced instanceof Unfit) return { ...nothing, problem: coerced.code }
  if (coerced instanceof Mended) return { ...nothing, repair: coerced.kind, cell: coerced.cell }
  if (coerced !== MISSING) return { ...nothing, cell: coerced }
  if (!field.isOptional) return { ...nothing, problem: 'FIELD_MISSING' }
  return typeof value === 'string' ? { ...nothing, repair: 'empty to missing' } : nothing
}
