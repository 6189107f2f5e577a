/** One line of a properties file, as Java reads it: continued lines joined, escapes resolved. */
export interface Property {
  readonly key: string
  readonly value: string
  /** 1-based number of the line that it begins on. */
  readonly line: number
}

/** A `\u` without four hexadecimal digits. */
export class MalformedEscape extends Error {
  constructor(readonly line: number) {
    super(`malformed \\uXXXX escape on line ${line}`)
  }
}

const BLANK = ' \t\f'

/**
 * Reads the format of java.util.Properties (https://docs.oracle.com/en/java/javase/21/docs/api/java.base/java/util/Properties.html#load(java.io.Reader)),
 * which librdkafka's and kcat's `key=value` files are a part of: comments with `#` and `!`, keys ended by `=`, `:` or a
 * blank, lines continued by `\`, escapes `\t \n \r \f \uXXXX`. Throws MalformedEscape.
 */
export function parseProperties(text: string): Property[] {
  const properties: Property[] = []
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/)
  for (let i = 0; i < lines.length; i++) {
    const line = i + 1
    let logical = withoutIndent(lines[i])
    if (logical === '' || logical.startsWith('#') || logical.startsWith('!')) continue
    while (continues(logical) && i + 1 < lines.length)
      logical = logical.slice(0, -1) + withoutIndent(lines[++i])
    if (continues(logical)) logical = logical.slice(0, -1)
    properties.push({ ...splitProperty(logical, line), line })
  }
  return properties
}

const withoutIndent = (line: string): string => line.replace(/^[ \t\f]+/, '')

/** Whether the line ends with an odd number of backslashes. */
const continues = (line: string): boolean => (/\\*$/.exec(line)?.[0].length ?? 0) % 2 === 1

function splitProperty(line: string, number: number): { key: string; value: string } {
  let end = 0
  while (end < line.length && !'=:'.includes(line[end]) && !BLANK.includes(line[end]))
    end += line[end] === '\\' ? 2 : 1
  end = Math.min(end, line.length)
  const rest = withoutIndent(line.slice(end))
  const value = rest.startsWith('=') || rest.startsWith(':') ? withoutIndent(rest.slice(1)) : rest
  return { key: unescape(line.slice(0, end), number), value: unescape(value, number) }
}

const CONTROLS: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', f: '\f' }

function unescape(text: string, line: number): string {
  return text.replace(/\\(?:u([0-9a-fA-F]{4})|([^]))/g, (_, hex: string | undefined, letter: string) => {
    if (hex !== undefined) return String.fromCharCode(parseInt(hex, 16))
    if (letter === 'u') throw new MalformedEscape(line)
    return Object.hasOwn(CONTROLS, letter) ? CONTROLS[letter] : letter
  })
}
