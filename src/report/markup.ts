/** An attribute as it was written: its value still holds its character references; '' where it has none. */
export interface Attribute {
  readonly name: string
  readonly value: string
}

/** A piece of HTML, cut where a browser's tokenizer cuts it (https://html.spec.whatwg.org/#tokenization). */
export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'start'
      readonly name: string
      readonly attributes: readonly Attribute[]
      readonly selfClosing: boolean
    }
  | { readonly kind: 'end'; readonly name: string }
  /** An element whose content is text, not markup: script, style, textarea … */
  | {
      readonly kind: 'raw'
      readonly name: string
      readonly attributes: readonly Attribute[]
      readonly body: string
    }

const RAW = new Set(['script', 'style', 'textarea', 'title', 'iframe', 'xmp', 'noembed', 'noframes'])

const TAG_NAME = /[a-zA-Z][^\s/>]*/y
const ATTRIBUTE = /[\s/]*([^\s/>][^\s/>=]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+)))?/y

/** Cuts HTML into pieces. Comments, doctypes and processing instructions are left out, as is a tag that never ends. */
export function* pieces(html: string): Generator<Piece> {
  let at = 0
  while (at < html.length) {
    const open = html.indexOf('<', at)
    if (open < 0) {
      yield { kind: 'text', text: html.slice(at) }
      return
    }
    if (open > at) yield { kind: 'text', text: html.slice(at, open) }
    const closing = html[open + 1] === '/'
    TAG_NAME.lastIndex = open + (closing ? 2 : 1)
    const name = TAG_NAME.exec(html)?.[0]
    if (name === undefined) {
      at = afterOddity(html, open)
      if (at === open) {
        yield { kind: 'text', text: '&lt;' }
        at++
      }
      continue
    }
    const tag = readTag(html, open + (closing ? 2 : 1) + name.length)
    if (tag === null) return
    at = tag.end
    if (closing) {
      yield { kind: 'end', name }
    } else if (RAW.has(name.toLowerCase())) {
      const close = endOfRaw(html, at, name.toLowerCase())
      yield { kind: 'raw', name, attributes: tag.attributes, body: html.slice(at, close) }
      at = afterTag(html, close)
    } else {
      yield { kind: 'start', name, attributes: tag.attributes, selfClosing: tag.selfClosing }
    }
  }
}

/** Reads a tag from after its name; null where it never ends. */
function readTag(
  html: string,
  from: number,
): { attributes: Attribute[]; selfClosing: boolean; end: number } | null {
  const attributes: Attribute[] = []
  const seen = new Set<string>()
  let at = from
  for (;;) {
    ATTRIBUTE.lastIndex = at
    const m = ATTRIBUTE.exec(html)
    if (m === null) break
    at = ATTRIBUTE.lastIndex
    const name = m[1] ?? ''
    // Of attributes of one name a browser takes the first.
    if (!seen.has(name.toLowerCase())) attributes.push({ name, value: m[2] ?? m[3] ?? m[4] ?? '' })
    seen.add(name.toLowerCase())
  }
  const end = html.indexOf('>', at)
  return end < 0 ? null : { attributes, selfClosing: html[end - 1] === '/', end: end + 1 }
}

/** The place after a comment, a doctype, a processing instruction or a nameless end tag; `open` itself for a mere `<`. */
function afterOddity(html: string, open: number): number {
  if (html.startsWith('<!--', open)) {
    // `<!-->` and `<!--->` are whole comments.
    const end = /-->|--!>/g
    end.lastIndex = open + 2
    const m = end.exec(html)
    return m ? m.index + m[0].length : html.length
  }
  const next = html[open + 1]
  return next === '!' || next === '?' || next === '/' ? afterTag(html, open) : open
}

function afterTag(html: string, from: number): number {
  const end = html.indexOf('>', from)
  return end < 0 ? html.length : end + 1
}

/** Where the content of a raw element ends: at its end tag, or at the end of everything. */
function endOfRaw(html: string, from: number, name: string): number {
  if (name === 'script') return endOfScript(html, from)
  const end = new RegExp(`</${name}(?=[\\s/>])`, 'gi')
  end.lastIndex = from
  return end.exec(html)?.index ?? html.length
}

/** A script may hold `<!-- <script> </script> -->`, whose end tag does not end it ("script data double escaped"). */
function endOfScript(html: string, from: number): number {
  const marks = /<!--|-->|<\/?script(?=[\s/>])/gi
  marks.lastIndex = from
  let commented = false
  let nested = false
  for (let m = marks.exec(html); m !== null; m = marks.exec(html)) {
    const mark = m[0].toLowerCase()
    if (mark === '<!--') {
      commented = true
      marks.lastIndex -= 2
    } else if (mark === '-->') commented = nested = false
    else if (mark === '<script') nested = commented
    else if (nested) nested = false
    else return m.index
  }
  return html.length
}

/** Pieces as HTML again: attribute values in double quotes. */
export function startTag(name: string, attributes: readonly Attribute[], selfClosing = false): string {
  const written = attributes.map(({ name: n, value }) =>
    value === '' ? ` ${n}` : ` ${n}="${value.replaceAll('"', '&quot;')}"`,
  )
  return `<${name}${written.join('')}${selfClosing ? '/' : ''}>`
}
