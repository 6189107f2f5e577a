import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type AxeResults } from 'axe-core'
import { type Browser, type BrowserContextOptions } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Notebook } from '../../src/report/nbformat'
import { writeReport } from '../../src/report/render'
import { type ReportFacts } from '../../src/report/document'
import { toBundle } from '../../src/show'
import {
  batch,
  checkup,
  failedCheckup,
  parsed,
  provenance,
  reject,
  saved,
  spread,
  statistics,
  topics,
} from '../show/values'
import { browserMissing, launchBrowser, visitFile, type Visit } from '../support/browser'
import { figure, library } from '../support/report-figure'
import {
  code,
  display,
  error,
  everything,
  html,
  markdown,
  notebook,
  stream,
} from '../support/report-notebook'

const wideTable = `<table><thead><tr>${'<th scope="col">a column of some width</th>'.repeat(20)}</tr></thead><tbody><tr>${'<td>1</td>'.repeat(20)}</tr></tbody></table>`

/** Two figures, of which the second comes from a cell that was run anew in a kernel that had forgotten the first. */
const figures = async (): Promise<Notebook> => {
  const shown = await Promise.all(
    [
      checkup,
      failedCheckup,
      topics,
      batch(),
      parsed([reject(3n, '{"age": }', 'a value is missing', 8)]),
      statistics(spread),
      saved,
      provenance,
    ].map(async (value) => display({ ...(await toBundle(value, 'en')) })),
  )
  return notebook([
    markdown('# Figures\n\n## One\n\nText.'),
    code('await show(figure)', [library(), await figure()], 1),
    markdown('## Two'),
    code('await show(figure)', [library(), await figure()], 2),
    markdown('## Shown'),
    code('await show(…)', shown, 2),
    markdown('## Wide\n\n$$\\sum_{i=1}^{n} x_i$$'),
    code(
      'const long = ' + '"x" + '.repeat(60) + '1',
      [html(wideTable), stream(`${'wide '.repeat(80)}\n`)],
      3,
    ),
    code(
      'colours()',
      [0, 1, 2, 3, 4, 5, 6, 7].map((n) =>
        stream(`\u001b[3${n}mcolour ${n}\u001b[0m \u001b[4${n}mground ${n}\u001b[0m\n`),
      ),
      4,
    ),
    code(
      'fail()',
      [
        error('TypeError', 'no', [
          '\u001b[31mTypeError\u001b[39m: no',
          '    at \u001b[36mcell\u001b[39m:1:1',
        ]),
      ],
      5,
    ),
  ])
}

const facts: ReportFacts = {
  lang: 'en',
  sourceLabel: 'replay of the capture students.ndjson',
  parameters: [['topic', 'message']],
  date: new Date('2026-11-24T16:05:00Z'),
}

describe.skipIf(browserMissing('the report in a browser'))('the report in a browser', () => {
  let browser: Browser
  let folder: string
  const file = (name: string): string => join(folder, `${name}.html`)
  const write = (name: string, nb: Notebook, more: Partial<ReportFacts> = {}): Promise<void> =>
    writeReport(file(name), nb, { ...facts, secrets: [], ...more })

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'carnet-browser-'))
    await write('figures', await figures())
    await write('everything', everything(), { lang: 'fr', hideCode: true })
    browser = await launchBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const visiting = async (
    name: string,
    look: (visit: Visit) => Promise<void>,
    options?: BrowserContextOptions,
  ): Promise<void> => {
    const visit = await visitFile(browser, file(name), options)
    try {
      await look(visit)
    } finally {
      await visit.close()
    }
  }
  const drawn = ({ page }: Visit): Promise<unknown> =>
    page.waitForFunction(() => document.querySelectorAll('.carnet-drawn .main-svg').length >= 2)

  test('draws every figure, each in its own place, without the network and without complaint', () =>
    visiting('figures', async (visit) => {
      await drawn(visit)
      const { page } = visit
      const all = page.locator('.carnet-figure')
      expect(await all.count()).toBe(2)
      for (const one of await all.all()) {
        expect(await one.locator('.main-svg').count()).toBeGreaterThan(0)
        expect(await one.locator('.boxlayer .box').count()).toBeGreaterThan(0)
        expect(await one.locator('img').isVisible()).toBe(false)
      }
      expect(visit.requests).toEqual([])
      expect(visit.messages).toEqual([])
    }))

  test('holds plotly.js once', () => {
    const page = readFileSync(file('figures'), 'utf8')
    expect(page.split('plotly.js v3.7.0').length).toBe(2)
    expect(statSync(file('figures')).size).toBeLessThan(5_200_000)
  })

  test('shows a page without figures without complaint', () =>
    visiting('everything', async ({ page, requests, messages }) => {
      expect(await page.title()).toBe('Étude des âges')
      expect(await page.locator('math').count()).toBe(4)
      expect(requests).toEqual([])
      expect(messages).toEqual([])
    }))

  test('is readable with scripts off: the picture is there, and the table', () =>
    visiting(
      'figures',
      async ({ page }) => {
        const picture = page.locator('.carnet-figure > img').first()
        expect(await picture.isVisible()).toBe(true)
        expect((await picture.boundingBox())?.width).toBeGreaterThan(300)
        expect(await picture.getAttribute('alt')).toContain('Biologie: 12 values')
        expect(await page.locator('table', { hasText: 'Biologie' }).first().isVisible()).toBe(true)
      },
      { javaScriptEnabled: false },
    ))

  test('prints the picture in place of the drawing, and no navigation', () =>
    visiting('figures', async (visit) => {
      await drawn(visit)
      const { page } = visit
      await page.emulateMedia({ media: 'print' })
      expect(await page.locator('.carnet-figure > img').first().isVisible()).toBe(true)
      expect(await page.locator('.carnet-figure .main-svg').first().isVisible()).toBe(false)
      expect(await page.locator('nav').isVisible()).toBe(false)
      // Nothing scrolls on paper.
      const hidden = await page
        .locator('main *')
        .evaluateAll((all) =>
          all
            .filter((e) => /auto|scroll|hidden/.test(getComputedStyle(e).overflowX))
            .map((e) => e.outerHTML.slice(0, 80)),
        )
      expect(hidden.filter((e) => !/^<(?:svg|g|text|path|rect|defs|clipPath)/.test(e))).toEqual([])
      const pdf = await page.pdf({ format: 'A4', preferCSSPageSize: true })
      expect(pdf.subarray(0, 5).toString('latin1')).toBe('%PDF-')
      expect(pdf.length).toBeGreaterThan(10_000)
    }))

  test('prints in dark ink on white paper, also from a dark screen', () =>
    visiting(
      'figures',
      async ({ page }) => {
        const colours = (): Promise<string[]> =>
          page.evaluate(() => {
            const { color, backgroundColor } = getComputedStyle(document.body)
            return [color, backgroundColor]
          })
        expect(await colours()).toEqual(['rgb(228, 232, 236)', 'rgb(20, 23, 27)'])
        await page.emulateMedia({ media: 'print' })
        expect(await colours()).toEqual(['rgb(31, 35, 40)', 'rgb(255, 255, 255)'])
      },
      { colorScheme: 'dark' },
    ))

  test.each([
    ['figures', 390],
    ['figures', 320],
    ['everything', 320],
    ['figures', 1440],
  ])('%s fits into %i pixels', (name, width) =>
    visiting(
      name,
      async (visit) => {
        if (name === 'figures') await drawn(visit)
        expect(await visit.page.evaluate(() => document.documentElement.scrollWidth)).toBe(width)
      },
      { viewport: { width, height: 800 } },
    ),
  )

  test('links from the failure and the contents lead somewhere', () =>
    visiting('figures', async ({ page }) => {
      const targets = await page
        .locator('nav a, .failure a, .skip')
        .evaluateAll((links) => links.map((a) => a.getAttribute('href') ?? ''))
      expect(targets).toEqual(['#notebook', '#cell-6', '#one', '#two', '#shown', '#wide'])
      for (const target of targets) expect(await page.locator(target).count()).toBe(1)
    }))

  describe.each(['figures', 'everything'])('%s', (name) => {
    test.each(['light', 'dark'] as const)('can be read by everyone, in %s', (colorScheme) =>
      visiting(
        name,
        async (visit) => {
          if (name === 'figures') await drawn(visit)
          await visit.page.evaluate(readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8'))
          const { violations, passes } = await visit.page.evaluate<AxeResults>('axe.run()')
          expect(passes.map((p) => p.id)).toContain('color-contrast')
          const grave = violations.filter((v) => v.impact !== 'minor')
          expect(
            grave.map((v) => `${v.impact} ${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`),
          ).toEqual([])
        },
        // axe puts style elements of its own into the page.
        { colorScheme, bypassCSP: true },
      ),
    )
  })

  test('lets an output neither load nor send anything, nor run what is not its script', async () => {
    await write(
      'hostile',
      notebook([
        markdown('# T\n\n<img src=x onerror="window.ran = 1"><script>window.ran = 1</script>'),
        code('x', [
          html(
            '<img src="https://a.example/x.png" onerror="window.ran = 1"><a id="link" href="javascript:window.ran=1">x</a>' +
              '<script src="https://b.example/x.js"></script><link rel="stylesheet" href="https://c.example/x.css">' +
              '<iframe srcdoc="<script>top.ran = 1</script>"></iframe><meta http-equiv="refresh" content="0;url=https://d.example">' +
              '<p style="background:url(https://e.example/x.png)">y</p>',
          ),
          html(
            '<script>window.own = 1; fetch("https://f.example").catch(function () {}); new Image().src = "https://g.example/x.png";' +
              'var s = document.createElement("script"); s.textContent = "window.ran = 1"; document.head.appendChild(s);' +
              'try { Function("window.ran = 1")() } catch (e) { window.refused = 1 }</script></section></main>',
          ),
          display({
            'image/svg+xml':
              '<svg xmlns="http://www.w3.org/2000/svg" onload="window.ran = 1"><script>window.ran = 1</script></svg>',
          }),
        ]),
        markdown('## After'),
      ]),
    )
    await visiting('hostile', async ({ page, requests, messages }) => {
      await page.locator('#link').click()
      expect(await page.evaluate('[window.own, window.refused, window.ran]')).toEqual([1, 1, undefined])
      expect(requests).toEqual([])
      expect(messages.length).toBeGreaterThan(0)
      expect(messages.filter((m) => !m.includes('Content Security Policy'))).toEqual([])
      expect(await page.locator('main#notebook > section.prose > h2#after').count()).toBe(1)
      expect(await page.locator('.notice').innerText()).toContain('https://a.example/x.png')
    })
  })
})
