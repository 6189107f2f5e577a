import { visible } from './visible'

/** Text for Plotly, which reads a little HTML in every label: what is not ours is escaped. */
export function plotlyText(text: string): string {
  return visible(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** Words on at most `lines` lines of about `width` characters; what does not fit ends in `…`. */
export function wrap(text: string, width: number, lines = Infinity): string[] {
  const out: string[] = []
  for (const word of visible(text)
    .split(/\s+/)
    .flatMap((w) => pieces(w, width))) {
    const last = out.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= width) out[out.length - 1] = `${last} ${word}`
    else out.push(word)
  }
  if (out.length <= lines) return out
  const kept = out.slice(0, lines)
  kept[lines - 1] = `${(kept[lines - 1] ?? '').slice(0, width - 1)}…`
  return kept
}

/** A word longer than a line, cut between characters (never within one). */
function pieces(word: string, width: number): string[] {
  if (word.length <= width) return word === '' ? [] : [word]
  const characters = Array.from(word)
  const cut: string[] = []
  for (let i = 0; i < characters.length; i += width) cut.push(characters.slice(i, i + width).join(''))
  return cut
}
