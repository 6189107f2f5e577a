import { readCbor } from '../binary/cbor'
import { BinaryFault } from '../binary/cursor'
import { refuse } from '../refusal'
import { type Format } from './format'
import { found } from './values'

/** The tag 55799, which says of itself that what follows is CBOR (RFC 8949, 3.4.6). */
const MARK = Buffer.from([0xd9, 0xd9, 0xf7])

/** CBOR that is marked as such. */
export const cbor: Format = {
  name: 'cbor',
  read({ bytes }) {
    if (bytes[0] !== 0xd9 || !bytes.subarray(0, MARK.length).equals(MARK)) return null
    try {
      return found(readCbor(bytes.subarray(MARK.length)), 'cbor')
    } catch (e) {
      if (e instanceof BinaryFault) return refuse('BINARY_INVALID', { format: 'CBOR', problem: e.message })
      throw e
    }
  },
}
