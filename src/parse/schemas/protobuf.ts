import { createRequire } from 'node:module'
import type * as Protobuf from 'protobufjs'
import { type NamespaceBase, type Root, type Type } from 'protobufjs'
import { type RegisteredSchema } from '../../registry/schema'
import { size } from '../binary/avro/primitives'
import { BinaryFault, Cursor } from '../binary/cursor'
import { type SchemaDecoder } from '../registry'
import { knownTypes } from './protobuf-known'
import { fieldsOf } from './protobuf-values'

/** Loaded with the first schema. */
const library = (): typeof Protobuf => createRequire(__filename)('protobufjs') as typeof Protobuf

/** Names stay as they are written in the schema. */
const AS_WRITTEN = { keepCase: true }

/** Messages within messages, of those that a schema defines. */
const MOST_INDEXES = 100

/** Throws a BinaryFault for a schema that is none, or that refers to types that are not there. */
export function protobufDecoder(schema: RegisteredSchema): SchemaDecoder {
  const types = compiled(schema)
  return {
    format: 'protobuf',
    decode(payload, indexes) {
      const cursor = new Cursor(indexes ?? payload)
      const type = typeAt(types, readIndexes(cursor))
      const content = indexes ? payload : cursor.buffer(cursor.left)
      return fieldsOf(type, decoded(type, content))
    },
  }
}

/** A message that the schema itself defines, and those within it. */
interface Declared {
  readonly type: Type
  readonly within: readonly Declared[]
}

/** In the order of the schema. */
function compiled(registered: RegisteredSchema): readonly Declared[] {
  try {
    return declaredBy(registered.schema, rootOf(registered))
  } catch (e) {
    throw new BinaryFault(`its schema is marked as Protobuf and is not read (${(e as Error).message})`)
  }
}

/** The schema with everything that it imports, so that each type finds the others. */
function rootOf({ schema, references }: RegisteredSchema): Root {
  const { parse, Root, common } = library()
  const root = new Root()
  const imports = new Set<string>()
  for (const text of [...references.map((r) => r.schema), schema])
    for (const path of parse(text, root, AS_WRITTEN).imports ?? []) imports.add(path)
  for (const { name } of references) imports.delete(name)
  for (const path of imports) {
    const bundled = common.get(path)?.nested
    if (bundled) root.addJSON(bundled)
    else if (Object.hasOwn(knownTypes, path)) parse(knownTypes[path], root, AS_WRITTEN)
  }
  root.resolveAll()
  return root
}

/** Read alone, the schema tells which types are its own. */
function declaredBy(schema: string, all: Root): readonly Declared[] {
  const { parse, Root, Type } = library()
  const messagesIn = (space: NamespaceBase): Declared[] =>
    space.nestedArray
      .filter((one): one is Type => one instanceof Type)
      .map((one) => ({ type: all.lookupType(one.fullName), within: messagesIn(one) }))
  const { root, package: name } = parse(schema, new Root(), AS_WRITTEN)
  return messagesIn(name === undefined ? root : (root.lookup(name) as NamespaceBase))
}

/**
 * Which of the schema's types the message is of: the index of a message, of one within it, and so on. Zigzag numbers as
 * Avro's are, their count first; no number at all stands for the first message.
 */
function readIndexes(cursor: Cursor): readonly number[] {
  const count = size(cursor)
  if (count === 0) return [0]
  if (count < 0 || count > MOST_INDEXES) throw new BinaryFault('it does not say of which type it is')
  return Array.from({ length: count }, () => size(cursor))
}

function typeAt(types: readonly Declared[], indexes: readonly number[]): Type {
  let within = types
  let type: Type | undefined
  for (const index of indexes) {
    const found = within[index] as Declared | undefined
    type = found?.type
    within = found?.within ?? []
  }
  if (!type) throw new BinaryFault(`its schema has no type number ${indexes.join(', ')}`)
  return type
}

function decoded(type: Type, content: Buffer): object {
  try {
    return type.decode(content)
  } catch (e) {
    if (e instanceof RangeError) throw new BinaryFault('it ends within a value')
    const name = type.fullName.slice(1)
    throw new BinaryFault(`its bytes are not those of the type ${name} (${(e as Error).message})`)
  }
}
