import { inflateRawSync } from 'node:zlib'
import { MOST_BYTES, MOST_ROWS } from '../../limits'
import { BinaryFault, Cursor } from '../cursor'
import { size } from './primitives'
import { budgetOf, spend, type State } from './read'
import { avroReader } from './schema'

/** How an object container begins. */
export const MAGIC = Buffer.from('Obj\x01', 'latin1')

const SYNC_BYTES = 16

/**
 * The values of an Avro object container (https://avro.apache.org/docs/1.12.0/specification/#object-container-files), read
 * by the schema that it carries. Blocks may be compressed by deflate. Throws a BinaryFault, also where there are more than
 * the rows of one message.
 */
export function readContainer(bytes: Buffer): unknown[] {
  const cursor = new Cursor(bytes)
  cursor.take(MAGIC.length)
  const facts = readFacts(cursor)
  const sync = cursor.buffer(SYNC_BYTES)
  const codec = facts.get('avro.codec')?.toString('utf8') ?? 'null'
  if (codec !== 'null' && codec !== 'deflate')
    throw new BinaryFault(`its compression ${JSON.stringify(codec.slice(0, 60))} is not read here`)
  const read = avroReader(schemaOf(facts.get('avro.schema')))
  const values: unknown[] = []
  let bytesLeft = MOST_BYTES
  let left = budgetOf(bytes.length)
  while (cursor.left > 0) {
    const count = size(cursor)
    const packed = cursor.buffer(size(cursor))
    if (!cursor.buffer(SYNC_BYTES).equals(sync))
      throw new BinaryFault('a block in it does not end with its mark')
    if (count < 0 || values.length + count > MOST_ROWS)
      throw new BinaryFault(`it holds more than ${MOST_ROWS} rows`)
    const body = codec === 'null' ? packed : inflated(packed, bytesLeft)
    bytesLeft -= body.length
    const state: State = {
      cursor: new Cursor(body),
      left: left + budgetOf(body.length) - budgetOf(0),
      depth: 0,
    }
    for (let i = 0; i < count; i++) {
      spend(state)
      values.push(read(state))
    }
    left = state.left
    if (state.cursor.left > 0) throw new BinaryFault('a block in it holds more than its values')
  }
  return values
}

/** The map of the header: the schema and the compression among it. */
function readFacts(cursor: Cursor): ReadonlyMap<string, Buffer> {
  const facts = new Map<string, Buffer>()
  for (;;) {
    const count = size(cursor)
    if (count === 0) return facts
    if (count < 0) size(cursor)
    for (let i = Math.abs(count); i > 0; i--) {
      const name = cursor.text(size(cursor))
      facts.set(name, cursor.buffer(size(cursor)))
    }
  }
}

function schemaOf(bytes: Buffer | undefined): unknown {
  try {
    return JSON.parse(bytes?.toString('utf8') ?? '')
  } catch {
    throw new BinaryFault('it carries no schema')
  }
}

function inflated(packed: Buffer, most: number): Buffer {
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(most, 1) })
  } catch (e) {
    const isLarge = (e as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE'
    throw new BinaryFault(
      isLarge ? `it has more than ${MOST_BYTES} bytes when inflated` : 'a block in it cannot be inflated',
    )
  }
}
