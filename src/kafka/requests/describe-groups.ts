import { ByteReader, ByteWriter } from '../bytes'
import {
  noTags,
  readCompactArray,
  readCompactText,
  skipTags,
  writeCompactArray,
  writeCompactText,
} from './compact'
import { type TopicPartitions } from './list-offsets'
import { type Request } from './request'

export interface DescribedMember {
  readonly clientId: string
  /** The address that it connects from, as the broker writes it: `/192.0.2.7`. */
  readonly host: string
  readonly assigned: readonly TopicPartitions[]
}

export interface DescribedGroup {
  readonly group: string
  readonly errorCode: number
  /** In Kafka's words: `Stable`, `Empty`, `PreparingRebalance`, `Assigning`, `Dead` … */
  readonly state: string
  readonly members: readonly DescribedMember[]
}

/** DescribeGroups v1: classic groups of the node that coordinates them. */
export function describeGroupsRequest(groups: readonly string[]): Request<DescribedGroup[]> {
  return {
    apiKey: 15,
    apiVersion: 1,
    apiName: 'DescribeGroups',
    encode() {
      const out = new ByteWriter()
      return out.array(groups, (group) => out.text(group)).written
    },
    decode(response) {
      const r = new ByteReader(response)
      r.int32() // throttle time
      return r.array(() => {
        const [errorCode, group, state] = [r.int16(), r.text(), r.text()]
        const consumers = r.text() === 'consumer'
        r.text() // how partitions are assigned
        return { errorCode, group, state, members: r.array(() => decodeMember(r, consumers)) }
      })
    },
  }
}

function decodeMember(r: ByteReader, consumers: boolean): DescribedMember {
  r.text() // member id
  const [clientId, host] = [r.text(), r.text()]
  r.blob() // what it subscribes to
  const assignment = r.blob()
  return { clientId, host, assigned: consumers ? decodeAssignment(assignment) : [] }
}

/** The assignment of a consumer (ConsumerProtocolAssignment of Kafka); empty while the group is on its way. */
function decodeAssignment(bytes: Buffer): TopicPartitions[] {
  if (bytes.length === 0) return []
  const r = new ByteReader(bytes)
  r.int16() // version
  return r.array(() => ({ topic: r.text(), partitions: r.array(() => r.int32()) }))
}

/** ConsumerGroupDescribe v0 (Kafka 3.7): groups of the protocol of KIP-848, of the node that coordinates them. */
export function describeConsumerGroupsRequest(groups: readonly string[]): Request<DescribedGroup[]> {
  return {
    apiKey: 69,
    apiVersion: 0,
    apiName: 'ConsumerGroupDescribe',
    encode() {
      const out = new ByteWriter()
      noTags(out)
      writeCompactArray(out, groups, (group) => writeCompactText(out, group))
      noTags(out.int8(0)) // without the rights
      return out.written
    },
    decode(response) {
      const r = new ByteReader(response)
      skipTags(r)
      r.int32() // throttle time
      return readCompactArray(r, () => decodeConsumerGroup(r))
    },
  }
}

function decodeConsumerGroup(r: ByteReader): DescribedGroup {
  const errorCode = r.int16()
  readCompactText(r) // message
  const [group, state] = [readCompactText(r) ?? '', readCompactText(r) ?? '']
  r.int32() // epoch of the group
  r.int32() // epoch of the assignment
  readCompactText(r) // who assigns
  const members = readCompactArray(r, () => decodeConsumer(r))
  r.int32() // rights
  skipTags(r)
  return { group, errorCode, state, members }
}

function decodeConsumer(r: ByteReader): DescribedMember {
  readCompactText(r) // member id
  readCompactText(r) // instance id
  readCompactText(r) // rack
  r.int32() // epoch
  const [clientId, host] = [readCompactText(r) ?? '', readCompactText(r) ?? '']
  readCompactArray(r, () => readCompactText(r)) // topics that it subscribes to
  readCompactText(r) // the same as a pattern
  const assigned = decodePartitions(r)
  decodePartitions(r) // what it is to have
  skipTags(r)
  return { clientId, host, assigned }
}

function decodePartitions(r: ByteReader): TopicPartitions[] {
  const topics = readCompactArray(r, () => {
    r.take(16) // topic id
    const topic = readCompactText(r) ?? ''
    const partitions = readCompactArray(r, () => r.int32())
    skipTags(r)
    return { topic, partitions }
  })
  skipTags(r)
  return topics
}
