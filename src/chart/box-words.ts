import { figureText } from './numbers'
import { visible } from './visible'
import { counted, label as wordFor, numberText, phrase, type Lang } from '../words'
import { type GroupStatistics, type Statistics } from './statistics'

/** Groups that the alternative text names one by one; the table beside the picture has them all. */
const GROUPS_READ = 10

/** `Age by field of study`. */
export function boxTitle({ by, of }: Statistics, lang: Lang): string {
  return of === ''
    ? visible(wordFor(by, lang))
    : phrase('chart.title', lang, { of: axisTitle(of, lang), by: inSentence(by, lang) })
}

/** A column's name as the title of an axis. */
export const axisTitle = (column: string, lang: Lang): string => visible(wordFor(column, lang))

/** A label of ours without its capital, a user's column as it is. */
export function inSentence(column: string, lang: Lang): string {
  const text = wordFor(column, lang)
  return text === column ? visible(text) : text.charAt(0).toLocaleLowerCase(lang) + text.slice(1)
}

/** The name of a group: its value, or that it has none. */
export function groupName({ group }: GroupStatistics, lang: Lang): string {
  return group === null || group === '' ? phrase('chart.noName', lang) : visible(String(group))
}

/** What a person hears who cannot see the boxes. */
export function boxAlt(title: string, groups: readonly GroupStatistics[], lang: Lang): string {
  const sentences = groups.slice(0, GROUPS_READ).map((g) => groupSentence(g, lang))
  const more = groups.length - sentences.length
  if (more > 0) sentences.push(phrase('chart.altMore', lang, { groups: counted(more, 'moreGroups', lang) }))
  return phrase('chart.alt', lang, { title, groups: sentences.join(' ') })
}

function groupSentence(g: GroupStatistics, lang: Lang): string {
  const name = groupName(g, lang)
  if (g.n === 0) return phrase('chart.altNone', lang, { name })
  const text = (value: number | null): string => (value === null ? '–' : figureText(value, lang))
  if (g.n === 1) return phrase('chart.altSingle', lang, { name, min: text(g.min) })
  return phrase('chart.altGroup', lang, {
    name,
    n: numberText(g.n, lang),
    min: text(g.min),
    max: text(g.max),
    median: text(g.median),
    mean: text(g.mean),
  })
}

/** The lines of a group's hover label: the row of the table. */
export function hoverLines(g: GroupStatistics, lang: Lang): string[] {
  const line = (name: 'mean' | 'min' | 'max' | 'sd' | 'q1' | 'median' | 'q3', least = 0): string[] => {
    const value = g[name]
    return value === null ? [] : [`${wordFor(name, lang)} ${figureText(value, lang, least)}`]
  }
  return [
    `${wordFor('n', lang)} ${numberText(g.n, lang)}`,
    ...line('max'),
    ...line('q3'),
    ...line('median'),
    ...line('q1'),
    ...line('min'),
    ...line('mean', 1),
    ...line('sd', 1),
    ...(g.missing > 0 ? [`${wordFor('missing', lang)} ${numberText(g.missing, lang)}`] : []),
  ]
}
