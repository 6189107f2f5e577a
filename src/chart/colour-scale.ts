type Rgb = readonly [number, number, number]

/** Cividis (Nuñez, Anderton, Renslow 2018) in ten steps: for values that go one way, with any colour vision, in grey too. */
const RISING = [
  '#00224e',
  '#123570',
  '#3b496c',
  '#575d6d',
  '#707173',
  '#8a8678',
  '#a59c74',
  '#c3b369',
  '#e1cc55',
  '#fde838',
]
/** ColorBrewer's PuOr: for values on both sides of 0. */
const TWO_SIDED = [
  '#b35806',
  '#e08214',
  '#fdb863',
  '#fee0b6',
  '#f7f7f7',
  '#d8daeb',
  '#b2abd2',
  '#8073ac',
  '#542788',
]

export interface ColourScale {
  readonly least: number
  readonly most: number
  /** Whether there is but one value, which needs no scale. */
  readonly isOne: boolean
  /** As Plotly takes it: parts of the way, with their colours. */
  readonly stops: readonly (readonly [number, string])[]
  /** Black or white, whichever is read better on the colour of the value. */
  readonly inkOn: (value: number) => string
}

/** A scale of colours for values from `least` to `most`; where they lie on both sides of 0, its middle is 0. */
export function colourScale(least: number, most: number): ColourScale {
  const isTwoSided = least < 0 && most > 0
  const reach = Math.max(-least, most)
  const [from, to] = isTwoSided ? [-reach, reach] : least === most ? [least - 1, most + 1] : [least, most]
  const colours = isTwoSided ? TWO_SIDED : RISING
  return {
    least: from,
    most: to,
    isOne: least === most,
    stops: colours.map((colour, i) => [Math.round((i / (colours.length - 1)) * 1e6) / 1e6, colour] as const),
    inkOn: (value) => inkOn(between(colours, (value - from) / (to - from))),
  }
}

/** The colour at a part of the way, between its two neighbours. */
function between(colours: readonly string[], part: number): Rgb {
  const at = Math.min(1, Math.max(0, part)) * (colours.length - 1)
  const [a, b] = [channels(colours[Math.floor(at)]), channels(colours[Math.ceil(at)])]
  const mix = (i: 0 | 1 | 2): number => a[i] + (b[i] - a[i]) * (at - Math.floor(at))
  return [mix(0), mix(1), mix(2)]
}

const channels = (colour = '#000000'): Rgb => {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16))
  return [r, g, b]
}

/** By the relative luminance of WCAG 2.2: white reads better below 0.179, where both contrasts are equal. */
function inkOn(colour: Rgb): string {
  const [r, g, b] = colour.map((c) => {
    const part = c / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.179 ? '#000000' : '#ffffff'
}
