import { ByteReader, ByteWriter } from '../bytes'
import { type Request } from './request'

/** LeaveGroup v2 of one member, to the node that coordinates the group. Resolves to the error code. */
export function leaveGroupRequest(group: string, member: string): Request<number> {
  return {
    apiKey: 13,
    apiVersion: 2,
    apiName: 'LeaveGroup',
    encode: () => new ByteWriter().text(group).text(member).written,
    decode(response) {
      const r = new ByteReader(response)
      r.int32() // throttle time
      return r.int16()
    },
  }
}
