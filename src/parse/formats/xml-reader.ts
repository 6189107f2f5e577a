/** The fields of one element, and where the value of each begins. */
export interface FlatXml {
  readonly fields: Record<string, string>
  readonly starts: ReadonlyMap<string, number>
}

/** Where and why a text is not one flat element of XML. */
export class XmlFault extends Error {
  constructor(
    readonly position: number,
    readonly kind: 'invalid' | 'nested' | 'twice',
    /** The problem, in words; the name of the element or field where the kind says it all. */
    readonly about: string,
  ) {
    super(about)
  }
}

/**
 * Reads one element that has attributes, and elements with text alone. A prefix of a name is left out; so are comments, the
 * XML declaration and attributes of inner elements. No document type, and no entities but the five of XML and characters by
 * number: nothing is expanded or fetched.
 */
export function readFlatXml(text: string): FlatXml | XmlFault {
  try {
    return new Reader(text).whole()
  } catch (e) {
    if (e instanceof XmlFault) return e
    throw e
  }
}

const NAME = /[\p{L}_][\p{L}\p{N}_.-]*(?::[\p{L}_][\p{L}\p{N}_.-]*)?/uy
const BLANKS = /\s*/y
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

class Reader {
  readonly #text: string
  readonly #fields = Object.create(null) as Record<string, string>
  readonly #starts = new Map<string, number>()
  #i = 0

  constructor(text: string) {
    this.#text = text
  }

  whole(): FlatXml {
    this.#aside()
    const root = this.#name('<')
    const isEmpty = this.#attributes((name, value, at) => this.#add(name, value, at))
    if (!isEmpty) this.#children(root)
    this.#aside()
    if (this.#i < this.#text.length) throw this.#fault('nothing may follow the element')
    return { fields: this.#fields, starts: this.#starts }
  }

  #fault(problem: string, position = this.#i): XmlFault {
    return new XmlFault(position, 'invalid', problem)
  }

  #add(qualified: string, value: string, at: number): void {
    const name = qualified.slice(qualified.indexOf(':') + 1)
    if (this.#starts.has(name)) throw new XmlFault(at, 'twice', name)
    this.#starts.set(name, at)
    this.#fields[name] = value
  }

  /** Blanks, comments and instructions outside of the text. */
  #aside(): void {
    for (;;) {
      this.#blanks()
      if (this.#at('<!--')) this.#skipTo('-->', 'the comment does not end')
      else if (this.#at('<?')) this.#skipTo('?>', 'the instruction does not end')
      else if (this.#at('<!DOCTYPE')) throw this.#fault('a document type is not read')
      else return
    }
  }

  #children(root: string): void {
    for (;;) {
      this.#aside()
      if (this.#at('</')) return this.#close(root)
      if (!this.#at('<')) {
        const ends = this.#i >= this.#text.length
        throw this.#fault(ends ? 'the text ends within an element' : 'text stands beside the elements')
      }
      const name = this.#name('<')
      const isEmpty = this.#attributes(() => undefined)
      const at = this.#i
      this.#add(name, isEmpty ? '' : this.#content(name), at)
    }
  }

  /** The text of an inner element, up to and over its end. */
  #content(name: string): string {
    let value = ''
    for (;;) {
      const next = this.#text.indexOf('<', this.#i)
      if (next < 0) throw this.#fault('the text ends within an element', this.#text.length)
      value += this.#unescaped(this.#text.slice(this.#i, next), this.#i)
      this.#i = next
      if (this.#at('</')) {
        this.#close(name)
        return value
      }
      if (this.#at('<![CDATA[')) {
        const from = this.#i + 9
        this.#skipTo(']]>', 'the section of text does not end')
        value += this.#text.slice(from, this.#i - 3)
      } else if (this.#at('<!--')) this.#skipTo('-->', 'the comment does not end')
      else throw new XmlFault(next, 'nested', name)
    }
  }

  /** Attributes up to and over the end of the tag; true where the element has no content (`/>`). */
  #attributes(take: (name: string, value: string, at: number) => void): boolean {
    for (;;) {
      this.#blanks()
      if (this.#at('/>')) {
        this.#i += 2
        return true
      }
      if (this.#at('>')) {
        this.#i++
        return false
      }
      const name = this.#name('')
      this.#blanks()
      if (!this.#at('=')) throw this.#fault('"=" is expected')
      this.#i++
      this.#blanks()
      const quote = this.#text[this.#i] ?? ''
      if (quote !== '"' && quote !== "'") throw this.#fault('a quote is expected')
      const at = this.#i + 1
      const end = this.#text.indexOf(quote, at)
      if (end < 0) throw this.#fault('the text ends within an attribute', this.#text.length)
      const raw = this.#text.slice(at, end)
      if (raw.includes('<')) throw this.#fault('"<" stands in an attribute', at)
      this.#i = end + 1
      // Declarations of namespaces say nothing of the row.
      if (name !== 'xmlns' && !name.startsWith('xmlns:')) take(name, this.#unescaped(raw, at), at)
    }
  }

  #close(name: string): void {
    const start = this.#i
    if (this.#name('</') !== name) throw this.#fault(`the end of "${name}" is expected`, start)
    this.#blanks()
    if (!this.#at('>')) throw this.#fault('">" is expected')
    this.#i++
  }

  #name(before: string): string {
    if (!this.#at(before)) throw this.#fault('an element is expected')
    this.#i += before.length
    NAME.lastIndex = this.#i
    const name = NAME.exec(this.#text)?.[0]
    if (name === undefined)
      throw this.#fault(this.#i >= this.#text.length ? 'the text ends within a tag' : 'a name is expected')
    this.#i += name.length
    return name
  }

  #unescaped(raw: string, start: number): string {
    if (!raw.includes('&')) return raw
    return raw.replace(
      /&(#x[0-9a-f]{1,6}|#\d{1,7}|\w{1,32})?;?/gi,
      (all, entity: string | undefined, at: number) => {
        const character = all.endsWith(';') ? characterOf(entity ?? '') : undefined
        if (character === undefined) throw this.#fault(`"${all}" is no entity of XML`, start + at)
        return character
      },
    )
  }

  #at(expected: string): boolean {
    return this.#text.startsWith(expected, this.#i)
  }

  #blanks(): void {
    BLANKS.lastIndex = this.#i
    this.#i += BLANKS.exec(this.#text)?.[0].length ?? 0
  }

  #skipTo(end: string, problem: string): void {
    const at = this.#text.indexOf(end, this.#i)
    if (at < 0) throw this.#fault(problem)
    this.#i = at + end.length
  }
}

function characterOf(entity: string): string | undefined {
  if (!entity.startsWith('#')) return Object.hasOwn(ENTITIES, entity) ? ENTITIES[entity] : undefined
  const isHex = /^#x/i.test(entity)
  const code = isHex ? parseInt(entity.slice(2), 16) : parseInt(entity.slice(1), 10)
  return code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
    ? String.fromCodePoint(code)
    : undefined
}
