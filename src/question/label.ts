import { isOfTopics, type Label, type Provenance, provenanceText } from '../provenance'
import { filterText, type QueryPlan } from '../query'
import { type OffsetRange } from '../record'
import { currentLang, label as word } from '../words'

/** What an answer says of itself: of which rows, and which filter chose among them. */
export function answerLabel({ provenance, filter }: Label, plan: QueryPlan): Label {
  const filters = [filter, filterText(plan)].filter((f) => f !== null)
  return { provenance, filter: filters.length > 0 ? filters.join(' and ') : null, ...statistics(plan) }
}

/** Figures of one column by one key say so, as statistics by group do. */
function statistics({ steps }: QueryPlan): Pick<Label, 'by' | 'of'> {
  const last = steps.findLast((s) => s.step === 'summarise')
  const [key, ...more] = last?.by ?? []
  const of = new Set(last?.figures.flatMap(({ value }) => ('of' in value ? JSON.stringify(value.of) : [])))
  const [only] = last?.figures.flatMap(({ value }) => ('of' in value ? value.of : [])) ?? []
  if (key === undefined || more.length > 0 || of.size !== 1 || only === undefined || !('column' in only))
    return {}
  return { by: key, of: only.column }
}

/** The label of rows that came one after the other: all their offsets, the filter where they share one. */
export function combined(a: Label | null, b: Label): Label {
  if (a === null) return b
  const filter = a.filter === b.filter ? a.filter : word('ownRows', currentLang())
  const isKnown = a.provenance !== null && b.provenance !== null
  return { provenance: isKnown ? combinedProvenance(a.provenance, b.provenance) : null, filter }
}

function combinedProvenance(a: Provenance, b: Provenance): Provenance {
  const where = [...new Set([a.where, b.where].filter((w) => w !== undefined))]
  const stopped = a.stopped ?? b.stopped
  const joinedTo = joinedToAny(a, b)
  return {
    kind: 'provenance',
    topics: [...new Set([...a.topics, ...b.topics])],
    clusterId: a.clusterId === b.clusterId ? a.clusterId : null,
    ranges: joined([...a.ranges, ...b.ranges]),
    messages: a.messages + b.messages,
    ...(where.length > 0 && { where: where.join(' or ') }),
    readAt: a.readAt > b.readAt ? a.readAt : b.readAt,
    origin: a.origin === b.origin ? a.origin : isOfTopics(a) || isOfTopics(b) ? 'live' : 'file',
    capture: a.capture?.sha256 === b.capture?.sha256 ? a.capture : null,
    ...(stopped && { stopped }),
    ...(joinedTo.length > 0 && { joined: joinedTo }),
  }
}

/** What was joined to either, each source once. */
function joinedToAny(...all: readonly Provenance[]): (Provenance | null)[] {
  const others = all.flatMap((p) => p.joined ?? [])
  return [...new Map(others.map((p) => [p && provenanceText(p), p])).values()]
}

/** Ranges that touch become one, so that a long stream is said in a line a partition. */
function joined(ranges: readonly OffsetRange[]): OffsetRange[] {
  const found: OffsetRange[] = []
  for (const range of ranges) {
    const at = found.findIndex(
      (f) => f.topic === range.topic && f.partition === range.partition && f.to === range.from,
    )
    if (at < 0) found.push(range)
    else found[at] = { ...found[at], to: range.to }
  }
  return found
}
