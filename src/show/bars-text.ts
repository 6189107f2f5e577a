const HEIGHTS = '▁▂▃▄▅▆▇█'
const WIDTHS = ' ▏▎▍▌▋▊▉'
/** Characters of a bar that stands for a part of a whole. */
const PART_WIDTH = 8

/** Bars beside each other, one character each; a dot where there is nothing. */
export function sparkline(values: readonly number[], most = Math.max(0, ...values)): string {
  return values
    .map((value) => (value > 0 ? HEIGHTS[Math.min(7, Math.floor((value / most) * 8))] : '·'))
    .join('')
}

/** A bar along the line, 8 characters for the whole. */
export function partLine(part: number): string {
  const eighths = Math.round(Math.min(1, Math.max(0, part)) * PART_WIDTH * 8)
  const bar = '█'.repeat(eighths >> 3) + (eighths & 7 ? WIDTHS[eighths & 7] : '')
  return bar.padEnd(PART_WIDTH)
}
