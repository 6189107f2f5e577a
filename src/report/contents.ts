import { phrase, type Lang } from '../words'
import { escapeHtml } from './escape'
import { type Heading } from './markdown'

/** The table of contents: two levels, from the topmost that the notebook uses. '' where there is nothing to choose from. */
export function tableOfContents(headings: readonly Heading[], lang: Lang): string {
  const top = Math.min(...headings.map((h) => h.level))
  const listed = headings.filter((h) => h.level <= top + 1)
  if (listed.length < 2) return ''
  const name = escapeHtml(phrase('report.contents', lang))
  return `<nav aria-labelledby="contents">
<h2 id="contents">${name}</h2>
<ol>
${chapters(listed, top).map(chapterItem).join('\n')}
</ol>
</nav>
`
}

interface Chapter {
  readonly heading: Heading | null
  readonly sections: Heading[]
}

/** Headings below the top level belong to the last one of the top level. */
function chapters(headings: readonly Heading[], top: number): Chapter[] {
  const list: Chapter[] = []
  for (const heading of headings) {
    const last = list.at(-1)
    if (heading.level === top) list.push({ heading, sections: [] })
    else if (last) last.sections.push(heading)
    else list.push({ heading: null, sections: [heading] })
  }
  return list
}

function chapterItem({ heading, sections }: Chapter): string {
  const inner =
    sections.length > 0 ? `\n<ol>\n${sections.map((s) => `<li>${link(s)}</li>`).join('\n')}\n</ol>\n` : ''
  return `<li>${heading ? link(heading) : ''}${inner}</li>`
}

const link = ({ id, html }: Heading): string => `<a href="#${escapeHtml(id)}">${html}</a>`
