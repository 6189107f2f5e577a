import { type NewTopic } from '../../kafka/client'
import { type Outgoing } from './outgoing'

/** A topic with these keeps every message as it is, for ever. A cluster may have other defaults. */
const KEEPING: Readonly<Record<string, string>> = {
  'cleanup.policy': 'delete',
  'retention.ms': '-1',
  'retention.bytes': '-1',
  'message.timestamp.type': 'CreateTime',
}

/** Settings of the captured topic that are taken over: they say how messages are kept, not for how long. */
const TAKEN_OVER = ['compression.type', 'max.message.bytes']

/** What a broker takes by default: a batch of so many bytes, a timestamp so far in the future. */
const DEFAULT_BYTES = 1_048_588
const DEFAULT_AHEAD_MS = 3_600_000
const UNLIMITED = String(2n ** 63n - 1n)

/** A topic that takes these messages and keeps them. `now` is in milliseconds since 1970. */
export function newTopicFor(outgoing: Outgoing, now: number): Required<NewTopic> {
  const { partitions, bytesToTake, survey } = outgoing
  const settings: Record<string, string> = { ...KEEPING }
  for (const name of TAKEN_OVER)
    if (Object.hasOwn(outgoing.settings, name)) settings[name] = outgoing.settings[name]
  if (bytesToTake > Number(settings['max.message.bytes'] ?? DEFAULT_BYTES))
    settings['max.message.bytes'] = String(bytesToTake)
  if (survey.some((p) => (p.lastTimestamp ?? 0) > now + DEFAULT_AHEAD_MS))
    settings['message.timestamp.after.max.ms'] = UNLIMITED
  return { partitions, settings }
}

/** The captured topic's settings that the new one does not have, such as `retention.ms=604800000`. */
export const leftOut = ({ settings }: Outgoing, made: Readonly<Record<string, string>>): string[] =>
  Object.entries(settings)
    .filter(([name, value]) => made[name] !== value)
    .map(([name, value]) => `${name}=${value}`)
