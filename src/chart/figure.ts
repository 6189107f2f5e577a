import { type Label } from '../provenance'

/** What Plotly draws: small, plain, serialisable, made from a table's own numbers. */
export interface FigureSpec {
  readonly data: readonly object[]
  readonly layout: object
}

/** A chart. It holds figures already computed; drawing it computes nothing new. */
export interface Figure {
  readonly kind: 'figure'
  readonly spec: FigureSpec
  readonly title: string
  /** The sentence a person hears who cannot see the picture. */
  readonly alt: string
  /** The lines under it: how to read it, and where its figures come from. */
  readonly caption: readonly string[]
  /** Where the figures come from and the filter that made them. */
  readonly label: Label
  /** Size of the plot in CSS pixels; a picture is higher, by its caption. */
  readonly width: number
  readonly height: number
  /** A static picture with its caption, drawn without a browser; the same figure gives the same bytes. */
  svg(): Promise<string>
  /** The same at two pixels a CSS pixel. */
  png(): Promise<Buffer>
  /** Writes the PNG whole or not at all, and makes its folder. Throws PICTURE_NOT_WRITTEN. */
  writePng(file: string): Promise<void>
}
