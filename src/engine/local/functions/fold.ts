import { type CallNode } from '../../../query'
import { type Cell } from '../../../table'
import { cells, type Vector } from '../vector'

/** Text without case: `straße` and `STRASSE` are the same. Composed and decomposed characters are, too. */
export const caseless = (text: string): string =>
  isAscii(text) ? text.toUpperCase() : text.normalize('NFC').toLowerCase().toUpperCase().normalize('NFC')

/** Text without case and accents: `École` and `ecole` are the same, `œuvre` and `oeuvre` too. In small letters. */
export function folded(text: string): string {
  if (isAscii(text)) return text.toLowerCase()
  return text
    .toLowerCase()
    .toUpperCase()
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/Œ/g, 'OE')
    .replace(/Æ/g, 'AE')
    .normalize('NFC')
    .toLowerCase()
}

const isAscii = (text: string): boolean => !/[^\u0000-\u007f]/.test(text)

/** The texts as the comparison sees them. */
export function foldedFor(vector: Vector, { ignoring }: CallNode): Vector {
  if (ignoring === undefined || vector.form !== 'cells') return vector
  return eachText(vector, ignoring === 'case' ? caseless : folded)
}

/** Applies a function to texts, once for each different one: texts in a column are often the same. */
export function eachText(vector: Vector, change: (text: string) => string): Vector {
  const known = new Map<string, string>()
  return cells(
    'text',
    (vector.values as readonly Cell[]).map((value) => {
      if (typeof value !== 'string') return null
      let changed = known.get(value)
      if (changed === undefined) {
        changed = change(value)
        known.set(value, changed)
      }
      return changed
    }),
  )
}
