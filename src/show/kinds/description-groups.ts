import { type TopicDescription } from '../../kafka/describe'
import { type GroupLag, type PartitionLag } from '../../kafka/groups'
import { counted, phrase, type Lang } from '../../words'
import { hiddenLine } from '../hidden-cell'
import { countText, NOTHING } from '../numbers'
import { type Block, capped, type RowView } from '../view'

const ROWS = { head: 45, tail: 5 }
const BEHIND_SHOWN = 6
const COLUMNS = [
  { word: 'describe.group', numeric: false },
  { word: 'describe.state', numeric: false },
  { word: 'describe.members', numeric: true },
  { word: 'describe.lag', numeric: true },
  { word: 'describe.behind', numeric: false },
] as const

/** Who reads the topic, and how far behind. */
export function groupsTable({ groups, hidden }: TopicDescription, lang: Lang): Block[] {
  if (!groups) return hiddenLine('describe.groups', hidden.groups, lang)
  const more = hidden.groups
    ? phrase('describe.moreGroups', lang, { reason: phrase(`hidden.${hidden.groups}`, lang) })
    : null
  if (groups.length === 0)
    return [phrase('describe.noGroups', lang), ...(more ? [more] : [])].map((text) => ({
      block: 'line',
      text,
    }))
  return [
    {
      block: 'table',
      title: phrase('describe.groups', lang),
      columns: COLUMNS.map(({ word, numeric }) => ({ label: phrase(word, lang), numeric })),
      rows: capped(
        groups,
        ROWS,
        (group) => row(group, lang),
        (left) => counted(left, 'moreRows', lang),
      ),
      notes: more ? [more] : [],
    },
  ]
}

function row({ group, state, members, lag, partitions }: GroupLag, lang: Lang): RowView {
  const behind = partitions.filter((p) => p.lag !== 0)
  const shown = behind.slice(0, BEHIND_SHOWN).map((p) => behindText(p, lang))
  const more = behind.length - shown.length
  if (more > 0) shown.push(counted(more, 'morePartitions', lang))
  return [
    group,
    state ?? NOTHING,
    countText(members?.length ?? null, lang),
    countText(lag, lang),
    shown.join(', ') || NOTHING,
  ]
}

function behindText({ partition, committed, lag }: PartitionLag, lang: Lang): string {
  if (committed === null) return `${partition}: ${phrase('describe.uncommitted', lang)}`
  return `${partition}: ${lag === null ? '?' : countText(lag, lang)}`
}
