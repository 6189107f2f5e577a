import { type Font } from 'opentype.js'

/** The fonts that texts are measured with: the same files that the picture is drawn with. */
export interface Fonts {
  readonly regular: Font
  readonly bold: Font
}

interface Extent {
  left: number
  right: number
  top: number
  bottom: number
}

/**
 * jsdom lays nothing out, so it knows no text width; Plotly places labels by `getBBox` and `getBoundingClientRect`.
 * This gives SVG texts their extent, from the advance widths of the font. Everything else keeps an extent of nothing, as
 * Plotly takes the size of the drawing from its layout.
 */
export function measureTexts(window: Window & typeof globalThis, fonts: Fonts): void {
  const box = (node: Element): DOMRect => {
    const e = extentOf(node, fonts)
    const [width, height] = [e.right - e.left, e.bottom - e.top]
    const rect = {
      x: e.left,
      y: e.top,
      left: e.left,
      top: e.top,
      right: e.right,
      bottom: e.bottom,
      width,
      height,
    }
    return { ...rect, toJSON: () => rect }
  }
  const prototype = window.SVGElement.prototype as SVGElement &
    Partial<Pick<SVGTextElement, 'getBBox' | 'getComputedTextLength'>>
  prototype.getBoundingClientRect = function () {
    return box(this)
  }
  prototype.getBBox = function (this: SVGElement) {
    return box(this)
  }
  prototype.getComputedTextLength = function (this: SVGElement) {
    return widthOf(this, fonts)
  }
}

function extentOf(node: Element, fonts: Fonts): Extent {
  if (node.localName === 'text') return textExtent(node, fonts)
  const extents = [...node.children].map((child) => {
    const [dx, dy] = translation(child)
    const e = extentOf(child, fonts)
    return { left: e.left + dx, right: e.right + dx, top: e.top + dy, bottom: e.bottom + dy }
  })
  return union(extents.filter((e) => e.right > e.left))
}

/** The lines of a text are its `tspan.line` (Plotly's own class); without any, the text is one line. */
function textExtent(text: Element, fonts: Fonts): Extent {
  const size = fontSize(text)
  const lines = [...text.querySelectorAll('tspan.line')]
  const anchor = property(text, 'text-anchor')
  const extents = (lines.length > 0 ? lines : [text]).map((line) => {
    const width = widthOf(line, fonts)
    const x = Number(line.getAttribute('x') ?? text.getAttribute('x') ?? 0)
    const left = anchor === 'middle' ? x - width / 2 : anchor === 'end' ? x - width : x
    const y = Number(line.getAttribute('y') ?? text.getAttribute('y') ?? 0)
    const baseline = y + lengthOf(line.getAttribute('dy'), size)
    const { ascender, descender, unitsPerEm } = fonts.regular
    return {
      left,
      right: left + width,
      top: baseline - (ascender / unitsPerEm) * size,
      bottom: baseline - (descender / unitsPerEm) * size,
    }
  })
  return union(extents)
}

function union(extents: readonly Extent[]): Extent {
  if (extents.length === 0) return { left: 0, right: 0, top: 0, bottom: 0 }
  return {
    left: Math.min(...extents.map((e) => e.left)),
    right: Math.max(...extents.map((e) => e.right)),
    top: Math.min(...extents.map((e) => e.top)),
    bottom: Math.max(...extents.map((e) => e.bottom)),
  }
}

/** The sum of the advance widths, piece by piece, as pieces differ in size and weight. */
function widthOf(node: Node, fonts: Fonts): number {
  if (node.nodeType === node.TEXT_NODE) {
    const parent = node.parentElement
    if (!parent || !node.textContent) return 0
    const weight = property(parent, 'font-weight')
    const font = weight === 'bold' || Number(weight) >= 600 ? fonts.bold : fonts.regular
    const units = Array.from(node.textContent, (c) => font.charToGlyph(c).advanceWidth ?? 0)
    return (units.reduce((sum, u) => sum + u, 0) / font.unitsPerEm) * fontSize(parent)
  }
  return [...node.childNodes].reduce((sum, child) => sum + widthOf(child, fonts), 0)
}

const fontSize = (element: Element): number => parseFloat(property(element, 'font-size') ?? '') || 12

/** A property of this element or of the nearest one around it that has it, as a style or as an attribute. */
function property(element: Element, name: string): string | null {
  for (let e: Element | null = element; e; e = e.parentElement) {
    const value = (e as SVGElement).style?.getPropertyValue(name) || e.getAttribute(name)
    if (value) return value
  }
  return null
}

/** `1.3em` of that font size, `12px` and `12` in pixels; nothing is 0. */
function lengthOf(text: string | null, size: number): number {
  const value = parseFloat(text ?? '0')
  return text?.endsWith('em') ? value * size : value
}

function translation(element: Element): readonly [number, number] {
  const found = /translate\(\s*([-\d.e]+)[\s,]*([-\d.e]+)?/.exec(element.getAttribute('transform') ?? '')
  return [Number(found?.[1] ?? 0), Number(found?.[2] ?? 0)]
}
