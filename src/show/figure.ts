import { createHash } from 'node:crypto'
import { filterLine } from '../chart/caption'
import { type Figure } from '../chart/figure'
import { visible } from '../chart/visible'
import { type Lang } from '../words'
import { type Bundle } from './bundle'
import { Html, safe } from './html'
import { figureStyle } from './style'
import { styleElement } from './to-html'

/** A drawing gets no narrower than this part of its width: on a small screen it is moved sideways instead. */
const NARROWEST = 0.8

/** A figure as a picture, as a drawing to explore where scripts run, and in words. */
export async function figureBundle(figure: Figure, lang: Lang): Promise<Bundle> {
  const [svg, png] = [await figure.svg(), await figure.png()]
  return {
    'text/plain': figureText(figure, lang),
    'image/png': png.toString('base64'),
    'text/html': figureHtml(figure, svg, lang).text,
  }
}

/** What a terminal shows of a figure. */
export function figureText({ title, alt, label, caption }: Figure, lang: Lang): string {
  return [`[${visible(title)}]`, filterLine(label, lang), visible(alt), ...caption.map(visible)].join('\n')
}

/**
 * The picture stands in the page until Plotly has drawn: where scripts are off, not trusted, or the library is not
 * there, it stays. The drawing is found by a hash of what it draws, so the same figure may stand in a page twice, and
 * the same figure always gives the same HTML.
 */
function figureHtml(figure: Figure, svg: string, lang: Lang): Html {
  const { data, layout } = figure.spec
  const json = scriptJson({
    data,
    layout: { ...layout, width: undefined, autosize: true, height: figure.height },
    config: {
      responsive: true,
      displaylogo: false,
      typesetMath: false,
      locale: lang,
      modeBarButtonsToRemove: ['select2d', 'lasso2d', 'autoScale2d'],
    },
  })
  const id = createHash('sha256').update(json).digest('hex').slice(0, 16)
  const source = `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`
  return safe`<figure class="carnet-figure" aria-label="${visible(figure.alt)}" data-carnet-figure="${id}">${styleElement(figureStyle)}<div class="carnet-scroll" tabindex="0"><div class="carnet-plot"></div></div>
<img src="${source}" width="${figure.width}" alt="${visible(figure.alt)}">
<figcaption>${figure.caption.map((line) => safe`<div>${visible(line)}</div>`)}</figcaption>
</figure>
${new Html(`<script>${drawing(id, json, Math.round(figure.width * NARROWEST))}</script>`)}`
}

/** JSON that may stand inside a script element: no `<`, and none of the line ends that only JSON allows. */
function scriptJson(value: object): string {
  return JSON.stringify(value)
    .replaceAll('<', '\\u003c')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029')
}

/**
 * Draws each figure of that id once, as soon as the library is there and the figure has a place in the page: viewers
 * run scripts before they attach the output, and may attach it only when it is scrolled to.
 */
function drawing(id: string, json: string, narrowest: number): string {
  return `(function () {
  var tries = 0
  function figures() {
    return document.querySelectorAll('[data-carnet-figure="${id}"]:not([data-carnet-state])')
  }
  function draw(figure) {
    var plot = figure.querySelector('.carnet-plot')
    if (!plot || !plot.offsetWidth) return
    figure.setAttribute('data-carnet-state', 'drawn')
    plot.style.minWidth = '${narrowest}px'
    var spec = ${json}
    Promise.resolve()
      .then(function () { return window.Plotly.newPlot(plot, spec.data, spec.layout, spec.config) })
      .then(
        function () { figure.classList.add('carnet-drawn') },
        function (e) { plot.textContent = ''; console.error(e) },
      )
  }
  function go() {
    if (window.Plotly) figures().forEach(draw)
    var waiting = document.readyState === 'loading' || !window.Plotly || figures().length > 0
    if ((waiting || tries < 20) && tries++ < 800) setTimeout(go, tries < 200 ? 50 : 1000)
  }
  go()
})()`
}
