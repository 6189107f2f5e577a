import { ByteReader, ByteWriter } from '../bytes'
import { type Request } from './request'

export interface Coordinator {
  readonly errorCode: number
  /** The node that coordinates the group. */
  readonly node: number
}

/** FindCoordinator v1 of a consumer group: any node can answer. */
export function findCoordinatorRequest(group: string): Request<Coordinator> {
  return {
    apiKey: 10,
    apiVersion: 1,
    apiName: 'FindCoordinator',
    encode: () => new ByteWriter().text(group).int8(0).written, // a group, no transaction
    decode(response) {
      const r = new ByteReader(response)
      r.int32() // throttle time
      const errorCode = r.int16()
      r.nullableText() // explanation
      return { errorCode, node: r.int32() }
    },
  }
}
