import { palette } from './palette'

/** More lines or kinds of points than this in one plot cannot be told apart: each gets a plot of its own. */
export const MOST_SERIES = 8

/** On white and on black alike: the palette without its yellow and its black. */
const COLOURS = [...palette.slice(0, 6), '#808080', '#9A8F00'] as const
const DASHES = ['solid', 'dash', 'dot', 'dashdot', 'longdash', 'longdashdot', 'solid', 'dash'] as const
const SYMBOLS = [
  'circle',
  'square',
  'diamond',
  'triangle-up',
  'cross',
  'x',
  'triangle-down',
  'pentagon',
] as const

export interface SeriesStyle {
  readonly colour: string
  readonly dash: string
  readonly symbol: string
}

/** Colour, dash and symbol of one series among others: none of the three has to be seen to tell them apart. */
export const seriesStyle = (i: number): SeriesStyle => ({
  colour: COLOURS[i % COLOURS.length] ?? COLOURS[0],
  dash: DASHES[i % DASHES.length] ?? 'solid',
  symbol: SYMBOLS[i % SYMBOLS.length] ?? 'circle',
})
