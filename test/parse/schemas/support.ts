import { type KafkaRecord } from '../../../src/record'
import { type RegisteredSchema, type SchemaReference, schemasOf } from '../../../src/registry/schema'
import { type Batch } from '../../../src/source/batch'
import { batchOf } from '../support'

export const registered = (
  id: number | string,
  type: string,
  schema: unknown,
  references: readonly SchemaReference[] = [],
): RegisteredSchema => ({
  id,
  type,
  schema: typeof schema === 'string' ? schema : JSON.stringify(schema),
  references,
})

/** A zero byte, the id, the content. */
export function framed(id: number, ...content: readonly Uint8Array[]): Buffer {
  const head = Buffer.alloc(5)
  head.writeInt32BE(id, 1)
  return Buffer.concat([head, ...content])
}

/** A batch that brings its schemas along. */
export const batchWith = (schemas: readonly RegisteredSchema[], records: readonly KafkaRecord[]): Batch => ({
  ...batchOf(records),
  schemas: schemasOf(schemas),
})
