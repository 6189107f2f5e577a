import { type DrawRequest } from './drawing/draw'
import { type Figure } from './figure'
import { plotlyText, wrap } from './plotly-text'
import { edge } from './style'

const SIZE = 11
const LINE = 1.3 * SIZE
/** The advance width of an average character of the font, in ems. */
const CHARACTER = 0.6

/** The drawing of a picture: the plot, and below it the caption, which a page shows as text of its own. */
export function withCaption({
  spec,
  caption,
  width,
  height,
}: Pick<Figure, 'spec' | 'caption' | 'width' | 'height'>): DrawRequest {
  const layout = spec.layout as { margin: { l: number; b: number }; annotations?: readonly object[] }
  const lines = caption.flatMap((text) => wrap(text, Math.floor((width - 2 * edge) / (CHARACTER * SIZE))))
  if (lines.length === 0) return { spec, width, height }
  const room = Math.ceil(lines.length * LINE + edge)
  const annotation = {
    text: lines.map(plotlyText).join('<br>'),
    font: { size: SIZE },
    align: 'left',
    showarrow: false,
    x: 0,
    xref: 'paper',
    xanchor: 'left',
    xshift: edge - layout.margin.l,
    y: 0,
    yref: 'paper',
    yanchor: 'top',
    yshift: -layout.margin.b,
  }
  return {
    spec: {
      data: spec.data,
      layout: {
        ...layout,
        margin: { ...layout.margin, b: layout.margin.b + room },
        annotations: [...(layout.annotations ?? []), annotation],
      },
    },
    width,
    height: height + room,
  }
}
