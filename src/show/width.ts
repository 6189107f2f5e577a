const segmenter = new Intl.Segmenter()
// East Asian Wide and Fullwidth (Unicode Standard Annex 11), and what is drawn as a picture.
const WIDE =
  /^(?:\p{Emoji_Presentation}|\p{sc=Han}|\p{sc=Hiragana}|\p{sc=Katakana}|\p{sc=Hangul}|[\u3000-\u303f\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6])/u

/** How many columns of a terminal a text takes: a character with its accents is one, an ideograph or emoji two. */
export function width(text: string): number {
  // Most texts are plain: their length is their width.
  if (/^[\x20-\x7e\u00a0-\u02ff\u2010-\u2027]*$/.test(text)) return text.length
  let columns = 0
  for (const { segment } of segmenter.segment(text))
    columns += WIDE.test(segment) || segment.includes('\ufe0f') ? 2 : 1
  return columns
}

/** The text cut to so many columns, `…` at the end where something is left out. */
export function clip(text: string, columns: number): string {
  if (width(text) <= columns) return text
  let kept = ''
  let used = 0
  for (const { segment } of segmenter.segment(text)) {
    used += width(segment)
    if (used > columns - 1) break
    kept += segment
  }
  return `${kept}…`
}

export const padEnd = (text: string, columns: number): string =>
  text + ' '.repeat(Math.max(0, columns - width(text)))
export const padStart = (text: string, columns: number): string =>
  ' '.repeat(Math.max(0, columns - width(text))) + text
