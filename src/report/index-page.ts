import { contentSecurityPolicy, cspHash } from '../html/csp'
import { htmlDocument } from '../html/document'
import { phrase, type Lang } from '../words'
import { cleanText, escapeHtml } from './escape'
import { STYLE } from './style'

/** One report of several. */
export interface IndexEntry {
  /** Its file name, beside the index. */
  readonly file: string
  readonly title: string
  /** What it says in short; none where it says nothing. */
  readonly summary: readonly string[]
}

/** A page that leads to several reports, each with its summary. The same reports give the same page. */
export function renderIndex(entries: readonly IndexEntry[], lang: Lang): string {
  const text = (value: string): string => escapeHtml(cleanText(value))
  const title = text(phrase('report.index', lang))
  const items = entries.map(({ file, title, summary }) => {
    const lines = summary.map((line) => `<li>${text(line)}</li>`)
    return `<section>
<h2><a href="${text(encodeURIComponent(file))}">${text(title)}</a></h2>
${lines.length > 0 ? `<ul>\n${lines.join('\n')}\n</ul>\n` : ''}</section>`
  })
  return htmlDocument({
    lang,
    title,
    policy: contentSecurityPolicy(new Set(), new Set([cspHash(STYLE)])),
    style: STYLE,
    body: `<header><h1>${title}</h1></header>
<main>
${items.join('\n')}
</main>`,
  })
}
