import { boxPlotOfTable } from '../../src/chart/box-of-table'
import { plotlyLibrary } from '../../src/chart/library'
import { type Output } from '../../src/report/nbformat'
import { toBundle } from '../../src/show'
import { type Lang } from '../../src/words'
import { label, spread, statistics } from '../show/values'
import { display } from './report-notebook'

const PICTURE =
  '<svg xmlns="http://www.w3.org/2000/svg" width="800" height="450" viewBox="0 0 800 450">' +
  '<rect width="800" height="450" fill="#fff"/><rect x="140" y="120" width="120" height="160" fill="#0072B2"/></svg>'

/** The output that brings plotly.js, as the first figure of a session does. */
export const library = (): Output =>
  display({ 'text/html': `<script>${plotlyLibrary()}</script>`, 'text/plain': '' })

/** A box plot as `show` puts it into a cell; its picture is drawn by hand, which takes no second. */
export async function figure(lang: Lang = 'en'): Promise<Output> {
  const boxes = boxPlotOfTable(statistics(spread), label({ by: 'filiere', of: 'age' }), { lang })
  const drawn = { ...boxes, svg: async () => PICTURE, png: async () => Buffer.from('') }
  return display({ ...(await toBundle(drawn, lang)) })
}
