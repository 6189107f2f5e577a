import { type Schema } from '../parse/schema'
import { type Source } from '../source/source'
import { type Store } from '../store'
import { currentLang, phrase } from '../words'
import { type Collection, startCollection } from './collection'
import { checkedCollect, type CollectOptions } from './options'
import { printed, type Teller } from './teller'

/**
 * Collects a topic into a database: rows, rejects and the offsets to go on at, in one transaction for each batch, in
 * constant memory. It begins at once, and goes on where the collection before it ended; each message is stored exactly
 * once. Without `follow` it ends at the end that is there; with it, it waits for more, and for a broker that is away,
 * until it is stopped. docs/collect.md tells what it does when a topic expires, is made anew, cut, or gets partitions.
 *
 *     const collection = collect(kafka, 'message', student, store, { follow: true })
 *     for await (const step of collection) if (step.messages >= 1000) break
 *     const collected = await collection.stop()
 *
 * A cell that is run again takes the place of the collection that it began before. Throws COLLECT_OPTION_UNKNOWN and
 * COLLECT_OPTION_INVALID at once. Rejects with COLLECT_BUSY where another program collects the same, with
 * COLLECT_CAPTURE_APART, and with what reading and the store throw; all that was read until then is stored.
 */
export function collect(
  kafka: Source,
  topic: string,
  schema: Schema<object>,
  store: Store,
  options: CollectOptions = {},
): Collection {
  return collectTelling(printed, kafka, topic, schema, store, options)
}

/** Those of this process that have not ended, by what they collect. */
const running = new Map<string, Collection>()

/** The same for others than notebooks, who are told in another way. */
export function collectTelling(
  teller: Teller,
  source: Source,
  topic: string,
  schema: Schema<object>,
  store: Store,
  options: CollectOptions,
): Collection {
  const request = checkedCollect(options)
  const key = JSON.stringify([source.label, topic, schema.name, store.file])
  const before = running
    .get(key)
    ?.stop()
    .then(
      () => request.quiet || teller.say(phrase('collect.replaced', currentLang(), { topic })),
      () => undefined, // told by those who wait for it
    )
  const collection = startCollection({ source, topic, schema, store, request }, teller, {
    before,
    onOver: () => {
      if (running.get(key) === collection) running.delete(key)
    },
  })
  running.set(key, collection)
  return collection
}
