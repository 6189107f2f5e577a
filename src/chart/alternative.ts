import { counted, phrase, type Lang, type Word } from '../words'

/** Sentences that the alternative text reads one by one; the table of the same figures has them all. */
const SENTENCES_READ = 10

/** What a person hears who cannot see the chart: its kind and title, and what it shows of its first parts. */
export function alternative(kind: Word, title: string, sentences: readonly string[], lang: Lang): string {
  const read = sentences.slice(0, SENTENCES_READ)
  const more = sentences.length - read.length
  if (more > 0) read.push(phrase('chart.altMore', lang, { groups: counted(more, 'moreGroups', lang) }))
  return phrase(kind, lang, { title, groups: read.join(' ') })
}
