/** The fields of a message by the names that it has for them; own properties alone count. */
export type FieldValues = Readonly<Record<string, unknown>>

/** What may become one row: named values, and what the format knows of how they are written. */
export class Item {
  constructor(
    readonly fields: FieldValues,
    /** The format, from the inside out: `json`, `json in Debezium in Connect`. */
    readonly format: string,
    /** The names of what stood beside the fields in their envelopes, and is left. */
    readonly outside: readonly string[] = [],
  ) {}

  /** The number of field `name` in the digits of the message; null where it cannot be told. */
  digitsOf(_name: string): string | null {
    return null
  }

  /** Where the value of field `name` begins in the text (0-based); null where that makes no sense. */
  positionOf(_name: string): number | null {
    return null
  }

  /** The same item, within something else: `json` is `json in a string` there. `beside` are names that stand there too. */
  within(outer: string, beside: readonly string[] = []): Item {
    const outside = beside.length === 0 ? this.outside : [...this.outside, ...beside]
    return this.remade({ format: `${this.format} in ${outer}`, outside })
  }

  /** The fields that stand in `path` of this item, out of the envelope of that name. */
  opened({ fields, path, envelope }: Opening): Item {
    const outside = Object.keys(this.fields).filter((name) => name !== path[0])
    return this.remade({
      fields,
      path,
      format: insideOf(this.format, envelope),
      outside: [...this.outside, ...outside],
    })
  }

  /** Makes the items of an array that stands in `path` of this one, from their fields and indexes. */
  elements(format: string, _path: readonly string[]): (fields: FieldValues, index: number) => Item {
    return (fields) => this.remade({ fields, format })
  }

  /** A copy with these parts changed; a class that knows places overrides it. */
  protected remade({ fields, format, outside }: Changes): Item {
    return new Item(fields ?? this.fields, format, outside ?? this.outside)
  }
}

/**
 * The format of what was in an envelope, which is inside of all that were opened before: `json in Connect`, then `json in
 * Debezium in Connect`. `kind` follows the format's own name.
 */
export function insideOf(format: string, envelope: string, kind = ''): string {
  const at = format.indexOf(' in ')
  const own = at < 0 ? format : format.slice(0, at)
  return `${own}${kind} in ${envelope}${format.slice(own.length)}`
}

/** Fields inside an item, and how they are reached. */
export interface Opening {
  readonly fields: FieldValues
  readonly path: readonly string[]
  readonly envelope: string
}

export interface Changes {
  readonly format: string
  readonly fields?: FieldValues
  readonly path?: readonly string[]
  readonly outside?: readonly string[]
}
