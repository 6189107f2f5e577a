import { type Frame, frameLabel, isGroupStats, toTable } from '../../frame'
import { type Lang } from '../../words'
import { type View } from '../view'
import { isMeans, meansView, statisticsView } from './statistics'
import { tableView } from './table'

/** A DataFrame: statistics with their labels, anything else as rows. */
export function frameView(frame: Frame, lang: Lang): View {
  const table = toTable(frame)
  const label = frameLabel(frame)
  const dtypes = new Map(frame.columns.map((name, i) => [name, String(frame.dtypes[i])]))
  if (isGroupStats(frame)) return statisticsView(table, label, lang)
  return isMeans(table, label) ? meansView(table, label, lang) : tableView(table, label, lang, { dtypes })
}
