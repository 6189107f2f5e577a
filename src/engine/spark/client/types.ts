import { type DataType } from './messages'

/** Of kinds whose name in SQL is another than in the protocol. */
const NAMES: Readonly<Record<string, string>> = {
  null: 'void',
  byte: 'tinyint',
  short: 'smallint',
  integer: 'int',
  long: 'bigint',
  timestampNtz: 'timestamp_ntz',
  calendarInterval: 'interval',
  yearMonthInterval: 'interval year to month',
  dayTimeInterval: 'interval day to second',
}

/** A type as SQL has it: `bigint`, `decimal(10,2)`, `array<struct<a:int>>`. */
export function typeText(type: DataType): string {
  if (type.decimal) return `decimal(${type.decimal.precision},${type.decimal.scale})`
  if (type.char) return `char(${type.char.length})`
  if (type.varChar) return `varchar(${type.varChar.length})`
  if (type.array) return `array<${typeText(type.array.elementType)}>`
  if (type.map) return `map<${typeText(type.map.keyType)},${typeText(type.map.valueType)}>`
  if (type.struct)
    return `struct<${type.struct.fields.map((f) => `${f.name}:${typeText(f.dataType)}`).join(',')}>`
  return NAMES[type.kind] ?? type.kind
}

/** Names, each once: Spark allows columns of the same name, the second of which gets `_2` here. */
export function distinctNames(names: readonly string[]): string[] {
  const taken = new Set(names)
  const used = new Set<string>()
  return names.map((name) => {
    let distinct = name
    for (let n = 2; used.has(distinct); n++) {
      const next = `${name}_${n}`
      if (!taken.has(next)) distinct = next
    }
    used.add(distinct)
    return distinct
  })
}
