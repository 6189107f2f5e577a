import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { cutOverview, emptyOverview, overview } from './captures'
import { capturedDescription, description, emptyDescription, hiddenDescription } from './descriptions'
import { frameOf } from './frames'
import { answer, chosen, emptyAnswer, manyTypes, pieces, question } from './questions'
import { toBundle } from '../../src/show'
import { sortingScript, sortingStyle } from '../../src/show/sorting'
import {
  askedBatch,
  batch,
  checkup,
  collected,
  collectedAnew,
  failedCheckup,
  fileProvenance,
  figure,
  joined,
  joinedInner,
  label,
  manyRows,
  parsed,
  provenance,
  reject,
  sample,
  saved,
  spread,
  statistics,
  students,
  table,
  topics,
} from './values'
import { storeContents, storedRuns } from './stored'
import { drift } from '../../src/profile/drift'
import { explain } from '../../src/profile/explain'
import { inferSchema } from '../../src/profile/infer'
import { parse } from '../../src/parse/parse'
import { changing, messages, mixed, student } from './messages'
import { type Lang } from '../../src/words'

// The first DataFrame loads Danfo, which takes its time on a machine that does other things too.
vi.setConfig({ testTimeout: 60_000 })

const rejects = [
  reject(3n, '{"nom": "Martin", "age": vingt}', 'The value is no JSON.', 25),
  reject(7n, '{"nom": "Curie"', 'The text ends before the value does.', 15),
  reject(8n, Buffer.from([0xff, 0xfe, 0x41, 0x1b]), 'The bytes are not UTF-8.', null),
]

const values: Readonly<Record<string, (lang: Lang) => unknown>> = {
  table: () => students(),
  'table-long': () => manyRows(1234),
  'table-empty': () => table({ nom: ['text', []], age: ['integer', []] }, label({ filter: 'age > 99' })),
  statistics: () => frameOf(statistics(sample)),
  'statistics-filtered': () => frameOf(statistics(sample.slice(0, 2), { filter: 'age > 20' })),
  'statistics-spread': () => frameOf(statistics(spread)),
  'statistics-empty': () => frameOf(statistics([], { filter: 'age > 99' })),
  means: () =>
    frameOf(
      table(
        {
          measure: ['text', ['Mean over all rows', 'Unweighted mean of the group means']],
          mean: ['number', [21.4, 64 / 3]],
          n: ['integer', [10, 3]],
        },
        label({ by: 'filiere', of: 'age' }),
      ),
    ),
  checkup: () => checkup,
  'checkup-failed': () => failedCheckup,
  topics: () => topics,
  'topics-none': () => ({ kind: 'topics', topics: [] }),
  description: () => description,
  'description-hidden': () => hiddenDescription,
  'description-empty': () => emptyDescription,
  'description-captured': () => capturedDescription,
  batch: () => batch(),
  'batch-asked': () => askedBatch(),
  capture: () => overview,
  'capture-cut': () => cutOverview,
  'capture-empty': () => emptyOverview,
  parsed: () => parsed(),
  'parsed-rejects': () => parsed(rejects),
  'parsed-file': () => ({ ...parsed(), provenance: fileProvenance }),
  'parsed-file-rejects': () => ({
    ...parsed(rejects.map((r) => ({ ...r, record: { ...r.record, topic: 'filières.csv' } }))),
    provenance: { ...fileProvenance, stopped: 'rows' },
  }),
  joined: () => joined(),
  'joined-inner': () => joinedInner(),
  'parsed-mixed': () => mixed(),
  'parsed-dropped': () => parse(messages, student, { mode: 'drop' }),
  inferred: () => inferSchema(messages),
  'explanation-row': () => explain(mixed(), 0),
  'explanation-reject': () => explain(mixed(), { topic: 'message', partition: 0, offset: 1n }),
  'explanation-tombstone': () => explain(mixed(), { topic: 'message', partition: 0, offset: 4n }),
  drift: () => drift(parse(changing, student), { parts: 4 }),
  'drift-none': () => drift(mixed()),
  saved: () => saved,
  store: () => storeContents,
  runs: () => storedRuns,
  'runs-none': () => ({ ...storedRuns, runs: [] }),
  collected: () => collected,
  'collected-anew': () => collectedAnew,
  provenance: () => provenance,
  'provenance-unknown': () => ({ ...provenance, clusterId: null, capture: null, ranges: [], origin: 'live' }),
  'provenance-file': () => fileProvenance,
  'provenance-joined': () => ({
    ...provenance,
    joined: [{ ...fileProvenance, stopped: 'pages', origin: 'http' }, null],
  }),
  'provenance-http': () => ({
    ...fileProvenance,
    topics: ['https://host.example/a'],
    origin: 'http',
    capture: null,
    stopped: 'pages',
  }),
  query: () => question,
  answer: () => answer,
  'answer-empty': () => emptyAnswer,
  'answer-histogram': () => pieces,
  'answer-rows': () => chosen,
  'answer-types': () => manyTypes,
  figure: (lang) => figure(sample, lang),
  'figure-spread': (lang) => figure(spread, lang, { filter: 'age < 40' }),
  'figure-empty': (lang) => figure([], lang, { filter: 'age > 99' }),
}

/** The same script and style of sorting stand in every table: they are tried in a browser, not read again here. */
const withoutSorting = (html: string): string =>
  html.replace(sortingScript, '(sorting)').replace(sortingStyle, '(sorting)')

const golden = (file: string) => join(__dirname, '..', 'golden', 'show', file)

describe.each(['en', 'fr'] as const)('in %s', (lang) => {
  test.each(Object.keys(values))('%s', async (name) => {
    const bundle = await toBundle(await values[name]?.(lang), lang)
    await expect(withoutSorting(bundle['text/html'] ?? '') + '\n').toMatchFileSnapshot(
      golden(`${name}.${lang}.html`),
    )
    await expect(bundle['text/plain'] + '\n').toMatchFileSnapshot(golden(`${name}.${lang}.txt`))
  })
})
