/** What a `sasl.jaas.config` holds: the login module's class name without package, and its options. */
export interface Jaas {
  readonly module: string
  readonly options: ReadonlyMap<string, string>
}

const TOKEN = /\s*(?:"((?:[^"\\]|\\[^])*)"|'((?:[^'\\]|\\[^])*)'|([^\s=;"']+)|([=;]))/y

/**
 * Reads `package.LoginModule required name="value" …;` (the form of Kafka's JaasConfig). Null where the text has not
 * this form.
 */
export function parseJaas(text: string): Jaas | null {
  const tokens = tokenize(text)
  if (!tokens || tokens.pop() !== ';') return null
  const [name, flag, ...rest] = tokens
  if (!name || !/^(required|requisite|sufficient|optional)$/i.test(flag ?? '') || rest.length % 3) return null
  const options = new Map<string, string>()
  for (let i = 0; i < rest.length; i += 3) {
    if (rest[i + 1] !== '=') return null
    options.set(rest[i], rest[i + 2])
  }
  return { module: name.slice(name.lastIndexOf('.') + 1), options }
}

function tokenize(text: string): string[] | null {
  const tokens: string[] = []
  const trimmed = text.trim()
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < trimmed.length) {
    const match = TOKEN.exec(trimmed)
    if (!match) return null
    const quoted = match[1] ?? match[2]
    tokens.push(quoted === undefined ? (match[3] ?? match[4]) : quoted.replace(/\\([^])/g, '$1'))
  }
  return tokens
}
