import { MAGIC, readContainer } from '../binary/avro/container'
import { BinaryFault } from '../binary/cursor'
import { refuse } from '../refusal'
import { type Format } from './format'
import { found } from './values'

/** An Avro object container: records with the schema that they were written by. */
export const avro: Format = {
  name: 'avro',
  read({ bytes }) {
    if (bytes[0] !== MAGIC[0] || !bytes.subarray(0, MAGIC.length).equals(MAGIC)) return null
    try {
      return found(readContainer(bytes), 'avro')
    } catch (e) {
      if (e instanceof BinaryFault)
        return refuse('BINARY_INVALID', { format: 'an Avro container', problem: e.message })
      throw e
    }
  },
}
