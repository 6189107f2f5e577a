import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parse } from '../../../src/parse/parse'
import { integer, schema, text } from '../../../src/parse/schema'
import { record } from '../support'
import { batchWith, framed, registered } from './support'

const AVRO = {
  type: 'record',
  name: 'R',
  fields: [
    { name: 'nom', type: 'string' },
    { name: 'age', type: ['null', 'long', { type: 'array', items: 'R' }] },
    {
      name: 'plus',
      type: { type: 'map', values: { type: 'bytes', logicalType: 'decimal', precision: 9, scale: 2 } },
    },
    { name: 'vu', type: { type: 'long', logicalType: 'timestamp-millis' } },
    { name: 'e', type: { type: 'enum', name: 'E', symbols: ['A', 'B'] } },
  ],
}

const PROTO = `syntax = "proto3"; import "google/protobuf/timestamp.proto"; import "google/protobuf/struct.proto";
  import "google/protobuf/duration.proto"; import "confluent/type/decimal.proto"; import "google/type/date.proto";
  enum E { Z = 0; } message R { string nom = 1; int64 age = 2; google.protobuf.Timestamp vu = 3; google.protobuf.Struct s = 4;
  google.protobuf.Duration d = 5; confluent.type.Decimal p = 6; google.type.Date j = 7; map<fixed64, R> m = 8; E e = 9;
  repeated double n = 10; google.protobuf.Value v = 11; }`

const schemas = [registered(1, 'AVRO', AVRO), registered(2, 'PROTOBUF', PROTO)]
const row = schema({ nom: text(), age: integer().optional() })

/** Few values, so that lengths, tags and indexes come out right now and then. */
const bytes = fc.uint8Array({ maxLength: 40 }).chain((any) =>
  fc.oneof(
    fc.constant(any),
    fc.array(fc.constantFrom(0, 1, 2, 4, 8, 10, 16, 18, 26, 34, 42, 50, 58, 66, 72, 82, 90, 65, 255), {
      maxLength: 40,
    }),
  ),
)

test('any bytes under a schema are a row or a reject with a reason', () => {
  fc.assert(
    fc.property(fc.constantFrom(1, 2), bytes, (id, content) => {
      const prefix = id === 2 ? [0] : []
      const message = framed(id, Buffer.from([...prefix, ...content]))
      const { funnel, rejects } = parse(batchWith(schemas, [record(0, message)]), row)
      expect(funnel.parsed + funnel.rejected).toBe(funnel.read - funnel.empty)
      for (const { reason } of rejects)
        expect(reason).not.toMatch(/undefined|is not a function|Cannot|\[object|Invalid array/)
    }),
    { numRuns: 5_000 },
  )
})
