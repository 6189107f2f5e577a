/** How a message names its schema: by the number that the registry gave it; by its GUID where a header names it. */
export type SchemaId = number | string

/** A schema as a registry keeps it. */
export interface RegisteredSchema {
  readonly id: SchemaId
  /** `AVRO`, `PROTOBUF`, `JSON`: in the words of the registry, which may know others. */
  readonly type: string
  /** Its text. */
  readonly schema: string
  /** Every schema that it refers to, directly or through another one; one that is referred to stands before. */
  readonly references: readonly SchemaReference[]
}

export interface SchemaReference {
  /** What it is called where it is referred to: the name of a type, or the path in an import. */
  readonly name: string
  readonly schema: string
}

/** A schema that could not be had. */
export interface MissingSchema {
  readonly id: SchemaId
  /** Words that follow "and": `the schema registry does not know it`. */
  readonly why: string
}

/** The schemas that messages name, by id, each of them or why it is not there. */
export type Schemas = ReadonlyMap<SchemaId, RegisteredSchema | MissingSchema>

export const NO_SCHEMAS: Schemas = new Map<never, never>()

export const isMissing = (schema: RegisteredSchema | MissingSchema): schema is MissingSchema =>
  'why' in schema

const sortKey = ({ id }: RegisteredSchema): string =>
  typeof id === 'number' ? String(id).padStart(10, '0') : id

/** Those that are there, in the order of their ids. */
export function foundIn(schemas: Schemas): readonly RegisteredSchema[] {
  return [...schemas.values()]
    .filter((s): s is RegisteredSchema => !isMissing(s))
    .sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1))
}

/** By id. */
export const schemasOf = (schemas: Iterable<RegisteredSchema>): Schemas =>
  new Map([...schemas].map((s) => [s.id, s]))

/** A schema from its JSON, as `JSON.stringify` made it; null where it is none. */
export function schemaOfJson(value: unknown): RegisteredSchema | null {
  const { id, type, schema, references } = membersOf(value)
  if (!isSchemaId(id) || typeof type !== 'string' || typeof schema !== 'string' || !Array.isArray(references))
    return null
  const read = references.map((reference) => {
    const { name, schema: text } = membersOf(reference)
    return typeof name === 'string' && typeof text === 'string' ? { name, schema: text } : null
  })
  return read.includes(null) ? null : { id, type, schema, references: read.filter((r) => r !== null) }
}

export const membersOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}

const isSchemaId = (value: unknown): value is SchemaId =>
  typeof value === 'string' || (typeof value === 'number' && Number.isInteger(value) && value > 0)
