import { spawn } from 'node:child_process'
import { accessSync, constants, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { carnetError } from '../errors'

/** Browsers that print a page from the command line, by the names that systems give them. */
const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
  'microsoft-edge',
]

/** So long may a browser take, in milliseconds, to print a page. */
const PATIENCE = 60_000

/**
 * Prints an HTML file as PDF with a browser of this machine: the one that `CARNET_BROWSER` names, else Chromium or Chrome
 * on the path. It is given a profile of its own, and no network is needed. Throws BROWSER_MISSING, PDF_NOT_PRINTED.
 */
export async function printPdf(
  html: string,
  pdf: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<void> {
  const browser = findBrowser(env)
  const profile = mkdtempSync(join(tmpdir(), 'carnet-print-'))
  const args = [
    '--headless=new',
    '--disable-gpu',
    '--no-first-run',
    '--no-pdf-header-footer',
    `--user-data-dir=${profile}`,
    // A browser refuses to run as root with its sandbox.
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    `--print-to-pdf=${pdf}`,
    pathToFileURL(html).href,
  ]
  try {
    const said = await ran(browser, args)
    if (!existsSync(pdf)) throw carnetError('PDF_NOT_PRINTED', { browser, reason: lastLine(said) })
  } finally {
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
  }
}

function findBrowser(env: NodeJS.ProcessEnv): string {
  const named = env.CARNET_BROWSER
  if (named !== undefined && named !== '') {
    if (isProgram(named)) return named
    throw carnetError('BROWSER_MISSING', { named })
  }
  for (const folder of (env.PATH ?? '').split(delimiter))
    for (const name of NAMES) if (isProgram(join(folder, name))) return join(folder, name)
  throw carnetError('BROWSER_MISSING', { named: null })
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** What a program said on standard error until it ended. Throws PDF_NOT_PRINTED where it failed or took too long. */
function ran(browser: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(browser, args, { stdio: ['ignore', 'ignore', 'pipe'], timeout: PATIENCE })
    let said = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
    const failed = (reason: string): void => reject(carnetError('PDF_NOT_PRINTED', { browser, reason }))
    child.once('error', (e) => failed(e.message))
    child.once('close', (code, signal) => {
      if (code === 0) resolve(said)
      else failed(signal ? `it took longer than ${PATIENCE / 1000} s` : lastLine(said) || `exit code ${code}`)
    })
  })
}

const lastLine = (text: string): string => text.trim().split('\n').at(-1)?.replace(/\.$/, '') ?? ''
