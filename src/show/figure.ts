import { filterLine } from '../chart/caption'
import { type Figure } from '../chart/figure'
import { figureHtml } from '../chart/page/figure-html'
import { visible } from '../chart/visible'
import { type Lang } from '../words'
import { type Bundle } from './bundle'

/** A figure as a picture, as a drawing to explore where scripts run, and in words. */
export async function figureBundle(figure: Figure, lang: Lang): Promise<Bundle> {
  const [svg, png] = [await figure.svg(), await figure.png()]
  return {
    'text/plain': figureText(figure, lang),
    'image/png': png.toString('base64'),
    'text/html': figureHtml(figure, svg).text,
  }
}

/** A figure that changes while one looks on: without the picture, which takes a second to make. */
export function figureSketch(figure: Figure, lang: Lang): Bundle {
  return { 'text/plain': figureText(figure, lang), 'text/html': figureHtml(figure, null).text }
}

/** What a terminal shows of a figure. */
export function figureText({ title, alt, label, caption }: Figure, lang: Lang): string {
  return [`[${visible(title)}]`, filterLine(label, lang), visible(alt), ...caption.map(visible)].join('\n')
}
