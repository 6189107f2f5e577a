import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { frameOf } from './frames'
import { toBundle } from '../../src/show'
import {
  batch,
  checkup,
  failedCheckup,
  figure,
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
  batch: () => batch(),
  parsed: () => parsed(),
  'parsed-rejects': () => parsed(rejects),
  saved: () => saved,
  provenance: () => provenance,
  'provenance-unknown': () => ({ ...provenance, clusterId: null, capture: null, ranges: [], origin: 'live' }),
  figure: (lang) => figure(sample, lang),
  'figure-spread': (lang) => figure(spread, lang, { filter: 'age < 40' }),
  'figure-empty': (lang) => figure([], lang, { filter: 'age > 99' }),
}

const golden = (file: string) => join(__dirname, '..', 'golden', 'show', file)

describe.each(['en', 'fr'] as const)('in %s', (lang) => {
  test.each(Object.keys(values))('%s', async (name) => {
    const bundle = await toBundle(values[name]?.(lang), lang)
    await expect(bundle['text/html'] + '\n').toMatchFileSnapshot(golden(`${name}.${lang}.html`))
    await expect(bundle['text/plain'] + '\n').toMatchFileSnapshot(golden(`${name}.${lang}.txt`))
  })
})
