import { visible } from './visible'

/** Text for Plotly, which reads a little HTML in every label: what is not ours is escaped. */
export function plotlyText(text: string): string {
  return visible(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** Words on lines of at most `width` characters; a longer word is cut. */
export function wrap(text: string, width: number): string[] {
  const out: string[] = []
  for (const word of visible(text)
    .split(/\s+/)
    .flatMap((w) => pieces(w, width))) {
    const last = out.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= width) out[out.length - 1] = `${last} ${word}`
    else out.push(word)
  }
  return out
}

/**
 * Words on at most `lines` lines; of what does not fit the middle is left out, as long names often differ at their ends:
 * `Licence professionnelle … des organisations 12`.
 */
export function fit(text: string, width: number, lines: number): string[] {
  const whole = wrap(text, width)
  if (whole.length <= lines) return whole
  const characters = Array.from(visible(text))
  for (let kept = width * lines - 1; kept > 2; kept--) {
    const [head, tail] = [Math.ceil(kept * 0.6), Math.floor(kept * 0.4)]
    const short = `${characters.slice(0, head).join('').trimEnd()}…${characters.slice(-tail).join('').trimStart()}`
    const wrapped = wrap(short, width)
    if (wrapped.length <= lines) return wrapped
  }
  return ['…']
}

/** A word longer than a line, cut between characters (never within one). */
function pieces(word: string, width: number): string[] {
  if (word.length <= width) return word === '' ? [] : [word]
  const characters = Array.from(word)
  const cut: string[] = []
  for (let i = 0; i < characters.length; i += width) cut.push(characters.slice(i, i + width).join(''))
  return cut
}
