import { type Schema } from '../parse/schema'
import { type Cell } from '../table'
import { type SeenField } from './inferred'

/** A schema as TypeScript to paste: its import, and a constant named after it. Beside each field what was seen of it. */
export function schemaCode({ name, fields }: Schema<object>, seen: readonly SeenField[]): string {
  const types = [...new Set(seen.map((s) => s.type))].sort()
  return [
    `import { schema, ${types.join(', ')} } from 'carnet'`,
    '',
    `const ${identifier(name)} = schema(`,
    '  {',
    ...seen.map((s) => fieldLine(s, Object.hasOwn(fields, s.name) ? synonymsOf({ fields }, s.name) : [])),
    '  },',
    `  { name: ${quote(name)} },`,
    ')',
    '',
  ].join('\n')
}

function synonymsOf({ fields }: Pick<Schema<object>, 'fields'>, name: string): readonly string[] {
  return (fields as Readonly<Record<string, { readonly otherNames: readonly string[] }>>)[name].otherNames
}

function fieldLine(seen: SeenField, synonyms: readonly string[]): string {
  const { name, type, isOptional } = seen
  const others = synonyms.length > 0 ? `.synonyms(${synonyms.map(quote).join(', ')})` : ''
  return `    ${key(name)}: ${type}()${isOptional ? '.optional()' : ''}${others}, // ${comment(seen)}`
}

function comment({ least, greatest, examples, missing }: SeenField): string {
  const range = least === greatest ? text(least) : `${text(least)} to ${text(greatest)}`
  const seen = least === null ? examples.join(', ') : range
  const parts = [seen, missing > 0 ? `${missing} missing` : ''].filter((part) => part !== '')
  // A line end or another line separator would end the comment, and the rest would be code.
  return parts.join('; ').replace(/[\p{Cc}\u2028\u2029]/gu, ' ')
}

const text = (cell: Cell): string => String(cell)

/** `__proto__` in quotes would set the prototype: computed it is a name like any other. */
const key = (name: string): string =>
  name === '__proto__' ? `['__proto__']` : isIdentifier(name) ? name : quote(name)

const isIdentifier = (name: string): boolean => /^[\p{ID_Start}_$][\p{ID_Continue}$]*$/u.test(name)

/** A text in single quotes, such that nothing in it ends it. */
function quote(value: string): string {
  const inner = JSON.stringify(value).slice(1, -1).replace(/\\"/g, '"').replace(/'/g, "\\'")
  return `'${inner.replace(/\u2028/g, '\\u2028').replace(/\u2029/g, '\\u2029')}'`
}

/** Words that no constant can be called, or that the code uses itself. */
const TAKEN =
  /^(?:break|case|catch|class|const|continue|debugger|default|delete|do|else|enum|export|extends|false|finally|for|function|if|import|in|instanceof|let|new|null|return|static|super|switch|this|throw|true|try|typeof|var|void|while|with|yield|await|schema|text|integer|number|boolean|date|timestamp)$/

function identifier(name: string): string {
  const words = name.match(/[\p{L}\p{N}]+/gu) ?? []
  const camel = words.map((w, i) => (i === 0 ? w : w.charAt(0).toUpperCase() + w.slice(1))).join('')
  return isIdentifier(camel) && !TAKEN.test(camel) ? camel : `rowsOf${camel}`
}
