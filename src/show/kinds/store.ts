import { type StoreContents, type StoredTable } from '../../store/contents'
import { phrase, type Lang } from '../../words'
import { bytesText } from '../amounts'
import { fromHere } from '../from-here'
import { countText } from '../numbers'
import { type RowView, type View } from '../view'

const COLUMNS_NAMED = 12

/** What a store holds, table by table. */
export function storeView({ file, bytes, tables }: StoreContents, lang: Lang): View {
  return [
    {
      block: 'table',
      title: phrase('contents.title', lang, { file: fromHere(file), size: bytesText(bytes, lang) }),
      columns: [
        { label: phrase('contents.table', lang) },
        { label: phrase('contents.holds', lang) },
        { label: phrase('contents.rows', lang), numeric: true },
        { label: phrase('contents.columns', lang) },
      ],
      rows: tables.map((table) => row(table, lang)),
    },
  ]
}

function row({ name, holds, rows, columns }: StoredTable, lang: Lang): RowView {
  const named = columns.slice(0, COLUMNS_NAMED).map((c) => c.name)
  const more = columns.length > named.length ? ', …' : ''
  return [name, phrase(`contents.holds.${holds}`, lang), countText(rows, lang), named.join(', ') + more]
}
