import { fontFamily } from './fonts'
import { plotlyText, wrap } from './plotly-text'

/** Dark grey on white: contrast 12.6. */
export const ink = '#333333'
const grid = '#dddddd'

/** Space between the edge of a figure and what it holds, in pixels. */
export const edge = 24
const TITLE_SIZE = 18
const SUBTITLE_SIZE = 13
/** Plotly sets the lines of one text so many times its size apart. */
const LINE_SPACING = 1.3

/**
 * What every figure has: its title and the lines under it at the top left, wrapped to `width` pixels, the font, the
 * colours, and the margins.
 */
export function baseLayout(
  title: string,
  subtitle: string,
  { width, left, bottom }: { width: number; left: number; bottom: number },
): object {
  const fitting = (size: number): number => Math.floor((width - 2 * edge) / (size * 0.62))
  const lines = [
    ...wrap(title, fitting(TITLE_SIZE)).map((line) => `<b>${plotlyText(line)}</b>`),
    ...wrap(subtitle, fitting(SUBTITLE_SIZE)).map(
      (line) => `<span style="font-size:${SUBTITLE_SIZE}px">${plotlyText(line)}</span>`,
    ),
  ]
  return {
    title: {
      text: lines.join('<br>'),
      font: { size: TITLE_SIZE },
      x: 0,
      xref: 'container',
      xanchor: 'left',
      y: 1,
      yref: 'container',
      yanchor: 'top',
      pad: { l: edge, t: edge + TITLE_SIZE / 2 },
    },
    font: { family: `${fontFamily}, Verdana, sans-serif`, size: 13, color: ink },
    paper_bgcolor: '#ffffff',
    plot_bgcolor: '#ffffff',
    margin: {
      l: left,
      r: edge,
      t: Math.ceil(edge + lines.length * LINE_SPACING * TITLE_SIZE + 10),
      b: bottom,
    },
    showlegend: false,
  }
}

/** An axis of values, with lines across the plot. */
export const valueAxis = { gridcolor: grid, zeroline: false, linecolor: ink, automargin: false }

/** An axis of names: no numbers, no lines. */
export const nameAxis = { showgrid: false, zeroline: false, fixedrange: true, ticks: '', automargin: false }
