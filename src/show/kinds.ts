import { isFrame } from '../frame'
import { labelOf } from '../provenance'
import { Answer } from '../query'
import { Table } from '../table'
import { type Lang } from '../words'
import { answerView } from './kinds/answer'
import { batchView } from './kinds/batch'
import { captureView } from './kinds/capture'
import { checkupView } from './kinds/checkup'
import { collectedView } from './kinds/collected'
import { descriptionView } from './kinds/description'
import { driftView } from './kinds/drift'
import { explanationView } from './kinds/explanation'
import { figureMessagesView } from './kinds/figure-messages'
import { frameView } from './kinds/frame'
import { joinView } from './kinds/join'
import { freshnessView } from './kinds/freshness'
import { inferredView } from './kinds/inferred'
import { parsedView } from './kinds/parsed'
import { provenanceView } from './kinds/provenance'
import { queryView } from './kinds/query'
import { runDiffView } from './kinds/run-diff'
import { runsView } from './kinds/runs'
import { savedView } from './kinds/saved'
import { storeView } from './kinds/store'
import { tableView } from './kinds/table'
import { topicsView } from './kinds/topics'
import { type View } from './view'

type Viewer = (value: unknown, lang: Lang) => View | null

/** Every kind of value that has a view of its own: a new kind is one file in kinds/ and one line here. */
const viewers: readonly Viewer[] = [
  (value, lang) => (isFrame(value) ? frameView(value, lang) : null),
  (value, lang) => (isAnswer(value) ? answerView(value, lang) : null),
  ofKind('joined', joinView),
  (value, lang) => (isTable(value) ? tableView(value, labelOf(value), lang) : null),
  ofKind('checkup', checkupView),
  ofKind('topics', topicsView),
  ofKind('description', descriptionView),
  ofKind('batch', batchView),
  ofKind('capture', captureView),
  ofKind('parsed', parsedView),
  ofKind('inferred', inferredView),
  ofKind('explanation', explanationView),
  ofKind('figure-messages', figureMessagesView),
  ofKind('drift', driftView),
  ofKind('freshness', freshnessView),
  ofKind('run-diff', runDiffView),
  ofKind('saved', savedView),
  ofKind('collected', collectedView),
  ofKind('store', storeView),
  ofKind('runs', runsView),
  ofKind('provenance', provenanceView),
  ofKind('query', queryView),
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
const isAnswer = (value: unknown): value is Answer => value instanceof Answer

/** Values of ours say what they are by `kind`. */
export const isKind = <T extends { readonly kind: string }>(value: unknown, kind: T['kind']): value is T =>
  typeof value === 'object' && value !== null && (value as { kind?: unknown }).kind === kind

function ofKind<T extends { readonly kind: string }>(
  kind: T['kind'],
  view: (value: T, lang: Lang) => View,
): Viewer {
  return (value, lang) => (isKind<T>(value, kind) ? view(value, lang) : null)
}
