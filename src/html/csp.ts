import { createHash } from 'node:crypto'

/** A source expression of a Content-Security-Policy that allows exactly this inline text (CSP Level 3, 2.3.1). */
export function cspHash(text: string): string {
  return `'sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}'`
}

/**
 * The policy of a page that loads nothing: scripts and style elements run by their hashes alone, pictures are data
 * inside the page. `style` attributes stay allowed: Plotly, MathML and tables position with them. A browser without
 * `style-src-elem` falls back to `style-src`.
 */
export function contentSecurityPolicy(scripts: Iterable<string>, styles: Iterable<string>): string {
  const list = (hashes: Iterable<string>): string => [...new Set(hashes)].join(' ') || "'none'"
  return [
    "default-src 'none'",
    `script-src ${list(scripts)}`,
    "style-src 'unsafe-inline'",
    `style-src-elem ${list(styles)}`,
    "style-src-attr 'unsafe-inline'",
    'img-src data: blob:',
    'media-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
}

/**
 * The style sheets that a library puts into the page by itself, written in it as template literals: plotly.js brings
 * that of its maps, drawn or not.
 */
export function* styleSheetsIn(script: string): Generator<string> {
  for (const m of script.matchAll(/createElement\("style"\);[^`]{0,200}?\.textContent=`([^`\\]*)`/g))
    if (!m[1]?.includes('${')) yield m[1] ?? ''
}
