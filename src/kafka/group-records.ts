import type * as Kafkajs from 'kafkajs'
import { type Header, type KafkaRecord } from '../record'

/** A message of kafkajs 2.2.4, with what it knows of its batch beyond its types. */
export interface KafkajsMessage extends Pick<
  Kafkajs.KafkaMessage,
  'key' | 'value' | 'timestamp' | 'offset' | 'headers'
> {
  readonly batchContext?: { readonly timestampType: number }
}

const LOG_APPEND_TIME = 1

/** A message as kafkajs decoded it, as a record. */
export function recordOf(topic: string, partition: number, message: KafkajsMessage): KafkaRecord {
  const appended = message.batchContext?.timestampType === LOG_APPEND_TIME
  return {
    topic,
    partition,
    offset: BigInt(message.offset),
    timestamp: Number(message.timestamp),
    timestampType: appended ? 'LogAppendTime' : 'CreateTime',
    key: message.key,
    value: message.value,
    headers: headersOf(message.headers ?? {}),
  }
}

/**
 * kafkajs keeps headers by name: those of one name stay in their order, the order between names is lost. Before a
 * header with a name that every object has (`constructor`, `__proto__`) it puts what the object has there.
 */
function headersOf(headers: Kafkajs.IHeaders): Header[] {
  return Object.entries(headers).flatMap(([name, value]) => {
    const values: readonly unknown[] = Array.isArray(value) ? value : [value]
    return values
      .filter((v): v is Buffer | null => v === null || Buffer.isBuffer(v))
      .map((v): Header => [name, v])
  })
}
