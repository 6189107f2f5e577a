import { isFrame } from '../frame'
import { labelOf } from '../provenance'
import { Table } from '../table'
import { type Lang } from '../words'
import { batchView } from './kinds/batch'
import { checkupView } from './kinds/checkup'
import { frameView } from './kinds/frame'
import { parsedView } from './kinds/parsed'
import { provenanceView } from './kinds/provenance'
import { savedView } from './kinds/saved'
import { tableView } from './kinds/table'
import { topicsView } from './kinds/topics'
import { type View } from './view'

type Viewer = (value: unknown, lang: Lang) => View | null

/** Every kind of value that has a view of its own: a new kind is one file in kinds/ and one line here. */
const viewers: readonly Viewer[] = [
  (value, lang) => (isFrame(value) ? frameView(value, lang) : null),
  (value, lang) => (isTable(value) ? tableView(value, labelOf(value), lang) : null),
  ofKind('checkup', checkupView),
  ofKind('topics', topicsView),
  ofKind('batch', batchView),
  ofKind('parsed', parsedView),
  ofKind('saved', savedView),
  ofKind('provenance', provenanceView),
]

/** The view of a value; null for a value of no kind of ours. */
export function viewOf(value: unknown, lang: Lang): View | null {
  for (const viewer of viewers) {
    const view = viewer(value, lang)
    if (view) return view
  }
  return null
}

const isTable = (value: unknown): value is Table => value instanceof Table

/** Values of ours say what they are by `kind`. */
export const isKind = <T extends { readonly kind: string }>(value: unknown, kind: T['kind']): value is T =>
  typeof value === 'object' && value !== null && (value as { kind?: unknown }).kind === kind

function ofKind<T extends { readonly kind: string }>(
  kind: T['kind'],
  view: (value: T, lang: Lang) => View,
): Viewer {
  return (value, lang) => (isKind<T>(value, kind) ? view(value, lang) : null)
}
