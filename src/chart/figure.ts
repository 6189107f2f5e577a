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
  /** Where the figures come from and the filter that made them. */
  readonly label: Label
  readonly width: number
  readonly height: number
  /** A static picture, drawn without a browser. */
  svg(): Promise<string>
  png(): Promise<Buffer>
  writePng(file: string): Promise<void>
}
