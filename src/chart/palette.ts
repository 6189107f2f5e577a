/**
 * Okabe and Ito's eight colours, which people with any colour vision tell apart ("Color Universal Design", 2008), those
 * of the most contrast first. Identity never rests on the colour alone: every group has its name on the axis.
 */
export const palette = [
  '#0072B2',
  '#E69F00',
  '#009E73',
  '#CC79A7',
  '#56B4E9',
  '#D55E00',
  '#F0E442',
  '#000000',
] as const

/** The palette's blue, lighter: areas of one colour, on white and on black. */
export const area = '#4D9CCB'

/** `#0072B2` at that opacity, as `rgba(0,114,178,0.6)`. */
export function translucent(colour: string, opacity: number): string {
  const channels = [1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16))
  return `rgba(${channels.join(',')},${opacity})`
}
