// Jupyter counts positions in a cell in Unicode code points, JavaScript in UTF-16 units.

/** A position in UTF-16 units; the end of the text where none was given. */
export function toUtf16(text: string, codePoints: unknown): number {
  if (typeof codePoints !== 'number') return text.length
  return [...text].slice(0, codePoints).join('').length
}

/** A position in code points. */
export function toCodePoints(text: string, utf16: number): number {
  return [...text.slice(0, utf16)].length
}
