import { contentSecurityPolicy, cspHash, styleSheetsIn } from '../../html/csp'
import { htmlDocument } from '../../html/document'
import { Html, safe } from '../../html/safe'
import { type FigureParts } from '../figure'
import { plotlyLibrary } from '../library'
import { visible } from '../visible'
import { figureElement } from './figure-html'
import { figureStyle } from './figure-style'

/** The page takes the light or dark of the system; the picture, where scripts do not run, stays on white. */
const STYLE = `
:root{color-scheme:light dark}
body{margin:0;padding:clamp(.5rem,3vw,2rem);background:#fff;color:#1f2328;font:1rem/1.5 system-ui,sans-serif}
@media screen and (prefers-color-scheme:dark){body{background:#14171b;color:#e4e8ec}}
main{max-width:72rem;margin:auto}
`.trim()

/** Plotly makes an empty style element and fills it rule by rule. */
const PLOTLY_OWN = ''

/**
 * A page of one figure that needs nothing but itself: plotly.js once, a policy that lets it load nothing and run these
 * scripts alone, and the picture where scripts do not run. The same figure gives the same page.
 */
export function figurePage(figure: FigureParts, svg: string): string {
  const { element, script } = figureElement(figure, svg)
  const library = plotlyLibrary()
  const styles = [STYLE, figureStyle, PLOTLY_OWN, ...styleSheetsIn(library)]
  const policy = contentSecurityPolicy([script, library].map(cspHash), styles.map(cspHash))
  return htmlDocument({
    lang: figure.lang,
    title: safe`${visible(figure.title)}`.text,
    policy,
    style: STYLE,
    body: safe`<main>
${element}
</main>
<script>${new Html(script)}</script>
<script>${new Html(library)}</script>`.text,
  })
}
