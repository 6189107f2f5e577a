import { BinaryFault } from '../binary/cursor'
import { readMessagePack } from '../binary/messagepack'
import { type Format } from './format'
import { found } from './values'

/**
 * MessagePack has no mark: it is certain where the bytes begin with a map, all names are text, and the map ends exactly
 * where the bytes do.
 */
export const messagePack: Format = {
  name: 'messagepack',
  read({ bytes }) {
    const first = bytes[0] ?? 0
    // A map with something in it, of up to 15 names or with their number in 16 or 32 bits.
    if (!((first > 0x80 && first <= 0x8f) || first === 0xde || first === 0xdf)) return null
    try {
      return found(readMessagePack(bytes), 'messagepack')
    } catch (e) {
      if (e instanceof BinaryFault) return null
      throw e
    }
  },
}
