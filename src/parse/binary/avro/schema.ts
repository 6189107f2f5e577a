import { MOST_LEVELS } from '../../limits'
import { BinaryFault } from '../cursor'
import { bytes, boolean, double, fixed, float, int, long, text } from './primitives'
import { arrayOf, enumOf, mapOf, recordOf, unionOf } from './nested'
import { logical } from './logical'
import { type Read } from './read'

type Json = Readonly<Record<string, unknown>>

const PRIMITIVES: Readonly<Record<string, Read>> = {
  null: () => null,
  boolean,
  int,
  long,
  float,
  double,
  bytes,
  string: text,
}

/**
 * The reader of an Avro schema (https://avro.apache.org/docs/1.12.0/specification/): made once, it reads any number of
 * values. Longs beyond 2^53 are bigints, moments Dates, dates text (`2024-11-24`), decimals exact, bytes Buffers; a union
 * gives the value alone. `referenced` are schemas whose types it may name. Throws a BinaryFault for a schema that is none.
 */
export function avroReader(schema: unknown, referenced: readonly unknown[] = []): Read {
  const compiler = new Compiler()
  for (const other of referenced) compiler.compile(other, '', 0)
  return compiler.compile(schema, '', 0)
}

class Compiler {
  readonly #named = new Map<string, Read>()

  compile(schema: unknown, space: string, depth: number): Read {
    if (depth > MOST_LEVELS) throw new BinaryFault(`its schema nests deeper than ${MOST_LEVELS} levels`)
    if (typeof schema === 'string') return this.#byName(schema, space)
    if (Array.isArray(schema)) return unionOf(schema.map((branch) => this.compile(branch, space, depth + 1)))
    if (typeof schema !== 'object' || schema === null) throw notASchema(schema)
    const json = schema as Json
    const read = this.#ofType(json, space, depth + 1)
    return typeof json.logicalType === 'string' ? logical(json.logicalType, json, read) : read
  }

  #byName(name: string, space: string): Read {
    const primitive = Object.hasOwn(PRIMITIVES, name) ? PRIMITIVES[name] : undefined
    if (primitive) return primitive
    const full = name.includes('.') || space === '' ? name : `${space}.${name}`
    // A type may name itself: it is looked up when it is read.
    return (state) => {
      const read = this.#named.get(full) ?? this.#named.get(name)
      if (!read) throw new BinaryFault(`its schema has no type ${JSON.stringify(name.slice(0, 100))}`)
      return read(state)
    }
  }

  #ofType(json: Json, space: string, depth: number): Read {
    const { type } = json
    if (type === 'array') return arrayOf(this.compile(json.items, space, depth))
    if (type === 'map') return mapOf(this.compile(json.values, space, depth))
    if (type === 'enum') return this.#name(json, space, enumOf(texts(json.symbols)))
    if (type === 'fixed') return this.#name(json, space, fixed(sizeOf(json.size)))
    if (type === 'record' || type === 'error') {
      const inner = spaceOf(json, space)
      const fields = list(json.fields).map((field) => {
        const { name, type: of } = field as Json
        return { name: String(name), read: this.compile(of, inner, depth) }
      })
      return this.#name(json, space, recordOf(fields))
    }
    return this.compile(type, space, depth)
  }

  #name(json: Json, space: string, read: Read): Read {
    const name = typeof json.name === 'string' ? json.name : ''
    const own = spaceOf(json, space)
    this.#named.set(name.includes('.') || own === '' ? name : `${own}.${name}`, read)
    return read
  }
}

function spaceOf({ name, namespace }: Json, outer: string): string {
  if (typeof name === 'string' && name.includes('.')) return name.slice(0, name.lastIndexOf('.'))
  return typeof namespace === 'string' ? namespace : outer
}

function list(value: unknown): readonly unknown[] {
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'object' && item !== null))
    throw notASchema(value)
  return value
}

function texts(value: unknown): readonly string[] {
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'string')) throw notASchema(value)
  return value
}

function sizeOf(value: unknown): number {
  if (!Number.isSafeInteger(value) || Number(value) < 0) throw notASchema(value)
  return Number(value)
}

function notASchema(value: unknown): BinaryFault {
  return new BinaryFault(
    `its schema is none: ${(JSON.stringify(value) ?? 'nothing').slice(0, 60)} stands in it`,
  )
}
