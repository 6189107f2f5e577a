import { type SchemaId } from '../registry/schema'

/**
 * Where the decoders of framed messages come from, in place of those that the batch brings along. `parse` does not wait for
 * a network: whatever has to be fetched is there before; `schemaIdsOf(batch)` are the ids that will be asked for.
 */
export interface SchemaRegistry {
  /** The decoder of a schema, by its id, or by its GUID where a header gave that; undefined for an unknown one. */
  decoderOf(id: SchemaId): SchemaDecoder | undefined
  /** Why there is none, in words that follow "and": `the schema registry does not know it`. */
  whyNot?(id: SchemaId): string | undefined
}

export interface SchemaDecoder {
  /** As messages of it are counted: `avro`, `protobuf`, `json`. */
  readonly format: string
  /**
   * The values of a message without its frame: an object, or an array of them. Numbers beyond 2^53 are bigints, moments
   * are Dates, bytes are Buffers. `indexes` are the bytes that follow the schema's GUID or id in a header: Protobuf's way to
   * name a type. Throws an Error with what is wrong, in words that follow "but": `it ends within a value`.
   *
   * Null: what is in the frame is text that is read without the schema.
   */
  readonly decode: ((payload: Buffer, indexes: Buffer | null) => unknown) | null
}
