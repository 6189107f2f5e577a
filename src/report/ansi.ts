import { escapeHtml } from './escape'

/** What the escape sequences have switched on so far. A colour is a number of the 16 named ones, or a CSS colour. */
interface Style {
  bold: boolean
  dim: boolean
  italic: boolean
  underline: boolean
  inverse: boolean
  strike: boolean
  colour: number | string | null
  background: number | string | null
}

const PLAIN: Style = {
  bold: false,
  dim: false,
  italic: false,
  underline: false,
  inverse: false,
  strike: false,
  colour: null,
  background: null,
}

const ESC = '\u001b'
/** Control sequences (ECMA-48 CSI), operating system commands (OSC, ended by BEL or ST), and lone escapes. */
const SEQUENCE = new RegExp(
  `${ESC}(?:\\[([0-?]*)[ -/]*([@-~])|\\][^\\u0007${ESC}]*(?:\\u0007|${ESC}\\\\)?|.?)`,
  'gs',
)

/** Text without its terminal control sequences. */
export function withoutAnsi(text: string): string {
  return text.includes(ESC) ? text.replace(SEQUENCE, '') : text
}

/**
 * Terminal text as HTML: SGR colours and styles become spans (`ansi-1` … for the 16 named colours, so that the page
 * chooses their shades; the 256-colour and 24-bit ones as a style), other sequences are left out, and a carriage
 * return starts the line anew, as on a terminal.
 */
export function ansiToHtml(text: string): string {
  const lines = overwrite(text)
  if (!lines.includes(ESC)) return escapeHtml(lines)
  let style = { ...PLAIN }
  let html = ''
  let from = 0
  const emit = (part: string): void => {
    if (part !== '') html += wrap(part, style)
  }
  for (const m of lines.matchAll(SEQUENCE)) {
    emit(lines.slice(from, m.index))
    from = m.index + m[0].length
    if (m[2] === 'm') style = applySgr(style, m[1] ?? '')
  }
  emit(lines.slice(from))
  return html
}

/** Progress bars write a line over and over, after a carriage return: the last writing is what a terminal shows. */
function overwrite(text: string): string {
  if (!text.includes('\r')) return text
  return text
    .replace(/\r+\n/g, '\n')
    .split('\n')
    .map(
      (line) =>
        line
          .split('\r')
          .filter((part) => part !== '')
          .at(-1) ?? '',
    )
    .join('\n')
}

function wrap(text: string, style: Style): string {
  const { colour, background } = style.inverse
    ? { colour: style.background, background: style.colour }
    : style
  const classes = [
    style.bold && 'ansi-bold',
    style.dim && 'ansi-dim',
    style.italic && 'ansi-italic',
    style.underline && 'ansi-underline',
    style.strike && 'ansi-strike',
    style.inverse && colour === null && background === null && 'ansi-inverse',
    typeof colour === 'number' && `ansi-${colour}`,
    typeof background === 'number' && `ansi-on-${background}`,
  ].filter((c) => c !== false)
  const styles = [
    typeof colour === 'string' && `color:${colour}`,
    typeof background === 'string' && `background:${background}`,
  ].filter((s) => s !== false)
  if (classes.length === 0 && styles.length === 0) return escapeHtml(text)
  const attributes =
    (classes.length > 0 ? ` class="${classes.join(' ')}"` : '') +
    (styles.length > 0 ? ` style="${styles.join(';')}"` : '')
  return `<span${attributes}>${escapeHtml(text)}</span>`
}

/** Applies the parameters of one `ESC [ … m` (ECMA-48 8.3.117, and the 38/48 forms of ISO 8613-6). */
function applySgr(before: Style, parameters: string): Style {
  let style = { ...before }
  const codes = parameters.split(/[;:]/).map(Number)
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] ?? 0
    if (code === 0) style = { ...PLAIN }
    else if (code === 1) style.bold = true
    else if (code === 2) style.dim = true
    else if (code === 3) style.italic = true
    else if (code === 4) style.underline = true
    else if (code === 7) style.inverse = true
    else if (code === 9) style.strike = true
    else if (code === 22) style.bold = style.dim = false
    else if (code === 23) style.italic = false
    else if (code === 24) style.underline = false
    else if (code === 27) style.inverse = false
    else if (code === 29) style.strike = false
    else if (code >= 30 && code <= 37) style.colour = code - 30
    else if (code >= 40 && code <= 47) style.background = code - 40
    else if (code >= 90 && code <= 97) style.colour = code - 90 + 8
    else if (code >= 100 && code <= 107) style.background = code - 100 + 8
    else if (code === 39) style.colour = null
    else if (code === 49) style.background = null
    else if (code === 38 || code === 48) {
      const { colour, used } = extendedColour(codes.slice(i + 1))
      if (code === 38) style.colour = colour
      else style.background = colour
      i += used
    }
  }
  return style
}

/** The colour after 38 or 48: `5;n` of the palette of 256, `2;r;g;b`; null for anything else. */
function extendedColour(codes: readonly number[]): { colour: number | string | null; used: number } {
  const [form, ...rest] = codes
  if (form === 5) return { colour: paletteColour(rest[0] ?? 0), used: 2 }
  if (form !== 2) return { colour: null, used: codes.length }
  return { colour: rgb(rest.slice(0, 3)), used: 4 }
}

const rgb = (parts: readonly number[]): string =>
  `rgb(${[0, 1, 2].map((i) => Math.min(255, Math.max(0, Math.trunc(parts[i] ?? 0) || 0))).join(',')})`

/** The palette of 256: 16 named, a cube of 6×6×6, 24 greys. */
function paletteColour(n: number): number | string | null {
  if (!(n >= 0 && n <= 255)) return null
  if (n < 16) return n
  if (n >= 232) return rgb([8 + (n - 232) * 10, 8 + (n - 232) * 10, 8 + (n - 232) * 10])
  const level = (i: number): number => (i === 0 ? 0 : 55 + i * 40)
  const cube = n - 16
  return rgb([level(Math.trunc(cube / 36)), level(Math.trunc(cube / 6) % 6), level(cube % 6)])
}
