import { axisTitle, boxTitle, groupName, inSentence } from '../../chart/box-words'
import { captionLine } from '../../chart/caption'
import { readStatistics, type GroupStatistics } from '../../chart/statistics'
import { type Label } from '../../provenance'
import { type Table } from '../../table'
import { counted, label as wordFor, phrase, type Lang } from '../../words'
import { countText, extremeText, statisticText } from '../numbers'
import { capped, type CellView, type RowView, type View } from '../view'

const ROWS = { head: 90, tail: 10 }

/** Statistics by group: count, mean, least, greatest and deviation first, as the eye looks for them; then the rest. */
export function statisticsView(table: Table, label: Label, lang: Lang): View {
  const statistics = readStatistics(table, label)
  const { groups, by } = statistics
  const figures = ['n', 'mean', 'min', 'max', 'sd', 'q1', 'median', 'q3', 'missing'] as const
  const lacksSome = groups.some((g) => g.sd === null)
  return [
    {
      block: 'table',
      title: boxTitle(statistics, lang),
      source: captionLine(label, lang),
      sortable: true,
      columns: [
        { label: axisTitle(by, lang) },
        ...figures.map((name) => ({ label: wordFor(name, lang), numeric: true })),
      ],
      rows: capped(
        groups,
        ROWS,
        (g) => row(g, lang),
        (left) => counted(left, 'moreRows', lang),
      ),
      notes: [
        ...(groups.length === 0 ? [phrase('show.noGroups', lang)] : []),
        ...(lacksSome ? [phrase('show.noSd', lang)] : []),
      ],
    },
  ]
}

function row(g: GroupStatistics, lang: Lang): RowView {
  const figure = (value: number | null, text: string): CellView => ({ text, value })
  return [
    { text: groupName(g, lang), ...(g.group === null && { value: null }) },
    figure(g.n, countText(g.n, lang)),
    figure(g.mean, statisticText(g.mean, lang, 1)),
    figure(g.min, extremeText(g.min, lang)),
    figure(g.max, extremeText(g.max, lang)),
    figure(g.sd, statisticText(g.sd, lang, 1)),
    figure(g.q1, statisticText(g.q1, lang)),
    figure(g.median, statisticText(g.median, lang)),
    figure(g.q3, statisticText(g.q3, lang)),
    figure(g.missing, countText(g.missing, lang)),
  ]
}

/** The columns of `overallMeans`. */
const MEANS = ['measure', 'mean', 'n']

export const isMeans = (table: Table, label: Label): boolean =>
  label.by !== undefined && label.of !== undefined && MEANS.join() === table.names.join()

/** Two means that are easily confused, each by its name and with what it was taken over. */
export function meansView(table: Table, label: Label, lang: Lang): View {
  const column = (name: string) => table.column(name).values
  return [
    {
      block: 'table',
      title: phrase('show.means', lang, { of: inSentence(label.of ?? '', lang) }),
      source: captionLine(label, lang),
      columns: MEANS.map((name, i) => ({ label: wordFor(name, lang), numeric: i > 0 })),
      rows: column('measure').map((measure, i) => [
        String(measure),
        statisticText(column('mean')[i] ?? null, lang, 1),
        countText(Number(column('n')[i] ?? 0), lang),
      ]),
    },
  ]
}
