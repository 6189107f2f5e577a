import { createHash } from 'node:crypto'
import { Html, safe, styleElement } from '../../html/safe'
import { type FigureParts } from '../figure'
import { visible } from '../visible'
import { drawing } from './drawing'
import { figureStyle } from './figure-style'

/** A drawing gets no narrower than this part of its width: on a small screen it is moved sideways instead. */
const NARROWEST = 0.8

/**
 * A figure with its picture, or without one while it still changes.
 *
 * The picture stands in the page until Plotly has drawn: where scripts are off, not trusted, or the library is not
 * there, it stays. The drawing is found by a hash of what it draws, so the same figure may stand in a page twice, and
 * the same figure always gives the same HTML.
 */
export function figureHtml(figure: FigureParts, svg: string | null): Html {
  const { element, script } = figureElement(figure, svg)
  return safe`${element}
<script>${new Html(script)}</script>`
}

/** The same in two: the element, with its style, and the text of its script. */
export function figureElement(figure: FigureParts, svg: string | null): { element: Html; script: string } {
  const { data, layout } = figure.spec
  const json = scriptJson({
    data,
    layout: { ...layout, width: undefined, autosize: true, height: figure.height },
    config: {
      responsive: true,
      displaylogo: false,
      typesetMath: false,
      locale: figure.lang,
      modeBarButtonsToRemove: ['select2d', 'lasso2d', 'autoScale2d'],
    },
  })
  const id = createHash('sha256').update(json).digest('hex').slice(0, 16)
  const element = safe`<figure class="carnet-figure" aria-label="${visible(figure.alt)}" data-carnet-figure="${id}">${styleElement(figureStyle)}<div class="carnet-scroll" tabindex="0"><div class="carnet-plot"></div></div>
${pictureElement(figure, svg)}<figcaption>${figure.caption.map((line) => safe`<div>${visible(line)}</div>`)}</figcaption>
</figure>`
  return { element, script: drawing(id, json, Math.round(figure.width * NARROWEST)) }
}

function pictureElement({ width, alt }: FigureParts, svg: string | null): Html | null {
  if (svg === null) return null
  const source = `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`
  return safe`<img src="${source}" width="${width}" alt="${visible(alt)}">\n`
}

/** JSON that may stand inside a script element: no `<`, and none of the line ends that only JSON allows. */
function scriptJson(value: object): string {
  return JSON.stringify(value)
    .replaceAll('<', '\\u003c')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029')
}
