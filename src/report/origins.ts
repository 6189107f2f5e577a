import { sourceLine } from '../chart/caption'
import { phrase, numberText, type Lang } from '../words'
import { cleanText, escapeHtml } from './escape'
import { factsOfKind, type RunFacts } from './facts'
import { sourcesOf } from './summary'

/** What stands at the end of a report: what was rejected, where the figures come from, and by which versions. */
export function originsSection(facts: RunFacts, lang: Lang): string {
  const sources = sourcesOf(facts)
  if (sources.length === 0 && facts.versions.length === 0) return ''
  const text = (value: string): string => escapeHtml(cleanText(value))
  const captures = new Map(sources.flatMap((p) => (p.capture ? [[p.capture.sha256, p.capture.file]] : [])))
  const items = [
    ...sources.map((p) => [phrase('origins.source', lang), sourceLine(p, lang)]),
    ...[...captures].map(([sha256, file]) => [
      phrase('origins.capture', lang, { file }),
      `SHA-256 ${sha256}`,
    ]),
    [phrase('origins.rejects', lang), rejectsText(facts, lang)],
    ...(facts.versions.length > 0 ? [[phrase('origins.versions', lang), facts.versions.join(', ')]] : []),
  ]
  return `<section class="origins" aria-labelledby="origins">
<h2 id="origins">${text(phrase('origins.title', lang))}</h2>
<dl class="facts">
${items.map(([name, value]) => `<dt>${text(name)}</dt><dd>${text(value)}</dd>`).join('\n')}
</dl>
</section>`
}

function rejectsText(facts: RunFacts, lang: Lang): string {
  const lines = factsOfKind(facts, 'parsed').flatMap(({ schema, rejects }) =>
    rejects
      .filter(({ count }) => count > 0)
      .map(({ code, count }) => `${schema}: ${numberText(count, lang)} × ${code}`),
  )
  return lines.length > 0 ? lines.join('; ') : phrase('origins.none', lang)
}
