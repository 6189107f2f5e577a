import { axisTitle, inSentence } from '../chart/box-words'
import { sourceLine } from '../chart/caption'
import { figureText } from '../chart/numbers'
import { type Provenance, provenanceText } from '../provenance'
import { type Cell } from '../table'
import { counted, numberText, phrase, type Lang } from '../words'
import { cleanText, escapeHtml } from './escape'
import { factsOfKind, type RunFacts } from './facts'

/** Figures that the summary names; the notebook has them all. */
const FIGURES = 6

/** The run in a few sentences, made from its own figures; none where its outputs tell nothing. */
export function summaryLines(facts: RunFacts, lang: Lang): string[] {
  return [
    ...sourcesOf(facts).map((p) => `${sourceLine(p, lang)}.`),
    ...factsOfKind(facts, 'parsed').map((p) => {
      const { read, parsed, rejected, tombstones, empty } = p.funnel
      const line = phrase('summary.parsed', lang, {
        parsed: numberText(parsed, lang),
        read: counted(read, 'message', lang),
        rows: counted(p.rows, 'row', lang),
        schema: p.schema,
      })
      const others = [
        rejected > 0 ? phrase('summary.rejected', lang, { n: numberText(rejected, lang) }) : null,
        tombstones > 0 ? counted(tombstones, 'tombstone', lang) : null,
        empty > 0 ? phrase('summary.empty', lang, { n: numberText(empty, lang) }) : null,
      ].filter((text) => text !== null)
      return `${line}${others.length > 0 ? `${phrase('summary.rest', lang)}${others.join(', ')}` : ''}.`
    }),
    ...figureLines(facts, lang),
    ...factsOfKind(facts, 'saved').map((s) =>
      phrase('summary.saved', lang, { rows: counted(s.rows, 'row', lang), file: s.file, run: s.run }),
    ),
  ]
}

function figureLines(facts: RunFacts, lang: Lang): string[] {
  const all = factsOfKind(facts, 'figures').filter((f) => f.least !== null)
  return all.slice(0, FIGURES).map(({ by, of, filter, groups, n, least, greatest }) => {
    const values = {
      of: axisTitle(of, lang),
      by: inSentence(by, lang),
      filter: filter ?? phrase('allRows', lang),
      n: counted(n, 'value', lang),
      groups: numberText(groups, lang),
      least: meanText(least, lang),
      greatest: meanText(greatest, lang),
    }
    return phrase(groups > 1 ? 'summary.means' : 'summary.mean', lang, values)
  })
}

function meanText(extreme: { group: Cell; mean: number } | null, lang: Lang): string {
  if (extreme === null) return ''
  const group = extreme.group === null ? phrase('missing', lang) : String(extreme.group)
  return `${figureText(extreme.mean, lang, 1)} (${group})`
}

/** What was read, each source once: of messages that were parsed, what the outcome says of them. */
export function sourcesOf(facts: RunFacts): Provenance[] {
  const told = facts.facts.flatMap((f) => ('provenance' in f && f.provenance ? [f.provenance] : []))
  return [...new Map(told.map((p) => [provenanceText(p), p])).values()]
}

/** The summary as a part of the page, after its facts; '' where there is nothing to say. */
export function summarySection(facts: RunFacts, lang: Lang): string {
  const lines = summaryLines(facts, lang)
  if (lines.length === 0) return ''
  return `<section class="summary" aria-labelledby="summary">
<h2 id="summary">${escapeHtml(phrase('summary.title', lang))}</h2>
<ul>
${lines.map((line) => `<li>${escapeHtml(cleanText(line))}</li>`).join('\n')}
</ul>
</section>
`
}
