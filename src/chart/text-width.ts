/** The size of texts in figures, in pixels. */
export const FONT_SIZE = 13

/** About how many pixels the widest of these takes, before anything is drawn: capitals, m and w are wide, ideographs square. */
export function widest(lines: readonly string[]): number {
  const ems = (c: string): number => (c > '\u2e7f' ? 1 : /[\p{Lu}mw%@]/u.test(c) ? 0.78 : 0.58)
  const widthOf = (line: string): number => Array.from(line).reduce((sum, c) => sum + ems(c), 0)
  return FONT_SIZE * lines.reduce((most, line) => Math.max(most, widthOf(line)), 0)
}
