import { elementSpans, memberSpan, type Span } from '../../source/json-text'
import { Item, type Changes, type FieldValues } from '../item'
import { MOST_ROWS } from '../limits'

const NO_PATH: readonly string[] = []

/** Where the text of an object is: in the text of the message, or in a part of it. */
export interface JsonPlace {
  /** The text of the object; null where it cannot be told. */
  text(): string | null
  /** Where it begins in the text of the message; null where it does not stand there as it is. */
  start(): number | null
}

/** The place of a text that is the object, or the array, as a whole. */
export const wholeText = (text: string, start: number | null): JsonPlace => ({
  text: () => text,
  start: () => start,
})

/** The elements of an array: their places are looked for once, when the first of them is asked for. */
export class ElementPlaces {
  #spans: readonly Span[] | undefined

  constructor(readonly array: JsonPlace) {}

  at(index: number): JsonPlace {
    return placeIn(this.array, () => {
      this.#spans ??= elementSpans(this.array.text() ?? '', MOST_ROWS)
      return this.#spans[index] ?? null
    })
  }
}

/** A place within another one. */
function placeIn(outer: JsonPlace, spanOf: () => Span | null): JsonPlace {
  return {
    text: () => {
      const span = spanOf()
      return span === null ? null : (outer.text()?.slice(span.start, span.end) ?? null)
    },
    start: () => {
      const start = outer.start()
      const span = start === null ? null : spanOf()
      return span === null || start === null ? null : start + span.start
    },
  }
}

/** Fields of a JSON object, with their places in its text. The text is looked into only when asked. */
export class JsonItem extends Item {
  constructor(
    fields: FieldValues,
    format: string,
    /** The text of the object that the path leads from; a text alone is the message's own, from its beginning. */
    readonly at: JsonPlace | string,
    readonly path: readonly string[] = NO_PATH,
    outside?: readonly string[],
  ) {
    super(fields, format, outside)
  }

  get place(): JsonPlace {
    return typeof this.at === 'string' ? wholeText(this.at, 0) : this.at
  }

  override digitsOf(name: string): string | null {
    const span = this.#spanOf([name])
    return span === null ? null : (this.place.text()?.slice(span.start, span.end) ?? null)
  }

  override positionOf(name: string): number | null {
    const start = this.place.start()
    const span = start === null ? null : this.#spanOf([name])
    return span === null || start === null ? null : start + span.start
  }

  /** What stands before and after the object in the text of the message; null where the text is not the message's own. */
  surroundings(): { readonly before: string; readonly after: string } | null {
    const text = this.place.start() === 0 ? this.place.text() : null
    if (text === null) return null
    const span = this.#spanOf(NO_PATH)
    return span && { before: text.slice(0, span.start), after: text.slice(span.end) }
  }

  #spanOf(path: readonly string[]): Span | null {
    const text = this.place.text()
    if (text === null) return null
    let span: Span = { start: 0, end: text.length }
    for (const step of [...this.path, ...path]) {
      const inner = memberSpan(text.slice(span.start, span.end), step)
      if (inner === null) return null
      span = { start: span.start + inner.start, end: span.start + inner.end }
    }
    return span
  }

  override elements(format: string, path: readonly string[]): (fields: FieldValues, index: number) => Item {
    const array = placeIn(this.place, () => this.#spanOf(path))
    const places = new ElementPlaces(array)
    return (fields, index) => new JsonItem(fields, format, places.at(index))
  }

  protected override remade({ fields, format, path = NO_PATH, outside }: Changes): Item {
    const inner = path.length === 0 ? this.path : [...this.path, ...path]
    return new JsonItem(fields ?? this.fields, format, this.at, inner, outside ?? this.outside)
  }
}
