import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Browser, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ensureVenv } from '../../src/machine'
import { freePorts } from '../../src/machine/ports'
import { browserMissing, launchBrowser } from '../support/browser'
import { cleanEnv, root, startCarnet, type RunningCarnet } from '../support/carnet'

import { pythonMissing } from '../support/python'
import { livingProcesses } from '../support/processes'

const run = promisify(execFile)
const noPython = await pythonMissing()
const missing = noPython ?? (browserMissing('JupyterLab in a browser') ? 'no Chromium' : null)

const folder = mkdtempSync(join(tmpdir(), 'carnet-lab-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe.skipIf(missing)(`JupyterLab${missing ? ` (left out: ${missing})` : ''}`, () => {
  let lab: RunningCarnet
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    const [port = 0] = await freePorts(1)
    lab = startCarnet(['lab', '--no-browser', '--port', String(port)], {
      env: {
        CARNET_CAPTURES: join(folder, 'captures'),
        CARNET_OUT: folder,
        CARNET_KAFKA_FOLDER: join(folder, 'kafka'),
        // Otherwise it opens what was open when somebody used JupyterLab here.
        JUPYTERLAB_WORKSPACES_DIR: join(folder, 'workspaces'),
      },
    })
    await lab.until(/http:\/\/127\.0\.0\.1:\d+\/lab\S*token=\w+/)
    browser = await launchBrowser()
    page = await browser.newPage({ viewport: { width: 1300, height: 1000 } })
  }, 600_000)
  afterAll(async () => {
    await browser?.close()
    lab?.child.kill('SIGTERM')
    await lab?.ended
  })

  test('opens the notebook with the kernel ready, runs all its cells, and shows tables and the chart', async () => {
    const url = /http:\/\/127\.0\.0\.1:\d+\/lab\S*token=\w+/.exec(lab.text())?.[0] ?? ''
    await page.goto(url)
    await page.locator('.jp-Notebook').waitFor({ timeout: 90_000 })
    // Run All before the kernel is connected runs nothing.
    await page.getByText('TypeScript (carnet) | Idle').waitFor({ timeout: 60_000 })
    await page.getByRole('menuitem', { name: 'Run', exact: true }).click()
    await page.getByText('Run All Cells', { exact: true }).click()
    // The last cell's provenance is there when every cell before it has run.
    await page.locator('.jp-Notebook').evaluate(async (notebook) => {
      const scroller = notebook.querySelector('.jp-WindowedPanel-outer') ?? notebook
      for (let i = 0; i < 600; i++) {
        scroller.scrollTop = scroller.scrollHeight
        const counts = [...notebook.querySelectorAll('.jp-CodeCell .jp-InputPrompt')].map(
          (e) => e.textContent ?? '',
        )
        if (/\[\d+\]/.test(counts.at(-1) ?? '')) return
        await new Promise((r) => setTimeout(r, 200))
      }
      throw new Error(`the last cell did not end: ${notebook.textContent}`)
    })
    const saved = await page.evaluate(() => document.body.innerText)
    expect(saved).not.toContain('CarnetError')
    const figure = page.locator('.js-plotly-plot .main-svg').first()
    await figure.scrollIntoViewIfNeeded()
    await figure.waitFor({ timeout: 30_000 })
    await expect.poll(() => page.locator('table', { hasText: 'Biologie' }).count()).toBeGreaterThan(0)
    mkdirSync(join(root, 'out', 'pictures'), { recursive: true })
    await page.screenshot({ path: join(root, 'out', 'pictures', 'lab.png') })
  }, 240_000)

  test('stopped, it leaves no process', async () => {
    lab.child.kill('SIGTERM')
    await lab.ended
    await expect.poll(() => livingProcesses(folder), { timeout: 20_000 }).toEqual([])
  }, 60_000)
})

describe.skipIf(noPython)(`jupyter nbconvert${noPython ? ` (left out: ${noPython})` : ''}`, () => {
  let bin: string
  beforeAll(async () => {
    bin = (await ensureVenv('lab', {})).bin
  }, 600_000)

  const convert = async (kernel: string, jupyterPath: string): Promise<string> => {
    const args = ['nbconvert', '--execute', '--to', 'html', '--ExecutePreprocessor.kernel_name=tslab']
    await run(
      join(bin, 'jupyter'),
      [...args, `--output-dir=${folder}`, `--output=${kernel}`, '01-students.ipynb'],
      {
        cwd: join(root, 'notebooks'),
        env: cleanEnv({
          JUPYTER_PATH: jupyterPath,
          CARNET_REPLAY: join(root, 'data/students.ndjson'),
          CARNET_OUT: join(folder, kernel),
        }),
        maxBuffer: 64 << 20,
      },
    )
    return readFileSync(join(folder, `${kernel}.html`), 'utf8')
  }
  const kernelspec = (name: string, argv: readonly string[]): string => {
    const spec = join(folder, `${name}-jupyter`, 'kernels', 'tslab')
    mkdirSync(spec, { recursive: true })
    writeFileSync(
      join(spec, 'kernel.json'),
      JSON.stringify({ argv, display_name: name, language: 'typescript', interrupt_mode: 'signal' }),
    )
    return join(folder, `${name}-jupyter`)
  }

  test('executes the notebook under our kernel', async () => {
    const argv = [process.execPath, join(root, 'dist/kernel/main.js'), '{connection_file}']
    const html = await convert('carnet', kernelspec('carnet', argv))
    expect(html).toMatch(/Informatique<\/t[hd]>/)
    expect(html).toContain('21.33')
    expect(html).toContain('plotly')
  })

  test('executes the notebook under the stock tslab kernel', async () => {
    const argv = [
      process.execPath,
      join(root, 'node_modules/tslab/bin/tslab'),
      'kernel',
      '--config-path={connection_file}',
    ]
    const html = await convert('stock', kernelspec('stock', argv))
    expect(html).toMatch(/Informatique<\/t[hd]>/)
    expect(html).toContain('21.33')
  })
})
