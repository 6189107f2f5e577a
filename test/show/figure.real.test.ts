import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { plotlyLibrary } from '../../src/chart/library'
import { toBundle } from '../../src/show'
import { browserMissing, launchBrowser, visitFile, type Visit } from '../support/browser'
import { figure, sample, spread } from './values'

const folder = mkdtempSync(join(tmpdir(), 'carnet-figure-'))
const library = `<script>${plotlyLibrary()}</script>`

describe.skipIf(browserMissing('figures in a browser'))('figures in a browser', () => {
  let browser: Browser
  let figures: readonly string[]
  beforeAll(async () => {
    browser = await launchBrowser()
    const values = [figure(sample, 'fr'), figure(spread, 'en'), figure(sample, 'fr')]
    figures = await Promise.all(values.map(async (f) => (await toBundle(f))['text/html'] ?? ''))
  })
  afterAll(async () => {
    await browser.close()
    rmSync(folder, { recursive: true, force: true })
  })

  async function visit(body: string, colorScheme: 'light' | 'dark' = 'light'): Promise<Visit> {
    const file = join(folder, 'page.html')
    const style = '<style>@media(prefers-color-scheme:dark){body{background:#111;color:#eee}}</style>'
    writeFileSync(
      file,
      `<!doctype html><html lang="fr"><meta charset="utf-8"><title>x</title>${style}<body>${body}`,
    )
    return visitFile(browser, file, { colorScheme })
  }

  const drawn = ({ page }: Visit, n: number): Promise<unknown> =>
    page.waitForFunction((count) => document.querySelectorAll('.carnet-drawn').length === count, n)

  test.each([
    ['before', (all: string) => library + all],
    ['after', (all: string) => all + library],
  ])('each is drawn once with the library %s them, also the same one twice', async (_, arrange) => {
    const shown = await visit(arrange(figures.join('')))
    await drawn(shown, 3)
    const { page } = shown
    expect(await page.locator('.carnet-plot > .plot-container').count()).toBe(3)
    expect(await page.locator('.carnet-figure img:visible').count()).toBe(0)
    expect(await page.locator('.carnet-figure figcaption:visible').count()).toBe(3)
    expect(await page.locator('.carnet-plot .box').count()).toBe(3 + 2 + 3)
    expect(await page.locator('.carnet-plot').first().innerText()).toMatch(/Biologie[^]*Âge par filière/)
    expect([shown.requests, shown.messages]).toEqual([[], []])
    await shown.close()
  })

  test('the picture stays where the library never comes', async () => {
    const shown = await visit(figures[0] ?? '')
    expect(await shown.page.locator('.carnet-figure img').isVisible()).toBe(true)
    expect(await shown.page.locator('.carnet-figure figcaption').isVisible()).toBe(false)
    expect(shown.messages).toEqual([])
    await shown.close()
  })

  test('the drawing takes the colours of a dark page, and paper has the picture', async () => {
    const shown = await visit(library + (figures[0] ?? ''), 'dark')
    await drawn(shown, 1)
    const { page } = shown
    const text = page.locator('.carnet-plot .xtick text').first()
    expect(await text.evaluate((e) => getComputedStyle(e).fill)).toBe('rgb(238, 238, 238)')
    expect(
      await page
        .locator('.carnet-plot .box')
        .first()
        .evaluate((e) => getComputedStyle(e).stroke),
    ).toBe('rgb(238, 238, 238)')
    await page.emulateMedia({ media: 'print' })
    expect(await page.locator('.carnet-figure img').isVisible()).toBe(true)
    expect(await page.locator('.carnet-plot').isVisible()).toBe(false)
    await shown.close()
  })
})
