import { existsSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { type Browser, type BrowserContextOptions, type Page } from 'playwright-core'

const CHROMIUM = '/usr/bin/chromium'

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/**
 * Whether suites that need a browser must be left out: true, said aloud, where there is no Chromium. In CI, where it is
 * installed for them, they run and fail instead.
 */
export function browserMissing(suite: string): boolean {
  if (existsSync(CHROMIUM) || process.env.CI === 'true') return false
  process.stderr.write(`\nSKIPPED: ${suite} (there is no ${CHROMIUM}; apt-get install chromium)\n`)
  return true
}

export async function launchBrowser(): Promise<Browser> {
  const { chromium } = await import('playwright-core')
  return chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS })
}

/** A page of a file, and everything in it that should not happen. */
export interface Visit {
  readonly page: Page
  /** Addresses that it asked for, beside its own; none was answered. */
  readonly requests: readonly string[]
  /** What the console said, uncaught errors included; the browser says there what a policy blocks. */
  readonly messages: readonly string[]
  close(): Promise<void>
}

/** Opens a file as a double-click does, with the network off. */
export async function visitFile(
  browser: Browser,
  file: string,
  options: BrowserContextOptions = {},
): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options })
  const page = await context.newPage()
  const requests: string[] = []
  const messages: string[] = []
  const own = pathToFileURL(file).href
  await context.route('**', (route) => {
    const url = route.request().url()
    if (url.split('#')[0] === own) return route.continue()
    // What is data inside the page is no request.
    if (!/^(?:data|blob):/.test(url)) requests.push(url)
    return /^(?:data|blob):/.test(url) ? route.continue() : route.abort()
  })
  page.on('console', (message) => messages.push(`${message.type()}: ${message.text()}`))
  page.on('pageerror', (error) => messages.push(`error: ${error.message}`))
  await page.goto(own, { waitUntil: 'load' })
  return { page, requests, messages, close: () => context.close() }
}
