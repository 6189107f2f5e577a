import { CsvFault, isBlankLine, readCsvLine } from '../parse/formats/csv-reader'

/** What may part cells, in the order in which one is taken where several fit alike. */
const SIGNS = [';', '\t', '|', ','] as const

const LINES_LOOKED_AT = 20

/**
 * The sign that parts the cells of a file, by its first lines: the one by which most names of the first line are fields;
 * then the one by which most lines have the same number of cells as the first one, more than one. `header` are the names of
 * the columns where the file does not begin with them. A comma where nothing tells.
 */
export function signOf(
  text: string,
  isField: (name: string) => boolean,
  header: readonly string[] | undefined,
): string {
  let best: { sign: string; fields: number; lines: number } = { sign: ',', fields: 0, lines: 0 }
  for (const sign of SIGNS) {
    const lines = firstLines(text, sign)
    const [first] = lines
    if (first === undefined) continue
    const width = header?.length ?? first.length
    const fields = header ? 0 : first.filter(isField).length
    const alike = width > 1 ? lines.filter((cells) => cells.length === width).length : 0
    if (fields > best.fields || (fields === best.fields && alike > best.lines))
      best = { sign, fields, lines: alike }
  }
  return best.sign
}

function firstLines(text: string, sign: string): string[][] {
  const lines: string[][] = []
  for (let at = 0; at < text.length && lines.length < LINES_LOOKED_AT;) {
    const line = readCsvLine(text, at, sign)
    if (line instanceof CsvFault) break
    if (!isBlankLine(line)) lines.push(line.cells.map((c) => c.text))
    at = line.next
  }
  return lines
}
