import { type ReadPlan, type ReadSummary } from '../reading'
import { type OffsetRange } from '../record'
import { counted, numberText, phrase, type Lang } from '../words'
import { type CatalogEntry } from './catalog'

/** Ranges that the line names one by one; the partitions after them are counted. */
const RANGES_NAMED = 3

/**
 * What a read is about to do: `Reading message: 3 partitions, up to 2,000 messages (offsets [0] 0–999, …)`. Offsets may
 * have gaps, so there may be fewer messages. `capture` is the file that is replayed; null for a cluster.
 */
export function planLine(plan: ReadPlan, capture: string | null, lang: Lang): string {
  const line = phrase('read.plan', lang, {
    topics: plan.topics.join(', '),
    partitions: counted(plan.there.length, 'partition', lang),
    messages: messagesText(plan, lang),
    where: plan.where === null ? '' : phrase('read.where', lang, { where: plan.where }),
  })
  return capture === null ? line : phrase('read.replay', lang, { plan: line, file: capture })
}

function messagesText({ plan, limit, topics }: ReadPlan, lang: Lang): string {
  const open = plan.filter((r) => r.to > r.from)
  const offsets = Number(open.reduce((n, r) => n + (r.to - r.from), 0n))
  if (offsets === 0) return phrase('read.nothing', lang)
  const named = open.slice(0, RANGES_NAMED).map((r) => nameOf(r, topics.length > 1, plan.length > 1))
  const more = open.length - named.length
  if (more > 0) named.push(counted(more, 'morePartitions', lang))
  return phrase(limit < offsets ? 'read.first' : 'read.all', lang, {
    limit: numberText(limit, lang),
    messages: counted(offsets, 'message', lang),
    offsets: phrase('read.offsets', lang, { ranges: named.join(', ') }),
  })
}

/** `message[0] 0–9`, as much of it as is needed to tell it from the others; the last offset is included. */
function nameOf({ topic, partition, from, to }: OffsetRange, topics: boolean, partitions: boolean): string {
  const span = `${from}–${to - 1n}`
  if (topics) return `${topic}[${partition}] ${span}`
  return partitions ? `[${partition}] ${span}` : span
}

/** What was read, and why it stopped: `Read 2,000 messages: up to the end that was there at the start`. */
export function endLine({ records, skipped, expired, stop }: ReadSummary, lang: Lang): string {
  const but = (word: 'read.skipped' | 'read.expired', n: number): string =>
    n > 0 ? phrase(word, lang, { n: numberText(n, lang) }) : ''
  return phrase('read.done', lang, {
    messages: counted(records, 'message', lang),
    but: but('read.skipped', skipped) + but('read.expired', expired),
    why: phrase(`why.${stop}`, lang),
  })
}

/** That a capture is read instead of the cluster, after the sentence that says why. */
export function insteadLine(why: string, capture: CatalogEntry, lang: Lang): string {
  const { file, topics, messages, readAt } = capture
  const instead = phrase('read.instead', lang, {
    file,
    topics: topics.join(', '),
    messages: counted(messages, 'message', lang),
    time: readAt,
  })
  return `${why} ${instead}`
}
