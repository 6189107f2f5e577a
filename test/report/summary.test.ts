import { describe, expect, test, vi } from 'vitest'
import { groupStats, where } from '../../src/frame'
import { integer, schema, text } from '../../src/parse/schema'
import { parse } from '../../src/parse/parse'
import { col, count, mean } from '../../src/query'
import { from } from '../../src/question'
import { renderDocument } from '../../src/report/document'
import { readFacts } from '../../src/report/facts'
import { renderIndex } from '../../src/report/index-page'
import { markdownPage } from '../../src/report/markdown-page'
import { type Notebook, type Output } from '../../src/report/nbformat'
import { summaryLines } from '../../src/report/summary'
import { FACTS_MIME, toBundle } from '../../src/show'
import { messages } from '../parse/support'
import { code, display, html, markdown, notebook, PIXEL, stream } from '../support/report-notebook'

// The first DataFrame loads Danfo, which takes its time on a machine that does other things too.
vi.setConfig({ testTimeout: 60_000 })

const student = schema({ nom: text(), age: integer(), filiere: text() }, { name: 'students' })
const parsed = parse(
  messages(
    '{"nom": "Ada", "age": 23, "filiere": "Biologie"}',
    '{"nom": "Bob", "age": 19, "filiere": "Physique"}',
    '{"nom": "<b>", "age": "?", "filiere": "Physique"}',
    null,
  ),
  student,
)
const read = {
  ...parsed.provenance,
  ranges: [{ topic: 'message', partition: 0, from: 0n, to: 2n ** 60n }],
  messages: 4,
}
const shown = async (value: unknown): Promise<Output> => display({ ...(await toBundle(value, 'en')) })

async function run(...values: unknown[]): Promise<Notebook> {
  const outputs = await Promise.all(values.map(shown))
  return notebook([markdown('# The analysis\n\nProse.'), code('await show(x)', outputs, 1)])
}

const facts = { lang: 'en', sourceLabel: 'Kafka at b:9092', parameters: [], date: new Date(0) } as const

describe('the summary of a run', () => {
  test('is made from its own figures: what was read, what became rows, means with their filter', async () => {
    const stats = groupStats(where(parsed, col('age').gt(0)), { by: 'filiere', of: 'age' })
    const lines = summaryLines(readFacts(await run(read, { ...parsed, provenance: read }, stats)), 'en')
    expect(lines[0]).toBe('4 messages of message[0] 0–1152921504606846975, read 2024-12-01 08:00:00 UTC.')
    expect(lines.at(-2)).toBe('2 of 4 messages became 2 rows of students; 1 rejected, 1 tombstone.')
    expect(lines.at(-1)).toBe(
      'Age by field of study (age > 0; 2 values in 2 groups): mean from 19.0 (Physique) to 23.0 (Biologie).',
    )
  })

  test('tells a thing once, however often it is shown', async () => {
    const twice = readFacts(await run(parsed, parsed, parsed.provenance))
    expect(summaryLines(twice, 'en')).toEqual(summaryLines(readFacts(await run(parsed)), 'en'))
  })

  test('knows answers as it knows statistics, and one group as one', async () => {
    const query = from(student)
      .where(col('age').gt(20))
      .groupBy('filiere')
      .summarise({ n: count(), mean: mean('age') })
    const lines = summaryLines(readFacts(await run(await query.run(parsed))), 'fr')
    expect(lines.at(-1)).toContain('(age > 20\u00a0; 1 valeur dans un groupe)\u00a0: moyenne 23,0 (Biologie)')
  })

  test('says nothing of outputs that are of others, or broken', () => {
    for (const sheet of [
      null,
      'x',
      { facts: [] },
      { carnet: '1', node: '2', facts: [{ fact: 'parsed', provenance: {} }] },
    ])
      expect(readFacts(notebook([code('', [display({ [FACTS_MIME]: sheet })])])).facts).toEqual([])
  })
})

describe('the page', () => {
  test('has the summary at the top, the rejects, sources and versions at the end', async () => {
    const page = renderDocument(await run(parsed), facts)
    expect(page.indexOf('In short')).toBeLessThan(page.indexOf('<main'))
    expect(page.indexOf('Sources and rejects')).toBeGreaterThan(page.indexOf('Prose.'))
    expect(page).toContain('students: 1 × ')
    expect(page).toMatch(/<dt>Versions<\/dt><dd>carnet \d+\.\d+\.\d+, Node \d+/)
  })

  test('has neither where the outputs tell nothing', () => {
    const page = renderDocument(notebook([code('1', [stream('1')], 1)]), facts)
    expect(page).not.toContain('In short')
    expect(page).not.toContain('Sources and rejects')
  })
})

describe('as Markdown', () => {
  test('prose, code and outputs stand one after the other, pictures beside it', async () => {
    const book = await run(parsed)
    book.cells.push(
      code(
        'draw()',
        [display({ 'image/png': PIXEL, 'text/plain': '[Ages *by* field]' }), stream('```\n')],
        2,
      ),
      code('', [html('<p>only HTML</p>')], 3),
    )
    const { text, pictures } = markdownPage(book, facts, 'my report')
    expect(
      text.startsWith('# The analysis\n\n*Date: 1970-01-01T00:00:00.000Z · Source: Kafka at b:9092*'),
    ).toBe(true)
    expect(text).toContain('**In short**\n\n- 0 messages of message')
    expect(text).toContain('```ts\nawait show(x)\n```')
    expect(text).toContain('![\\[Ages \\*by\\* field\\]](my%20report-1.png)')
    expect(text).toContain('````text\n```\n````')
    expect(pictures).toEqual([{ name: 'my report-1.png', bytes: Buffer.from(PIXEL, 'base64') }])
  })

  test('code is left out where it is not wanted', async () => {
    const { text } = markdownPage(await run(parsed), { ...facts, hideCode: true }, 'a')
    expect(text).not.toContain('await show(x)')
  })
})

test('an index leads to each report with its summary, escaped', () => {
  const entries = [{ file: 'à b.html', title: 'A <b>', summary: ['x & y'] }]
  const page = renderIndex(entries, 'fr')
  expect(page).toContain('<h2><a href="%C3%A0%20b.html">A &lt;b&gt;</a></h2>')
  expect(page).toContain('<li>x &amp; y</li>')
  expect(page).toContain('<title>Rapports</title>')
})
