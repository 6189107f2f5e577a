import { ByteReader, ByteWriter } from '../bytes'
import { noTags, readCompactArray, readCompactText, skipTags, writeUvarint } from './compact'
import { type Request } from './request'

export interface ListedGroup {
  readonly group: string
  /** `classic`, or `consumer` for the protocol of Kafka 4 (KIP-848), and others; null where the node does not tell. */
  readonly type: string | null
}

export interface ListedGroups {
  readonly errorCode: number
  readonly groups: readonly ListedGroup[]
}

/** ListGroups v5 (Kafka 3.8): the groups that one node coordinates and that the user may see, with their types. */
export function listGroupsRequest(): Request<ListedGroups> {
  return {
    apiKey: 16,
    apiVersion: 5,
    apiName: 'ListGroups',
    encode() {
      const out = new ByteWriter()
      noTags(out)
      writeUvarint(out, 1) // in any state
      writeUvarint(out, 1) // of any type
      noTags(out)
      return out.written
    },
    decode(response) {
      const r = new ByteReader(response)
      skipTags(r)
      r.int32() // throttle time
      const errorCode = r.int16()
      const groups = readCompactArray(r, () => {
        const group = readCompactText(r) ?? ''
        readCompactText(r) // kind of protocol
        readCompactText(r) // state
        const type = readCompactText(r)?.toLowerCase() ?? null
        skipTags(r)
        return { group, type }
      })
      return { errorCode, groups }
    },
  }
}

/** ListGroups v2: the same of an older Kafka, which has no types. */
export function listGroupsWithoutTypesRequest(): Request<ListedGroups> {
  return {
    apiKey: 16,
    apiVersion: 2,
    apiName: 'ListGroups',
    encode: () => Buffer.alloc(0),
    decode(response) {
      const r = new ByteReader(response)
      r.int32() // throttle time
      const errorCode = r.int16()
      const groups = r.array(() => {
        const group = r.text()
        r.text() // kind of protocol
        return { group, type: null }
      })
      return { errorCode, groups }
    },
  }
}
