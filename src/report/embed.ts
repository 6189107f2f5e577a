import { cleanText, escapeHtml, withHtmlLineEnds } from './escape'
import { pieces, startTag, type Attribute, type Piece } from './markup'
import { type Page } from './page'

/** An output's HTML, fit to stand inside the page, and what it wanted to load from elsewhere. */
export interface Embedded {
  readonly html: string
  readonly notIncluded: readonly string[]
}

type StartOrRaw = Extract<Piece, { kind: 'start' | 'raw' }>

const VOID = new Set('area base br col embed hr img input link meta source track wbr param'.split(' '))
/** Elements that end with what is around them: their end tags may be left out, and are where they were. */
const ENDS_BY_ITSELF = new Set(
  'li dt dd p td th tr thead tbody tfoot colgroup option optgroup rp rt'.split(' '),
)
/** Elements that belong to a whole document: their tags are dropped, their content stays. */
const DOCUMENT = new Set('html head body meta base link frame frameset plaintext'.split(' '))
const LOADING = new Set('src srcset poster data background href xlink:href action formaction'.split(' '))
const EXECUTABLE = /^(?:|module|(?:text|application)\/(?:x-)?(?:java|ecma)script)$/i
const REFERENCES_TO_IDS = new Set(
  'for headers list form aria-labelledby aria-describedby aria-controls aria-owns aria-details aria-flowto'.split(
    ' ',
  ),
)

/**
 * Makes an output's HTML fit to stand inside the page. It is trusted to show what it likes, but it cannot break the
 * page around it (unclosed elements are closed, stray end tags dropped, ids taken before are renamed), load anything
 * (references to elsewhere are dropped and returned) or run code outside its script elements. Those are allowed by
 * their hashes in `page`; a library that the page holds already is left out, as is a style element it holds already.
 */
export function embedHtml(html: string, page: Page): Embedded {
  const list = [...pieces(withHtmlLineEnds(html))]
  const renamed = reserveIds(list, page)
  const notIncluded: string[] = []
  const open: string[] = []
  let out = ''
  for (const piece of list) {
    if (piece.kind === 'text') out += cleanText(piece.text)
    else if (piece.kind === 'end') {
      out += closeTo(open, piece.name)
    } else {
      const { name } = piece
      const lower = name.toLowerCase()
      const foreign = open.some((o) => /^(?:svg|math)$/i.test(o))
      const attributes = safeAttributes(piece, renamed, notIncluded)
      if (DOCUMENT.has(lower)) continue
      if (piece.kind === 'raw') out += rawElement(piece, attributes, foreign, renamed, page, notIncluded)
      else if (lower === 'img' && !attributes.some((a) => /^src(?:set)?$/i.test(a.name))) {
        out += escapeAttributeText(attributes.find((a) => a.name.toLowerCase() === 'alt')?.value ?? '')
      } else if (foreign && piece.selfClosing) out += startTag(name, attributes, true)
      else {
        out += startTag(name, attributes)
        if (!VOID.has(lower)) open.push(name)
      }
    }
  }
  out += endTags(open)
  return { html: out, notIncluded: [...new Set(notIncluded)] }
}

/** The end tags down to the element that `name` ends; none where it ends nothing that is open. */
function closeTo(open: string[], name: string): string {
  const at = open.map((o) => o.toLowerCase()).lastIndexOf(name.toLowerCase())
  if (at < 0) return ''
  const [, ...inner] = open.splice(at)
  return `${endTags(inner)}</${name}>`
}

/** Ends the elements of this list, the innermost last. */
const endTags = (open: readonly string[]): string =>
  open
    .filter((name) => !ENDS_BY_ITSELF.has(name.toLowerCase()))
    .reverse()
    .map((name) => `</${name}>`)
    .join('')

/** Reserves every id of the output; the map holds those that were taken already, with their new names. */
function reserveIds(list: readonly Piece[], page: Page): ReadonlyMap<string, string> {
  const own = new Set<string>()
  for (const piece of list)
    if (piece.kind === 'start' || piece.kind === 'raw')
      for (const a of piece.attributes) if (a.name.toLowerCase() === 'id' && a.value !== '') own.add(a.value)
  const renamed = new Map<string, string>()
  for (const id of own) {
    const free = page.id(id)
    if (free !== id) renamed.set(id, free)
  }
  return renamed
}

function safeAttributes(
  piece: StartOrRaw,
  renamed: ReadonlyMap<string, string>,
  notIncluded: string[],
): Attribute[] {
  const element = piece.name.toLowerCase()
  const kept: Attribute[] = []
  for (const { name, value } of piece.attributes) {
    const lower = name.toLowerCase()
    if (/^on/.test(lower) || lower === 'ping' || lower === 'srcdoc') continue
    if (lower === 'id' && value === '') continue
    if (LOADING.has(lower)) {
      const target = unescaped(value).trim()
      const link = /^(?:a|area)$/.test(element) && lower.endsWith('href')
      if (link ? /^(?:javascript|vbscript):/i.test(withoutBlanks(target)) : !isInside(target, lower)) {
        if (!link && target !== '') notIncluded.push(target)
        continue
      }
    }
    kept.push({ name, value: renameIn(lower, cleanText(value), renamed, notIncluded) })
  }
  return kept
}

/** Whether a reference stays inside the page: data of its own, or an element of it. */
function isInside(target: string, attribute: string): boolean {
  if (attribute === 'srcset') return false
  return /^(?:data:|blob:|#)/i.test(withoutBlanks(target))
}

// A URL parser skips tabs and line feeds inside a URL.
const withoutBlanks = (url: string): string => url.replace(/[\t\n]/g, '')

function renameIn(
  attribute: string,
  value: string,
  renamed: ReadonlyMap<string, string>,
  notIncluded: string[],
): string {
  const name = (id: string): string => renamed.get(id) ?? id
  if (attribute === 'style') return localUrls(value, renamed, notIncluded)
  if (attribute === 'id') return name(value)
  if (REFERENCES_TO_IDS.has(attribute)) return value.split(/\s+/).map(name).join(' ')
  if (attribute.endsWith('href') && value.startsWith('#')) return `#${name(value.slice(1))}`
  return value.includes('url(') ? localUrls(value, renamed, notIncluded) : value
}

/** CSS without references to elsewhere: `url(…)` stays where it is data or an element of the page. */
function localUrls(css: string, renamed: ReadonlyMap<string, string>, notIncluded: string[]): string {
  return css
    .replace(/@import\s+(?:url\()?\s*["']?([^"');]*)[^;]*;?/gi, (_, target: string) => {
      notIncluded.push(target.trim())
      return ''
    })
    .replace(
      /url\(\s*(?:"([^"]*)"|'([^']*)'|&quot;(.*?)&quot;|([^)]*))\s*\)/gi,
      (whole, a?: string, b?: string, c?: string, d?: string) => {
        const target = (a ?? b ?? c ?? d ?? '').trim()
        if (target.startsWith('#')) return `url(#${renamed.get(target.slice(1)) ?? target.slice(1)})`
        if (/^data:/i.test(target)) return whole
        notIncluded.push(target)
        return 'none'
      },
    )
}

function rawElement(
  piece: Extract<Piece, { kind: 'raw' }>,
  attributes: readonly Attribute[],
  foreign: boolean,
  renamed: ReadonlyMap<string, string>,
  page: Page,
  notIncluded: string[],
): string {
  const { name } = piece
  // Where a browser sees a NUL in the text of a script, it runs U+FFFD.
  const body = piece.body.replaceAll('\0', '\uFFFD')
  const element = (text: string): string => `${startTag(name, attributes)}${text}</${name}>`
  switch (name.toLowerCase()) {
    case 'script': {
      // A script from elsewhere is neither loaded nor is its content, which no browser runs.
      if (piece.attributes.some((a) => /^(?:src|href|xlink:href)$/i.test(a.name))) return ''
      const type = attributes.find((a) => a.name.toLowerCase() === 'type')?.value ?? ''
      const text = renameInScript(body, renamed)
      return !EXECUTABLE.test(type.trim()) || page.addScript(text) ? element(text) : ''
    }
    case 'style': {
      const css = localUrls(foreign ? withoutCdata(body) : body, renamed, notIncluded)
      return page.addStyle(css) ? element(css) : ''
    }
    case 'title':
      return foreign ? element(cleanText(body)) : ''
    case 'textarea':
      return element(cleanText(body))
    default:
      // Frames and their like: the policy lets them load nothing.
      return ''
  }
}

/** A script finds its elements by their ids, written as string literals. */
function renameInScript(script: string, renamed: ReadonlyMap<string, string>): string {
  let text = script
  for (const [id, free] of renamed)
    for (const quote of ['"', "'", '`'])
      text = text.replaceAll(`${quote}${id}${quote}`, `${quote}${free}${quote}`)
  return text
}

const withoutCdata = (text: string): string => text.replaceAll('<![CDATA[', '').replaceAll(']]>', '')

const escapeAttributeText = (value: string): string => value.replaceAll('<', '&lt;')

/** The few character references that occur in addresses. */
function unescaped(value: string): string {
  return value
    .replace(/&#(?:x([0-9a-f]+)|(\d+));?/gi, (_, hex?: string, decimal?: string) => {
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : ''
    })
    .replace(/&(colon|tab|newline|amp|sol);/gi, (_, name: string) => NAMED[name.toLowerCase()] ?? '')
}

const NAMED: Readonly<Record<string, string>> = { colon: ':', tab: '\t', newline: '\n', amp: '&', sol: '/' }

/** A sentence under an output that says what it wanted to load. */
export function notIncludedNote(targets: readonly string[], words: string): string {
  if (targets.length === 0) return ''
  const list = targets.map((t) => `<code>${escapeHtml(t)}</code>`).join(', ')
  return `<p class="notice">${escapeHtml(words)} ${list}</p>`
}
