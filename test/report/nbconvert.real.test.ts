import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { ensureVenv, projectRoot } from '../../src/machine'
import { writeNotebook } from '../../src/report/nbformat'
import { browserMissing, launchBrowser, visitFile } from '../support/browser'
import { pythonMissing } from '../support/python'
import { figure, library } from '../support/report-figure'
import { code, markdown, notebook } from '../support/report-notebook'

const run = promisify(execFile)
const missing = (await pythonMissing()) ?? (browserMissing('pages of nbconvert') ? 'no Chromium' : null)

test.skipIf(missing)(
  `a page made by nbconvert with our template draws the figure without the network${missing ? ` (left out: ${missing})` : ''}`,
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'carnet-nbconvert-'))
    const browser = await launchBrowser()
    try {
      const nb = notebook([markdown('# Title'), code('await show(figure)', [library(), await figure()], 1)])
      nb.cells.forEach((cell, i) => (cell.id = `cell-${i}`))
      await writeNotebook(join(folder, 'page.ipynb'), nb)
      const { bin } = await ensureVenv('lab')
      const template = [
        '--TemplateExporter.extra_template_basedirs',
        join(projectRoot(), 'share', 'nbconvert'),
      ]
      await run(
        join(bin, 'jupyter'),
        ['nbconvert', '--to', 'html', `${template.join('=')}`, '--template', 'carnet', 'page.ipynb'],
        { cwd: folder },
      )
      const visit = await visitFile(browser, join(folder, 'page.html'))
      await visit.page.waitForSelector('.carnet-drawn .main-svg', { state: 'attached' })
      expect(visit.requests).toEqual([])
      expect(visit.messages).toEqual([])
    } finally {
      await browser.close()
      rmSync(folder, { recursive: true, force: true })
    }
  },
  // The first time JupyterLab is installed.
  600_000,
)
