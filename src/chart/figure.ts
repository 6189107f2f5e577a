import { type Label } from '../provenance'
import { type Lang } from '../words'

/** What Plotly draws: small, plain, serialisable, made from a table's own numbers. */
export interface FigureSpec {
  readonly data: readonly object[]
  readonly layout: object
}

/** A chart before it can be drawn: figures already computed, and the words around them. */
export interface FigureParts {
  readonly spec: FigureSpec
  readonly title: string
  /** The sentence a person hears who cannot see the picture. */
  readonly alt: string
  /** The lines under it: how to read it, and where its figures come from. */
  readonly caption: readonly string[]
  /** Where the figures come from and the filter that made them. */
  readonly label: Label
  /** The language of its words and numbers. */
  readonly lang: Lang
  /** Size of the plot in CSS pixels; a picture is higher, by its caption. */
  readonly width: number
  readonly height: number
}

/** A chart. Drawing it computes nothing new. Files are written whole or not at all, and their folders made. */
export interface Figure extends FigureParts {
  readonly kind: 'figure'
  /** A static picture with its caption, drawn without a browser; the same figure gives the same bytes. */
  svg(): Promise<string>
  /** The same at two pixels a CSS pixel. */
  png(): Promise<Buffer>
  /** Throws PICTURE_NOT_WRITTEN, as the others do. */
  writePng(file: string): Promise<void>
  /** The picture as SVG: sharp at any size, its texts are texts. Its font is DejaVu Sans, or what stands in for it. */
  writeSvg(file: string): Promise<void>
  /**
   * A page with the drawing to explore, which needs nothing but itself (5 MB: it holds plotly.js once), and where scripts do
   * not run, the picture.
   */
  writeHtml(file: string): Promise<void>
}
