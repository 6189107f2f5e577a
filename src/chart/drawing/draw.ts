import { readFileSync } from 'node:fs'
import { JSDOM, VirtualConsole } from 'jsdom'
import { parse } from 'opentype.js'
import { Resvg } from '@resvg/resvg-js'
import { type FigureSpec } from '../figure'
import { fontFamily, fontFiles } from '../fonts'
import { plotlyCode } from '../library'
import { measureTexts } from './metrics'

/** A figure drawn: the SVG, and the PNG of it at two pixels a point. */
export interface Picture {
  readonly svg: string
  readonly png: Uint8Array
}

export interface DrawRequest {
  readonly spec: FigureSpec
  /** In CSS pixels; the PNG is twice as wide and high. */
  readonly width: number
  readonly height: number
}

interface PlotlyApi {
  newPlot(element: Element, data: readonly object[], layout: object, config: object): Promise<unknown>
  toImage(element: Element, options: object): Promise<string>
}

/**
 * Draws with Plotly in jsdom, and rasterises with resvg: no browser, no font of the system. The same request gives the
 * same bytes. Takes about a second and 150 MB, so it runs in a worker (worker.ts).
 */
export async function draw({ spec, width, height }: DrawRequest): Promise<Picture> {
  const svg = await drawSvg(spec, width, height)
  const { regular, bold } = fontFiles()
  const font = { fontFiles: [regular, bold], loadSystemFonts: false, defaultFontFamily: fontFamily }
  const png = new Resvg(svg, { font, fitTo: { mode: 'zoom', value: 2 } }).render().asPng()
  return { svg, png }
}

async function drawSvg(spec: FigureSpec, width: number, height: number): Promise<string> {
  const { window } = new JSDOM('<!doctype html><div id="figure"></div>', {
    runScripts: 'outside-only',
    pretendToBeVisual: true,
    virtualConsole: new VirtualConsole(), // says "not implemented" for every canvas that Plotly tries
  })
  try {
    makeRepeatable(window.Math)
    window.URL.createObjectURL = () => ''
    const { regular, bold } = fontFiles()
    measureTexts(window as unknown as Window & typeof globalThis, {
      regular: parse(bytesOf(regular)),
      bold: parse(bytesOf(bold)),
    })
    window.eval(plotlyCode())
    const { Plotly } = window as unknown as { Plotly: PlotlyApi }
    const element = window.document.getElementById('figure') as Element
    await Plotly.newPlot(element, spec.data, { ...spec.layout, width, height }, { staticPlot: true })
    const svg = await Plotly.toImage(element, { format: 'svg', imageDataOnly: true, width, height })
    // resvg knows references without quotes alone, and would fill with black.
    return svg.replace(/url\('(#[^')]+)'\)/g, 'url($1)')
  } finally {
    window.close()
  }
}

function bytesOf(file: string): ArrayBuffer {
  const { buffer, byteOffset, byteLength } = readFileSync(file)
  return buffer.slice(byteOffset, byteOffset + byteLength)
}

/** Plotly makes its ids of random numbers: these are the same each time (a Lehmer generator, modulus 2^31 - 1). */
function makeRepeatable(math: Math): void {
  let state = 1
  math.random = () => (state = (state * 48271) % 0x7fffffff) / 0x7fffffff
}
