import { Item, type Changes, type FieldValues } from '../item'

/** Fields that are all text, and where each begins. */
export class TextItem extends Item {
  constructor(
    fields: FieldValues,
    format: string,
    readonly starts: ReadonlyMap<string, number>,
    /** Where their text begins in the message's; null where it does not stand there as it is. */
    readonly first: number | null,
    outside?: readonly string[],
  ) {
    super(fields, format, outside)
  }

  override positionOf(name: string): number | null {
    const at = this.starts.get(name)
    return at === undefined || this.first === null ? null : this.first + at
  }

  protected override remade({ fields, format, outside }: Changes): Item {
    return new TextItem(fields ?? this.fields, format, this.starts, this.first, outside ?? this.outside)
  }
}
