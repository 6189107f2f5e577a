import { type CsvCell } from '../parse/formats/csv-reader'
import { Item, type FieldValues } from '../parse/item'

/** A column of a file that is a field of the schema: its name there, and which of the cells of a line it is. */
export interface CsvColumn {
  readonly name: string
  readonly index: number
}

/** The cells of a line by the names of their columns, and where each begins. */
export class CsvItem extends Item {
  constructor(
    format: string,
    private readonly columns: readonly CsvColumn[],
    private readonly cells: readonly CsvCell[],
    /** Where the line begins in the text that the cells have their places in. */
    private readonly start: number,
  ) {
    super(fieldsOf(columns, cells), format)
  }

  override positionOf(name: string): number | null {
    const column = this.columns.find((c) => c.name === name)
    const cell = column && this.cells[column.index]
    return cell ? cell.start - this.start : null
  }
}

function fieldsOf(columns: readonly CsvColumn[], cells: readonly CsvCell[]): FieldValues {
  const fields = Object.create(null) as Record<string, string>
  for (const { name, index } of columns) fields[name] = cells[index].text
  return fields
}
