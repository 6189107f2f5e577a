import { Item, type Changes, type FieldValues } from '../item'
import { type Message } from '../message'
import { refuse } from '../refusal'
import { type Format } from './format'
import { readRelaxed, RelaxedFault, type Places } from './relaxed-reader'
import { isFields, nameOf, rowsOf } from './values'

/**
 * What is nearly JSON: single quotes, a trailing comma, names without quotes, comments, NaN and Infinity; and what
 * Python's `str()` and `repr()` make of a dict or a list. Tried only where the text is not strict JSON.
 */
export const relaxed: Format = {
  name: 'relaxed json, python repr',
  read(message) {
    const { text } = message
    if (text === null || !/^\s*[{[]/.test(text)) return null
    const read = readRelaxed(text)
    if (read instanceof RelaxedFault) {
      if (read.isDeep) return null
      const at = message.start === null ? null : message.start + read.position
      return refuse('JSON_INVALID', { character: read.position + 1, problem: read.problem }, at)
    }
    const { value, places, isPython } = read
    const format = isPython ? 'python repr' : 'relaxed json'
    const item = (fields: FieldValues): Item => new PlacedItem(fields, format, places, message)
    if (isFields(value)) return item(value)
    return Array.isArray(value)
      ? rowsOf(value, `${format} array`, item)
      : refuse('NOT_AN_OBJECT', { found: nameOf(value) }, 0)
  },
}

/** Fields whose places were noted as they were read. Their numbers carry their digits with them. */
class PlacedItem extends Item {
  constructor(
    fields: FieldValues,
    format: string,
    readonly places: Places,
    readonly message: Message,
    outside?: readonly string[],
  ) {
    super(fields, format, outside)
  }

  override digitsOf(name: string): string | null {
    return String(this.fields[name])
  }

  override positionOf(name: string): number | null {
    const at = this.places.get(this.fields)?.get(name)
    return at === undefined || this.message.start === null ? null : this.message.start + at
  }

  protected override remade({ fields, format, outside }: Changes): Item {
    return new PlacedItem(fields ?? this.fields, format, this.places, this.message, outside ?? this.outside)
  }
}
