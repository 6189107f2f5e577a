import { safe } from '../html/safe'

/** Text as HTML, fit for content and for quoted attributes. */
export const escapeHtml = (text: string): string => safe`${text}`.text

/** Text with the line ends that an HTML parser gives it; a Content-Security-Policy hash is taken after that. */
export const withHtmlLineEnds = (text: string): string => text.replace(/\r\n?/g, '\n')

/** Text without what HTML forbids: control characters are shown as their pictures (U+0000 as `␀`). */
export function cleanText(text: string): string {
  return (
    withHtmlLineEnds(text)
      // Every control character but tab and line feed.
      .replace(/[^\P{Cc}\t\n]/gu, (c) => picture(c.charCodeAt(0)))
      .replace(/[\u{FDD0}-\u{FDEF}\u{FFFE}\u{FFFF}]/gu, '\u{FFFD}')
  )
}

function picture(code: number): string {
  if (code < 0x20) return String.fromCharCode(0x2400 + code)
  return code === 0x7f ? '\u2421' : '\uFFFD'
}
