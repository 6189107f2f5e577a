import { Item, type FieldValues } from '../parse/item'
import { WrittenNumber } from '../parse/values/value'

/** A row of typed values, such as a Parquet file and a database have, as what may become one of ours. */
export function valueItem(names: readonly string[], values: readonly unknown[], format: string): Item {
  const fields = Object.create(null) as Record<string, unknown>
  names.forEach((name, i) => (fields[name] = values[i]))
  return new Item(fields, format)
}

/** A whole number of 64 bits as a number where that is exact, as most are. */
export function smallest(value: bigint): number | bigint {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
}

/** The row as JSON, for a reject of it: whole numbers in all their digits, bytes in Base64. */
export function rowJson(fields: FieldValues): Buffer {
  const members = Object.entries(fields).map(([name, value]) => `${JSON.stringify(name)}:${jsonOf(value)}`)
  return Buffer.from(`{${members.join(',')}}`)
}

function jsonOf(value: unknown): string {
  if (typeof value === 'bigint' || value instanceof WrittenNumber) return String(value)
  if (value instanceof Uint8Array) return JSON.stringify(Buffer.from(value).toString('base64'))
  const text = JSON.stringify(value, (_, v: unknown) => (typeof v === 'bigint' ? String(v) : v)) as
    string | undefined
  return text ?? 'null'
}
