import { captionLine } from '../../chart/caption'
import { type FigureMessages } from '../../trace/figure-messages'
import { counted, phrase, type Lang } from '../../words'
import { cellText } from '../numbers'
import { type TableBlock, type View } from '../view'
import { tableView } from './table'

/** The rows behind figures, each with its message. */
export function figureMessagesView({ group, messages, rows, label }: FigureMessages, lang: Lang): View {
  const of = group.map(({ column, value }) => `${column} = ${cellText(value, 'text', lang)}`).join(', ')
  const [table, ...rest] = tableView(rows, label, lang) as [TableBlock, ...View]
  const count = {
    rows: counted(rows.length, 'row', lang),
    messages: counted(messages, 'message', lang),
  }
  return [
    {
      ...table,
      title: of === '' ? phrase('behind.all', lang, count) : phrase('behind.group', lang, { ...count, of }),
      source: captionLine(label, lang),
    },
    ...rest,
  ]
}
