import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { barChart } from '../../src/chart/bar'
import { type Figure } from '../../src/chart/figure'
import { heatMap } from '../../src/chart/heat-map'
import { histogram } from '../../src/chart/histogram'
import { plotlyLibrary } from '../../src/chart/library'
import { lineChart } from '../../src/chart/line'
import { figurePage } from '../../src/chart/page/figure-page'
import { scatterPlot } from '../../src/chart/scatter'
import { smallMultiples } from '../../src/chart/small-multiples'
import { count, mean, sd } from '../../src/query'
import { from } from '../../src/question'
import { renderDocument } from '../../src/report/document'
import { toBundle } from '../../src/show'
import { table } from '../show/values'
import { browserMissing, launchBrowser, visitFile, type Visit } from '../support/browser'
import { code, html, notebook } from '../support/report-notebook'
import { longNames, people } from './support'

const folder = mkdtempSync(join(tmpdir(), 'carnet-charts-'))
const PICTURE =
  '<svg xmlns="http://www.w3.org/2000/svg" width="80" height="45"><rect width="80" height="45" fill="#fff"/></svg>'

/** A figure whose picture takes no second to draw. */
const quick = (figure: Figure): Figure => ({
  ...figure,
  svg: async () => PICTURE,
  png: async () => Buffer.from(''),
})

const all = from(people())
const byDay = all
  .groupBy('filiere', 'jour')
  .summarise({ n: count('note'), mean: mean('note'), sd: sd('note') })
const byField = all.groupBy('filiere').summarise({ n: count('note'), mean: mean('note'), sd: sd('note') })
const many = () => {
  const names = longNames(30)
  const g = names.flatMap((name) => [name, name, name])
  return table({
    g: ['text', g],
    x: ['integer', g.map((_, i) => i % 3)],
    y: ['number', g.map((_, i) => Math.sin(i) * 1000)],
  })
}

const charts: Readonly<Record<string, () => Promise<Figure> | Figure>> = {
  histogram: async () => histogram(await all.groupBy('filiere').histogram('age', { width: 5 }).run(people())),
  bar: async () => barChart(await byField.run(people()), { lang: 'fr' }),
  barsOf30: () =>
    barChart(table({ g: ['text', longNames(30)], v: ['number', longNames(30).map((_, i) => i - 9.5)] })),
  line: async () => lineChart(await byDay.run(people()), { x: 'jour', y: 'n', by: 'filiere', lang: 'fr' }),
  linesOf30: () => lineChart(many(), { x: 'x', y: 'y', by: 'g' }),
  scatter: () => scatterPlot(people(), { x: 'age', y: 'note', by: 'filiere' }),
  heatMap: async () => heatMap(await byDay.run(people()), { x: 'jour', y: 'filiere', of: 'mean' }),
  heatMapOf30: () => heatMap(many(), { x: 'x', y: 'g', of: 'y', lang: 'fr' }),
  smallMultiples: async () =>
    smallMultiples(await byDay.run(people()), { by: 'filiere', chart: 'bar', names: 'jour', of: 'mean' }),
}

const dark = '<style>@media(prefers-color-scheme:dark){body{background:#111;color:#eee}}</style>'
const pageOf = (body: string): string =>
  `<!doctype html><html lang="fr"><meta charset="utf-8"><title>x</title>${dark}<body>${body}`

describe.skipIf(browserMissing('charts and tables in a browser'))('in a browser', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launchBrowser()
  })
  afterAll(async () => {
    await browser.close()
    rmSync(folder, { recursive: true, force: true })
  })

  async function visit(content: string, options: Parameters<typeof visitFile>[2] = {}): Promise<Visit> {
    const file = join(folder, 'page.html')
    writeFileSync(file, content)
    return visitFile(browser, file, options)
  }
  const drawn = (page: Page, n: number): Promise<unknown> =>
    page.waitForFunction((wanted) => document.querySelectorAll('.carnet-drawn').length === wanted, n)

  test('every chart is drawn, light and dark, with every text inside it and none of its labels in another', async () => {
    const names = Object.keys(charts)
    const bodies = await Promise.all(
      names.map(async (name) => (await toBundle(quick(await charts[name]())))['text/html'] ?? ''),
    )
    const content = pageOf(bodies.join('') + `<script>${plotlyLibrary()}</script>`)
    for (const colorScheme of ['light', 'dark'] as const) {
      const shown = await visit(content, { colorScheme })
      const { page } = shown
      await drawn(page, names.length)
      expect([shown.requests, shown.messages]).toEqual([[], []])
      const found = await page.evaluate(() =>
        Array.from(document.querySelectorAll('.carnet-plot'), (plot) => {
          const frame = plot.getBoundingClientRect()
          const box = (e: Element) => e.getBoundingClientRect()
          const texts = Array.from(plot.querySelectorAll('text')).filter((t) => t.textContent !== '')
          const outside = texts.filter((t) => {
            const b = box(t)
            return (
              b.left < frame.left - 1 ||
              b.right > frame.right + 1 ||
              b.top < frame.top - 1 ||
              b.bottom > frame.bottom + 1
            )
          })
          const hit = (a: DOMRect, b: DOMRect): boolean =>
            a.left < b.right - 2 && b.left < a.right - 2 && a.top < b.bottom - 3 && b.top < a.bottom - 3
          // Labels of one axis, and the titles of axes with the labels.
          const labels = Array.from(plot.querySelectorAll('[class$="tick"] text'), box)
          const titles = Array.from(plot.querySelectorAll('.annotation-text'), box)
          const overlapping = labels.filter(
            (a, i) => labels.slice(i + 1).some((b) => hit(a, b)) || titles.some((b) => hit(a, b)),
          ).length
          const ground = getComputedStyle(document.body).color
          const strange = texts.filter(
            (t) => !t.classList.contains('bartext-inside') && getComputedStyle(t).fill !== ground,
          ).length
          return {
            outside: outside.map((t) => t.textContent),
            overlapping,
            strange,
            labelled: labels.length > 3,
          }
        }),
      )
      expect(found.map((f, i) => ({ ...f, name: names[i] }))).toEqual(
        names.map((name) => ({ outside: [], overlapping: 0, strange: 0, labelled: true, name })),
      )
      await shown.close()
    }
  })

  test('numbers in cells of a heat map keep the colour that reads on them', async () => {
    const body = (await toBundle(quick(await charts.heatMap())))['text/html'] ?? ''
    const shown = await visit(pageOf(body + `<script>${plotlyLibrary()}</script>`), { colorScheme: 'dark' })
    await drawn(shown.page, 1)
    const colours = await shown.page
      .locator('.bartext-inside')
      .evaluateAll((texts) => texts.map((t) => getComputedStyle(t).fill))
    expect(new Set(colours)).toEqual(new Set(['rgb(0, 0, 0)', 'rgb(255, 255, 255)']))
    await shown.close()
  })

  test.each(['light', 'dark'] as const)(
    'the page that a figure writes needs nothing but itself, %s',
    async (colorScheme) => {
      const figure = await charts.line()
      const content = figurePage(figure, PICTURE)
      expect(content.length).toBeLessThan(6e6)
      const shown = await visit(content, { colorScheme })
      const { page } = shown
      await drawn(page, 1)
      expect([shown.requests, shown.messages]).toEqual([[], []])
      expect(await page.title()).toBe(figure.title)
      expect(await page.locator('.carnet-plot').innerText()).toContain('Biologie')
      expect(await page.locator('figcaption').isVisible()).toBe(true)
      // What the policy does not know does not run.
      await page.evaluate(() => {
        const script = document.createElement('script')
        script.textContent = 'window.foreign = true'
        document.body.append(script)
      })
      expect(await page.evaluate(() => 'foreign' in window)).toBe(false)
      await shown.close()
    },
  )

  test('the page of a figure has the picture where scripts do not run', async () => {
    const shown = await visit(figurePage(await charts.line(), PICTURE), { javaScriptEnabled: false })
    expect(await shown.page.locator('figure img').isVisible()).toBe(true)
    await shown.close()
  })

  const column = (page: Page, n: number): Promise<string[]> =>
    page.locator(`tbody tr > :nth-child(${n})`).allTextContents()
  const people30 = () =>
    table({
      nom: ['text', ['Zoé', 'émile', 'Eve', null, 'Anne']],
      note: ['number', [9.5, 10, null, -3, 100.25]],
    })

  test('a click on the name of a column orders the rows: up, down, and as they were', async () => {
    const body = (await toBundle(people30(), 'fr'))['text/html'] ?? ''
    const shown = await visit(pageOf(body))
    const { page } = shown
    const note = page.getByRole('button', { name: 'note' })
    await note.click()
    expect(await column(page, 3)).toEqual(['-3', '9,5', '10', '100,25', '–'])
    expect(await page.locator('th[aria-sort=ascending]').count()).toBe(1)
    await note.press('Enter')
    expect(await column(page, 3)).toEqual(['100,25', '10', '9,5', '-3', '–'])
    await note.press('Space')
    expect(await column(page, 1)).toEqual(['0', '1', '2', '3', '4'])
    await page.getByRole('button', { name: 'nom' }).click()
    expect(await column(page, 2)).toEqual(['Anne', 'émile', 'Eve', 'Zoé', '–'])
    expect(await page.locator('[aria-sort=ascending]').allInnerTexts()).toEqual([
      expect.stringContaining('nom'),
    ])
    expect(shown.messages).toEqual([])
    await shown.close()
  })

  test('rows that are left out stay so: the others are ordered, and the gap is told at the end', async () => {
    const rows = table({ i: ['integer', Array.from({ length: 40 }, (_, i) => i)] })
    const shown = await visit(pageOf((await toBundle(rows, 'en'))['text/html'] ?? ''))
    const { page } = shown
    expect(await page.locator('caption b').innerText()).toBe(
      '40 rows × 1 column, the first 10 and the last 5 shown',
    )
    const button = page.getByRole('button', { name: 'i', exact: true })
    await button.click()
    await button.click()
    const texts = await page.locator('tbody tr').allInnerTexts()
    expect(texts[0]).toContain('39')
    expect(texts.at(-1)).toBe('… 25 more rows')
    await shown.close()
  })

  test('a table that is attached late can be ordered too, and each one once', async () => {
    const [body = '', other = ''] = await Promise.all(
      [people30(), people()].map(async (t) => (await toBundle(t, 'fr'))['text/html']),
    )
    const shown = await visit(pageOf(body + body))
    const { page } = shown
    await page.waitForTimeout(1500)
    await page.evaluate((late) => document.body.insertAdjacentHTML('beforeend', late), other)
    await page.locator('.carnet').last().hover()
    await page.getByRole('button', { name: 'age' }).click()
    expect(await page.locator('.carnet').last().locator('tbody td:nth-child(3)').first().innerText()).toBe(
      '19',
    )
    expect(await page.locator('.carnet-sort').count()).toBe(3 + 3 + 5)
    await shown.close()
  })

  test('a report lets tables be ordered, and without scripts they stay as they are', async () => {
    const body = (await toBundle(people30(), 'fr'))['text/html'] ?? ''
    const report = renderDocument(notebook([code('1', [html(body), html(body)])]), {
      lang: 'fr',
      sourceLabel: 'x',
      parameters: [],
      date: new Date(0),
    })
    const shown = await visit(report)
    await shown.page.getByRole('button', { name: 'note' }).first().click()
    expect((await column(shown.page, 3))[0]).toBe('-3')
    expect([shown.requests, shown.messages]).toEqual([[], []])
    await shown.close()
    const still = await visit(report, { javaScriptEnabled: false })
    expect(await still.page.getByRole('button').count()).toBe(0)
    expect((await column(still.page, 3)).slice(0, 5)).toEqual(['9,5', '10', '–', '-3', '100,25'])
    await still.close()
  })
})
